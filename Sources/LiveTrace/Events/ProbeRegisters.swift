public import MachineCode

/// The general registers of a thread at a probe, numbered as `MachineCode.Register` numbers them.
public struct ProbeRegisters: Sendable, Hashable {
  public var architecture: CodeArchitecture
  /// amd64: AX, CX, DX, BX, SP, BP, SI, DI, R8 to R15, then IP and flags.
  /// arm64: X0 to X30, SP, then PC and PSTATE.
  public var words: [UInt64]

  public init(architecture: CodeArchitecture, words: [UInt64]) {
    self.architecture = architecture
    self.words = words
  }

  /// 0 for a register that was not captured.
  public subscript(_ register: Register) -> UInt64 {
    let index = Int(register.rawValue)
    return index < Self.programCounterIndex(architecture) ? word(index) : 0
  }

  public var stackPointer: UInt64 { self[architecture.stackPointer] }
  public var programCounter: UInt64 { word(Self.programCounterIndex(architecture)) }
  public var flags: UInt64 { word(Self.programCounterIndex(architecture) + 1) }
  public var framePointer: UInt64 { self[architecture.framePointer] }
  /// The current goroutine in Go's internal calling convention; 0 or anything in foreign code.
  public var goroutine: UInt64 { self[architecture.goroutine] }

  /// The integer argument `index` of a Go function at its beginning; 0 beyond the registers.
  public func argument(_ index: Int) -> UInt64 {
    let order = architecture.goArguments
    return order.indices.contains(index) ? self[order[index]] : 0
  }

  /// Number of words of a complete set.
  public static func count(_ architecture: CodeArchitecture) -> Int {
    programCounterIndex(architecture) + 2
  }

  static func programCounterIndex(_ architecture: CodeArchitecture) -> Int {
    switch architecture {
    case .amd64: 16
    case .arm64: 32
    }
  }

  private func word(_ index: Int) -> UInt64 { words.indices.contains(index) ? words[index] : 0 }
}

extension CodeArchitecture {
  var framePointer: Register {
    switch self {
    case .amd64: .amd64FramePointer
    case .arm64: .arm64FramePointer
    }
  }

  var goroutine: Register {
    switch self {
    case .amd64: .amd64Goroutine
    case .arm64: .arm64Goroutine
    }
  }

  /// Where Go's internal calling convention passes integers (`abi-internal.md`).
  var goArguments: [Register] {
    switch self {
    case .amd64: Self.amd64Arguments
    case .arm64: Self.arm64Arguments
    }
  }

  private static let amd64Arguments = [0, 3, 1, 7, 6, 8, 9, 10, 11].map(Register.init(rawValue:))
  private static let arm64Arguments = (0...15).map(Register.init(rawValue:))
}
