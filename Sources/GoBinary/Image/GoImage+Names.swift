public import ByteReading
import GoRuntimeModel

extension GoImage {
  var names: FunctionNames { FunctionNames(header, functions, file) }

  /// Where the function's name stands in the file.
  public func nameRange(_ function: FunctionIndex) -> ByteRange? {
    names.nameOffset(Int(function.rawValue)).flatMap { names.range(at: $0) }
  }

  /// Offset in the table of names: functions of the same name share it, as do inlined calls of it.
  public func nameOffset(_ function: FunctionIndex) -> Int32? {
    names.nameOffset(Int(function.rawValue)).flatMap { Int32(exactly: $0) }
  }

  /// The full symbol name, such as `net/http.(*conn).serve.func1`; invalid UTF-8 becomes U+FFFD.
  /// Empty when the tables are damaged there.
  public func name(_ function: FunctionIndex) -> String {
    nameRange(function).flatMap(text) ?? ""
  }

  /// The name at an offset of the table of names.
  public func name(atOffset offset: Int32) -> String? {
    names.range(at: Int(offset)).flatMap(text)
  }

  /// Calls `body` with the bytes of the name, without the final zero; empty bytes where the tables
  /// are damaged.
  public func withNameBytes<Result>(
    _ function: FunctionIndex, _ body: (RawSpan) throws -> Result
  ) rethrows -> Result {
    try body(bytes.clampedPart(nameRange(function) ?? .empty))
  }

  public func nameEquals(_ function: FunctionIndex, _ name: StaticString) -> Bool {
    guard let start = nameStart(function) else { return false }
    return bytes.matches(name, at: start)
      && bytes.uint8(at: start &+ name.utf8CodeUnitCount) == 0
  }

  public func nameEquals(_ function: FunctionIndex, _ name: [UInt8]) -> Bool {
    guard let start = nameStart(function) else { return false }
    return bytes.matches(name, at: start) && bytes.uint8(at: start &+ name.count) == 0
  }

  public func nameHasPrefix(_ function: FunctionIndex, _ prefix: StaticString) -> Bool {
    nameStart(function).map { bytes.matches(prefix, at: $0) } ?? false
  }

  public func nameHasPrefix(_ function: FunctionIndex, _ prefix: [UInt8]) -> Bool {
    nameStart(function).map { bytes.matches(prefix, at: $0) } ?? false
  }

  /// The functions of these names, in one pass over all names. Where a function and its wrapper
  /// for another calling convention have the same name, the function.
  ///
  /// - Parameter beginnings: of all functions' names, where they are at hand.
  public func functions(
    named wanted: [String], beginnings: [UInt64]? = nil
  ) -> [String: FunctionIndex] {
    names.indices(of: wanted, beginnings: beginnings).compactMapValues { found in
      let functions = found.map { FunctionIndex(rawValue: UInt32(truncatingIfNeeded: $0)) }
      return functions.first { !isWrapper($0) } ?? functions.first
    }
  }

  /// All functions of each of these names, by address, in one pass over all names.
  public func allFunctions(named wanted: [String]) -> [String: [FunctionIndex]] {
    names.indices(of: wanted).mapValues { found in
      found.map { FunctionIndex(rawValue: UInt32(truncatingIfNeeded: $0)) }
    }
  }

  /// The instantiations of generic functions, by names as tracebacks print them: `main.Map[...].func1`.
  ///
  /// Source: `funcNameForPrint` in `runtime/symtab.go`.
  public func instantiations(printed wanted: Set<String>) -> [String: [FunctionIndex]] {
    let beginnings = wanted.compactMap { name in
      name.firstIndex(of: "[").map { Array(name[...$0].utf8) }
    }
    guard !beginnings.isEmpty else { return [:] }
    var found: [String: [FunctionIndex]] = [:]
    for function in allFunctions
    where beginnings.contains(where: { nameHasPrefix(function, $0) }) {
      let name = name(function)
      guard let first = name.firstIndex(of: "["), let last = name.lastIndex(of: "]"), first < last
      else { continue }
      let printed = name[..<first] + "[...]" + name[name.index(after: last)...]
      if wanted.contains(String(printed)) { found[String(printed), default: []].append(function) }
    }
    return found
  }

  /// The first eight bytes of the name as a little-endian number, to tell the names of interest
  /// from the others quickly; 0 where the tables are damaged.
  public func nameBeginning(_ function: FunctionIndex) -> UInt64 {
    nameStart(function).flatMap { bytes.uint64(at: $0) } ?? 0
  }

  private func nameStart(_ function: FunctionIndex) -> Int? {
    let index = Int(function.rawValue)
    guard index < functions.records.count else { return nil }
    let record = Int(functions.records[index])
    guard record < header.functions.count,
      let offset = bytes.uint32(at: header.functions.offset &+ record &+ 4),
      Int(offset) < header.names.count
    else { return nil }
    return header.names.offset &+ Int(offset)
  }

  func text(_ range: ByteRange) -> String? {
    guard let bytes = bytes.part(range) else { return nil }
    return bytes.text()
  }
}
