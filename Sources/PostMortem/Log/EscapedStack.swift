import ByteReading

/// A stack that a logger wrote into one line, its line breaks as `\n`: `msg="panic: boom\n\ngoroutine 1 [running]:\n..."`.
struct EscapedStack {
  /// Escapes undone; several lines.
  private(set) var message: [UInt8] = []
  /// Where it begins in the line.
  private(set) var start = 0

  private static let beginnings = MarkerSearch([
    "panic: ", "fatal error: ", "goroutine ", "[signal ", "SIG", "runtime: ",
    "unexpected fault address ", "http: panic serving ", "http2: panic serving ",
  ])
  private static let backslash = UInt8(ascii: "\\")
  private static let quotation = UInt8(ascii: "\"")

  /// Nil when there is no header of a goroutine with an escaped line break behind it.
  init?(_ line: RawSpan, from start: Int) {
    guard let header = Self.endOfHeader(in: line, from: start) else { return nil }
    let quote = Self.openingQuote(in: line, from: start, before: header)
    let reach = quote.map { $0 + 1 } ?? start
    guard let begin = Self.beginnings.firstOffset(in: line, from: reach), begin < header else {
      return nil
    }
    self.start = begin
    unescape(line, from: begin, isQuoted: quote != nil)
  }

  /// Where `]:` stands before a backslash and an `n`.
  private static func endOfHeader(in line: RawSpan, from start: Int) -> Int? {
    var place = start
    while let slash = line.firstIndex(of: backslash, from: place) {
      var end = slash
      while line.uint8(at: end) == backslash { end += 1 }
      if line.uint8(at: end) == UInt8(ascii: "n"), slash > start + 1,
        line.uint8(at: slash - 1) == UInt8(ascii: ":"),
        line.uint8(at: slash - 2) == UInt8(ascii: "]")
      {
        return slash
      }
      place = end
    }
    return nil
  }

  /// The quotation mark that is open at `reach`.
  private static func openingQuote(in line: RawSpan, from start: Int, before reach: Int) -> Int? {
    var open: Int?
    var place = start
    while place < reach {
      switch line.uint8(at: place) {
      case backslash: place += 1
      case quotation: open = open == nil ? place : nil
      default: break
      }
      place += 1
    }
    return open
  }

  private mutating func unescape(_ line: RawSpan, from begin: Int, isQuoted: Bool) {
    var place = begin
    while let byte = line.uint8(at: place) {
      place += 1
      guard byte == Self.backslash else {
        if byte == Self.quotation && isQuoted { return }
        message.append(byte)
        continue
      }
      // What was escaped more than once has more than one backslash.
      while line.uint8(at: place) == Self.backslash { place += 1 }
      switch line.uint8(at: place) {
      case UInt8(ascii: "n"): message.append(0x0A)
      case UInt8(ascii: "t"): message.append(0x09)
      case UInt8(ascii: "r"): break
      case UInt8(ascii: "\""): message.append(Self.quotation)
      default:
        message.append(Self.backslash)
        continue
      }
      place += 1
    }
  }
}
