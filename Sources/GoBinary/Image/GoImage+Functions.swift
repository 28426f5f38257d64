import ByteReading
public import GoRuntimeModel

extension GoImage {
  public var functionCount: Int { functions.count }

  /// Every function, by address.
  public var allFunctions: some RandomAccessCollection<FunctionIndex> {
    (0..<UInt32(truncatingIfNeeded: functions.count)).lazy.map { FunctionIndex(rawValue: $0) }
  }

  /// Address of the first instruction; `textEnd` for an index that is no function's.
  public func entry(_ function: FunctionIndex) -> UInt64 {
    let index = Int(function.rawValue)
    guard index < functions.count else { return textEnd }
    return moduleData.text.address(of: functions.entries[index])
  }

  /// Address beyond the function: the next one's entry. Padding before that counts as its own.
  public func end(_ function: FunctionIndex) -> UInt64 {
    entry(function) &+ UInt64(codeSize(function))
  }

  /// Bytes from the entry to the end.
  public func codeSize(_ function: FunctionIndex) -> Int {
    let index = Int(function.rawValue)
    guard index < functions.count else { return 0 }
    return Int(functions.entries[index + 1] &- functions.entries[index])
  }

  /// The function that holds the byte at `pc`.
  public func function(containing pc: UInt64) -> FunctionIndex? {
    guard let offset = moduleData.text.offset(of: pc),
      let index = functions.index(containing: offset)
    else { return nil }
    return FunctionIndex(rawValue: UInt32(truncatingIfNeeded: index))
  }

  /// The function whose first instruction is at `pc`.
  public func function(startingAt pc: UInt64) -> FunctionIndex? {
    guard let found = function(containing: pc), entry(found) == pc else { return nil }
    return found
  }

  // MARK: The function's record, `runtime._func`

  /// `abi.FuncID`; 0 for most functions.
  public func funcID(_ function: FunctionIndex) -> UInt8 {
    recordByte(function, layout.function.funcID) ?? 0
  }

  public func flags(_ function: FunctionIndex) -> FunctionFlags {
    FunctionFlags(rawValue: recordByte(function, layout.function.flag) ?? 0)
  }

  /// Offset from the entry of the first call of `runtime.deferreturn`; 0 when the function has no
  /// defer statement.
  public func deferReturn(_ function: FunctionIndex) -> UInt32 {
    recordWord(function, layout.function.deferreturn) ?? 0
  }

  /// Line of the `func` keyword; nil before Go 1.20.
  public func startLine(_ function: FunctionIndex) -> Int? {
    layout.function.startLine.flatMap { recordWord(function, $0) }
      .map { Int(Int32(bitPattern: $0)) }
  }

  /// Bytes of arguments and results on the stack; nil when not known (assembly).
  public func argumentSize(_ function: FunctionIndex) -> Int? {
    guard let size = recordWord(function, layout.function.args) else { return nil }
    let unknown: UInt32 = 0x8000_0000
    return size == unknown ? nil : Int(Int32(bitPattern: size))
  }

  /// Made by the compiler: recover and tracebacks look through it.
  public func isWrapper(_ function: FunctionIndex) -> Bool {
    funcID(function) == wrapperID
  }

  /// Where the record stands in the file.
  func record(_ function: FunctionIndex) -> Int? {
    let index = Int(function.rawValue)
    guard index < functions.count else { return nil }
    let offset = Int(functions.records[index])
    guard header.functions.count &- layout.function.size >= offset else { return nil }
    return header.functions.offset &+ offset
  }

  func recordWord(_ function: FunctionIndex, _ offset: Int) -> UInt32? {
    record(function).flatMap { bytes.uint32(at: $0 &+ offset) }
  }

  func recordByte(_ function: FunctionIndex, _ offset: Int) -> UInt8? {
    record(function).flatMap { bytes.uint8(at: $0 &+ offset) }
  }
}
