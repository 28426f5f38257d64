import ByteReading

/// What people and terminals put before a line when they post it: marks of a quotation, of code in
/// Markdown, and the echo of the key that sends a signal.
enum PostedText {
  /// Where the line goes on behind such marks; `start` when none stand there.
  static func end(of line: RawSpan, at start: Int) -> Int {
    switch line.byteOrZero(at: start) {
    case UInt8(ascii: ">"), UInt8(ascii: "`"), UInt8(ascii: "^"), UInt8(ascii: "\\"): break
    default: return start
    }
    var end = start
    if start == 0 { end = quotationEnd(of: line) }
    return codeEnd(of: line, at: end) ?? echoEnd(of: line, at: end) ?? end
  }

  /// `> > ` or `>> `, as in a mail or an issue.
  private static func quotationEnd(of line: RawSpan) -> Int {
    let deepest = 8
    var end = 0
    for _ in 0..<deepest where line.uint8(at: end) == UInt8(ascii: ">") {
      switch line.uint8(at: end + 1) {
      case UInt8(ascii: " "): end += 2
      case UInt8(ascii: ">"), nil: end += 1
      default: return end
      }
    }
    return end
  }

  /// "`panic: ..." and "```panic: ...", where the text should have begun a line below.
  private static func codeEnd(of line: RawSpan, at start: Int) -> Int? {
    let most = 3
    var end = start
    while line.uint8(at: end) == UInt8(ascii: "`"), end - start < most { end += 1 }
    guard end > start,
      RuntimeLine.isBeginning(line, at: end) || LogTime.end(of: line, at: end) != nil
        || isSpan(line, from: end, marks: end - start)
    else { return nil }
    return end
  }

  /// The rest of the line ends with as many marks and has none between.
  private static func isSpan(_ line: RawSpan, from start: Int, marks: Int) -> Bool {
    let end = line.byteCount - marks
    return end > start && line.firstIndex(of: UInt8(ascii: "`"), from: start) == end
  }

  /// `^\\SIGQUIT: quit`: the terminal shows the key.
  private static func echoEnd(of line: RawSpan, at start: Int) -> Int? {
    for echo: StaticString in ["^\\SIG", "\\SIG"] where line.matches(echo, at: start) {
      return start + echo.utf8CodeUnitCount - 3
    }
    return nil
  }
}
