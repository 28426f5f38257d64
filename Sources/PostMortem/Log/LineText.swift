import ByteReading

/// A line, or a part of one: compared and cut as bytes, decoded only where its text is kept.
struct LineText: Sendable {
  private let storage: [UInt8]
  private let start: Int
  private let end: Int

  init(_ bytes: [UInt8], from start: Int = 0, longest: Int = Int.max) {
    storage = bytes
    self.start = min(start, bytes.count)
    end = self.start + min(bytes.count - self.start, longest)
  }

  /// A part of a longer text, which is not copied.
  init(_ storage: [UInt8], in range: Range<Int>) {
    let range = range.clamped(to: storage.indices)
    self.init(storage, range.lowerBound, range.upperBound)
  }

  private init(_ storage: [UInt8], _ start: Int, _ end: Int) {
    self.storage = storage
    self.start = start
    self.end = end
  }

  var count: Int { end - start }
  var isEmpty: Bool { start == end }
  var first: UInt8? { start < end ? storage[start] : nil }
  var last: UInt8? { start < end ? storage[end - 1] : nil }
  var bytes: [UInt8] { Array(storage[start..<end]) }
  var text: String { String(decoding: storage[start..<end], as: UTF8.self) }

  /// The byte at `offset`, counted from the beginning of this part.
  subscript(offset: Int) -> UInt8 { storage[start + offset] }

  func hasPrefix(_ prefix: StaticString) -> Bool {
    prefix.utf8CodeUnitCount <= count && storage.span.rawBytes.matches(prefix, at: start)
  }

  func hasSuffix(_ suffix: StaticString) -> Bool {
    let length = suffix.utf8CodeUnitCount
    return length <= count && storage.span.rawBytes.matches(suffix, at: end - length)
  }

  func equals(_ words: StaticString) -> Bool {
    count == words.utf8CodeUnitCount && hasPrefix(words)
  }

  /// What a line of a stack says, found in the bytes.
  var stackFunction: StackLine.Function? {
    StackLine.function(storage.span.rawBytes, start, end).map {
      StackLine.Function(count: $0.count - start, isInlined: $0.isInlined)
    }
  }

  /// `/src/main.go:12 +0x1d`
  var stackLocation: StackLine.Location? {
    StackLine.location(storage.span.rawBytes, start, end).map {
      StackLine.Location(
        count: $0.count - start, line: $0.line, offset: $0.offset, programCounter: $0.programCounter
      )
    }
  }

  /// Where `words` stand, the last time.
  func lastOffset(of words: StaticString) -> Int? {
    var offset = count - words.utf8CodeUnitCount
    while offset >= 0 {
      if storage.span.rawBytes.matches(words, at: start + offset) { return offset }
      offset -= 1
    }
    return nil
  }

  /// Where `words` stand, the first time.
  func firstOffset(of words: StaticString, from offset: Int) -> Int? {
    let bytes = storage.span.rawBytes
    var place = start + offset
    while place + words.utf8CodeUnitCount <= end {
      if bytes.matches(words, at: place) { return place - start }
      place += 1
    }
    return nil
  }

  func contains(_ words: StaticString) -> Bool { lastOffset(of: words) != nil }

  /// Whether one of the words stands in it.
  func contains(_ words: MarkerSearch) -> Bool {
    guard let part = storage.span.rawBytes.part(offset: start, count: count) else { return false }
    return words.firstOffset(in: part, from: 0) != nil
  }

  func rest(after prefix: StaticString) -> LineText? {
    hasPrefix(prefix) ? dropFirst(prefix.utf8CodeUnitCount) : nil
  }

  func dropFirst(_ number: Int = 1) -> LineText {
    LineText(storage, min(start + number, end), end)
  }

  func dropLast(_ number: Int = 1) -> LineText {
    LineText(storage, start, max(end - number, start))
  }

  func prefix(_ number: Int) -> LineText { LineText(storage, start, min(start + number, end)) }

  func firstOffset(of byte: UInt8, from offset: Int = 0) -> Int? {
    var place = start + offset
    while place < end {
      if storage[place] == byte { return place - start }
      place += 1
    }
    return nil
  }

  func lastOffset(of byte: UInt8) -> Int? {
    var place = end - 1
    while place >= start {
      if storage[place] == byte { return place - start }
      place -= 1
    }
    return nil
  }

  func allSatisfy(_ condition: (UInt8) -> Bool) -> Bool {
    var place = start
    while place < end {
      guard condition(storage[place]) else { return false }
      place += 1
    }
    return true
  }

  /// The parts between spaces and tabs.
  var words: [LineText] {
    var words: [LineText] = []
    var begin = start
    for place in start...end where place == end || Self.isSpace(storage[place]) {
      if place > begin { words.append(LineText(storage, begin, place)) }
      begin = place + 1
    }
    return words
  }

  /// Without spaces and tabs at the beginning.
  var trimmed: LineText {
    var place = start
    while place < end, Self.isSpace(storage[place]) { place += 1 }
    return LineText(storage, place, end)
  }

  /// Without what a page or a collector made of an indent: wide and unbreakable spaces, and rsyslog's `#011`.
  var withoutTypographicSpaces: LineText {
    guard let first, first >= 0x80 || first == UInt8(ascii: "#") else { return self }
    var rest = self
    while let next = rest.rest(after: "\u{A0}") ?? rest.rest(after: "\u{2003}")
      ?? rest.rest(after: "\u{2002}") ?? rest.rest(after: "\u{3000}")
      ?? rest.rest(after: "#011")
    {
      rest = next.trimmed
    }
    return rest
  }

  var withoutTrailingSpaces: LineText {
    var place = end
    while place > start, Self.isSpace(storage[place - 1]) { place -= 1 }
    return LineText(storage, start, place)
  }

  /// Without what closes markup, quotations and columns, none of which ends a line of the runtime's
  /// stacks.
  var withoutClosing: LineText {
    var place = end
    while place > start {
      switch storage[place - 1] {
      case 0x09, 0x20, UInt8(ascii: "-"), UInt8(ascii: "`"), UInt8(ascii: "*"),
        UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "|"), UInt8(ascii: "\\"),
        UInt8(ascii: ","):
        place -= 1
      default: return LineText(storage, start, place)
      }
    }
    return LineText(storage, start, place)
  }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
  static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  // MARK: Numbers

  /// Nil for anything but decimal digits that fit.
  var decimal: UInt64? {
    guard !isEmpty else { return nil }
    var value: UInt64 = 0
    for place in start..<end {
      guard Self.isDigit(storage[place]),
        let next = value.multiplied(by: 10)?.adding(UInt64(storage[place] - 0x30))
      else { return nil }
      value = next
    }
    return value
  }

  /// Nil for anything but hexadecimal digits that fit.
  var hexadecimal: UInt64? {
    guard !isEmpty, count <= 16 else { return nil }
    var value: UInt64 = 0
    for place in start..<end {
      guard let digit = Self.digit(storage[place]) else { return nil }
      value = value << 4 | digit
    }
    return value
  }

  /// `0x` and hexadecimal digits, or decimal ones.
  var number: UInt64? {
    if let digits = rest(after: "0x") { return digits.hexadecimal }
    return decimal
  }

  private static func digit(_ byte: UInt8) -> UInt64? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - 0x30)
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - 0x57)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - 0x37)
    default: nil
    }
  }
}
