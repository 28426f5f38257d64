import ByteReading

/// Beginnings of lines that are the Go runtime's own, so that nothing before them is taken for a
/// prefix.
enum RuntimeLine {
  /// By their first bytes: most lines of a log begin with another.
  private static let beginnings: [[[UInt8]]] = {
    var byFirst = [[[UInt8]]](repeating: [], count: 256)
    for text in [
      "panic: ", "\tpanic: ", "fatal error: ", "\tfatal error: ", "fatal: ", "goroutine ",
      "[signal ", "created by ", "runtime: ", "\t/", "panic(", "exit status ", "SIG", "PC=", "main.",
      "runtime.", "unexpected fault address ", "signal arrived ", "runtime stack:", "Exception 0x",
    ] {
      let bytes = Array(text.utf8)
      byFirst[Int(bytes[0])].append(bytes)
    }
    return byFirst
  }()

  static func isBeginning(_ line: RawSpan, at offset: Int) -> Bool {
    guard let first = line.uint8(at: offset) else { return false }
    return beginnings[Int(first)].contains { line.matches($0, at: offset) }
  }
}
