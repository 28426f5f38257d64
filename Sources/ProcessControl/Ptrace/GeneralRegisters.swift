public import MachineCode

/// The general registers of a stopped thread.
public struct GeneralRegisters: Sendable, Hashable {
  public let architecture: CodeArchitecture
  /// As the kernel orders them; see ``RegisterTable``.
  public internal(set) var words: [UInt64]

  public init(architecture: CodeArchitecture, words: [UInt64]) {
    self.architecture = architecture
    self.words = words
  }

  private var table: RegisterTable { .of(architecture) }

  /// 0 for a register that the set does not hold.
  public subscript(_ register: Register) -> UInt64 {
    get {
      let slots = table.slots
      let number = Int(register.rawValue)
      return slots.indices.contains(number) ? word(slots[number]) : 0
    }
    set {
      let slots = table.slots
      let number = Int(register.rawValue)
      if slots.indices.contains(number) { setWord(slots[number], newValue) }
    }
  }

  public var programCounter: UInt64 {
    get { word(table.programCounter) }
    set { setWord(table.programCounter, newValue) }
  }

  public var flags: UInt64 { word(table.flags) }

  public var stackPointer: UInt64 {
    get { self[architecture.stackPointer] }
    set { self[architecture.stackPointer] = newValue }
  }

  /// Base of the thread's own variables (`FS` on amd64); nil where the set does not hold it.
  public var threadPointer: UInt64? { table.threadPointer.map(word) }

  /// The registers by number, then the program counter and the flags.
  public var numbered: [UInt64] {
    let table = table
    return table.slots.map(word) + [word(table.programCounter), word(table.flags)]
  }

  private func word(_ index: Int) -> UInt64 { words.indices.contains(index) ? words[index] : 0 }

  private mutating func setWord(_ index: Int, _ value: UInt64) {
    if words.indices.contains(index) { words[index] = value }
  }
}

extension CodeArchitecture {
  /// Of the machine that this program was built for.
  public static var host: CodeArchitecture {
    #if arch(arm64)
      .arm64
    #else
      .amd64
    #endif
  }
}
