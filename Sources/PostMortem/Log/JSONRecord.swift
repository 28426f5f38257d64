import ByteReading

/// The text that a line of JSON carries: docker's `json-file`, structured loggers, journald's and
/// cloud exports.
struct JSONRecord {
  /// The message, escapes undone; may have several lines.
  var message: [UInt8]
  /// What tells its writer from others.
  var label: [UInt8]
  /// Where the message stands in the line; nil when it is not that of one field.
  private(set) var messageRange: Range<Int>?
  /// Where a string stands that begins with a digit, such as a time, and is neither message nor label.
  private(set) var timeRange: Range<Int>?

  private static let messageKeys: [StaticString] = [
    "log", "message", "msg", "MESSAGE", "Message", "@message", "textPayload", "line", "body",
    "text",
    "event",
    // `go test -json`
    "Output",
  ]
  private static let labelKeys: [StaticString] = [
    "stream", "container_name", "pod_name", "container", "pod", "source", "_PID", "logger",
    "Package",
  ]
  /// Deeper objects are not looked into.
  private static let deepest = 6

  /// Nil when the line is no JSON object with a message.
  init?(_ line: RawSpan, at start: Int) {
    guard line.uint8(at: start) == UInt8(ascii: "{") else { return nil }
    var reader = Reader(line, at: start)
    var found: (rank: Int, text: Text)?
    // A logger's `stacktrace`, `error` or the like that holds a whole crash goes before its message.
    var crash: Text?
    var label = [UInt8(ascii: "{")]
    // The last string of a list, as Loki has lines behind their times.
    var listed: Text?
    var depth = 0
    var key: Text?
    var left = 4096
    while let byte = reader.nextToken(), left > 0 {
      left -= 1
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        guard depth <= Self.deepest else { return nil }
        key = nil
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        key = nil
      case UInt8(ascii: "\""):
        guard let text = reader.string() else { return nil }
        if reader.peek() == UInt8(ascii: ":") {
          key = text
        } else if let name = key {
          if let rank = name.firstIndex(in: Self.messageKeys, line), rank < found?.rank ?? Int.max {
            found = (rank, text)
          } else if crash == nil, text.hasCrash(line) {
            crash = text
          }
          if name.firstIndex(in: Self.labelKeys, line) != nil {
            let value = text.bytes(line)
            if value.count <= 128 { label += value }
          } else if timeRange == nil, LineText.isDigit(line.byteOrZero(at: text.range.lowerBound)) {
            timeRange = text.range
          }
          key = nil
        } else {
          listed = text
        }
      default: break
      }
      if depth == 0 { break }
    }
    let text = found?.text.bytes(line)
    let trace = crash?.bytes(line)
    if let trace, text.map({ Self.goesBefore($0, trace) }) ?? true {
      // The message may say that the program recovered.
      message = (text.map { $0.prefix { $0 != 0x0A } + [0x0A] } ?? []) + trace
    } else if let text = text ?? listed?.bytes(line) {
      message = text
      messageRange = crash == nil ? found?.text.range : nil
      if timeRange == messageRange { timeRange = nil }
    } else {
      return nil
    }
    self.label = label
  }

  /// Where a record begins behind a tag of a collector: `app.web: {"log":...`; nil without one.
  static func start(behindTagIn line: RawSpan, from start: Int) -> Int? {
    let longest = 64
    guard line.uint8(at: line.byteCount - 1) == UInt8(ascii: "}"),
      let brace = line.firstIndex(of: UInt8(ascii: "{"), from: start), brace > start + 1,
      brace - start <= longest, line.matches(" {\"", at: brace - 1),
      ["log", "message", "msg"].contains(where: {
        line.matches(Array("\"\($0)\":".utf8), at: brace + 1)
      })
    else { return nil }
    for place in start..<(brace - 1) where LineText.isSpace(line.uint8(at: place) ?? 0x20) {
      return nil
    }
    return brace
  }

  /// A message of one line may itself be the first of the stack that another field has.
  private static func goesBefore(_ message: [UInt8], _ crash: [UInt8]) -> Bool {
    guard crash.contains(0x0A) else { return false }
    let text = LineText(crash)
    return !hasCrash(message)
      || !message.contains(0x0A) && !text.hasPrefix("panic: ") && !text.hasPrefix("fatal error: ")
  }

  private static func hasCrash(_ text: [UInt8]) -> Bool {
    MarkerSearch.crashes.firstOffset(in: text.span.rawBytes, from: 0) != nil
  }

  /// A string, where it stands in the line.
  private struct Text {
    var range: Range<Int>
    var hasEscapes: Bool

    /// Escapes undone.
    func bytes(_ line: RawSpan) -> [UInt8] {
      var bytes: [UInt8] = []
      guard hasEscapes else {
        line.suffix(from: range.lowerBound).append(to: &bytes, count: range.count)
        return bytes
      }
      bytes.reserveCapacity(range.count)
      var place = range.lowerBound
      while place < range.upperBound {
        let byte = line.byteOrZero(at: place)
        place += 1
        guard byte == UInt8(ascii: "\\") else {
          bytes.append(byte)
          continue
        }
        let escape = line.byteOrZero(at: place)
        place += 1
        Self.unescape(escape, line, &place, into: &bytes)
      }
      return bytes
    }

    func hasCrash(_ line: RawSpan) -> Bool {
      if hasEscapes { return JSONRecord.hasCrash(bytes(line)) }
      guard let part = line.part(offset: range.lowerBound, count: range.count) else { return false }
      return MarkerSearch.crashes.firstOffset(in: part, from: 0) != nil
    }

    func firstIndex(in words: [StaticString], _ line: RawSpan) -> Int? {
      if hasEscapes {
        let bytes = bytes(line)
        return words.firstIndex {
          bytes.count == $0.utf8CodeUnitCount && bytes.span.rawBytes.matches($0, at: 0)
        }
      }
      let (start, count) = (range.lowerBound, range.count)
      for index in words.indices
      where words[index].utf8CodeUnitCount == count && line.matches(words[index], at: start) {
        return index
      }
      return nil
    }

    private static func unescape(
      _ escape: UInt8, _ line: RawSpan, _ place: inout Int, into text: inout [UInt8]
    ) {
      switch escape {
      case UInt8(ascii: "n"): text.append(0x0A)
      case UInt8(ascii: "t"): text.append(0x09)
      case UInt8(ascii: "r"): text.append(0x0D)
      case UInt8(ascii: "b"): text.append(0x08)
      case UInt8(ascii: "f"): text.append(0x0C)
      case UInt8(ascii: "u"):
        var value: UInt32 = 0
        for index in 0..<4 {
          guard let byte = line.uint8(at: place + index),
            let digit = Character(Unicode.Scalar(byte)).hexDigitValue
          else { return }
          value = value << 4 | UInt32(digit)
        }
        place += 4
        text += Array(String(Unicode.Scalar(value).map(Character.init) ?? "\u{FFFD}").utf8)
      default: text.append(escape)
      }
    }
  }

  /// Tokens of JSON; lenient, since only strings matter.
  private struct Reader: ~Escapable {
    let line: RawSpan
    var offset: Int

    @_lifetime(copy line)
    init(_ line: RawSpan, at offset: Int) {
      self.line = line
      self.offset = offset
    }

    /// The next bracket, brace or quotation mark, which is skipped.
    @_lifetime(self: copy self)
    mutating func nextToken() -> UInt8? {
      while let byte = line.uint8(at: offset) {
        offset += 1
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "]"),
          UInt8(ascii: "\""):
          return byte
        default: break
        }
      }
      return nil
    }

    /// The next byte that is no space.
    func peek() -> UInt8? {
      var place = offset
      while line.uint8(at: place) == UInt8(ascii: " ") { place += 1 }
      return line.uint8(at: place)
    }

    /// The rest of a string whose quotation mark has been read; nil when it has no end.
    @_lifetime(self: copy self)
    mutating func string() -> Text? {
      let start = offset
      guard let quotation = line.firstIndex(of: UInt8(ascii: "\""), from: start) else {
        offset = line.byteCount
        return nil
      }
      let backslash = UInt8(ascii: "\\")
      if !line.contains(backslash, or: backslash, in: start..<quotation) {
        offset = quotation + 1
        return Text(range: start..<quotation, hasEscapes: false)
      }
      while let byte = line.uint8(at: offset) {
        offset += 1
        if byte == UInt8(ascii: "\"") {
          return Text(range: start..<(offset - 1), hasEscapes: true)
        }
        if byte == backslash { offset += 1 }
      }
      return nil
    }
  }
}
