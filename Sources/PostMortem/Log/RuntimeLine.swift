import ByteReading

/// Beginnings of lines that are the Go runtime's own, so that nothing before them is taken for a
/// prefix.
enum RuntimeLine {
  private static let beginnings: [[UInt8]] = [
    "panic: ", "\tpanic: ", "fatal error: ", "\tfatal error: ", "fatal: ", "goroutine ", "[signal ",
    "created by ", "runtime: ", "\t/", "panic(", "exit status ", "SIG", "PC=", "main.", "runtime.",
    "unexpected fault address ", "signal arrived ", "runtime stack:",
  ].map { Array($0.utf8) }

  static func isBeginning(_ line: RawSpan, at offset: Int) -> Bool {
    beginnings.contains { line.matches($0, at: offset) }
  }
}
