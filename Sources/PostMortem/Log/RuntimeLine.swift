import ByteReading

/// Beginnings of lines that are the Go runtime's own, so that nothing before them is taken for a
/// prefix.
enum RuntimeLine {
  private static let beginnings: [[UInt8]] = [
    "panic: ", "\tpanic: ", "fatal error: ", "\tfatal error: ", "fatal: ", "goroutine ", "[signal ",
    "created by ", "runtime: ", "\t/", "panic(", "exit status ", "SIG", "PC=", "main.", "runtime.",
    "unexpected fault address ", "signal arrived ", "runtime stack:", "Exception 0x",
  ].map { Array($0.utf8) }

  /// By first byte: whether any begins so.
  private static let firstBytes: [Bool] = {
    var firsts = [Bool](repeating: false, count: 256)
    for beginning in beginnings { firsts[Int(beginning[0])] = true }
    return firsts
  }()

  static func isBeginning(_ line: RawSpan, at offset: Int) -> Bool {
    guard let first = line.uint8(at: offset), firstBytes[Int(first)] else { return false }
    return beginnings.contains { line.matches($0, at: offset) }
  }
}
