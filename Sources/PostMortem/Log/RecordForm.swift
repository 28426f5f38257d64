import ByteReading

/// What the records of one writer have in common, all but their message and the digits of their time: the
/// message of the next one is then found without reading the record's JSON.
struct RecordForm {
  /// Of the writer, as ``JSONRecord/label``.
  let label: [UInt8]
  /// The message of the last record that was read, escapes undone, without the end of its line.
  private(set) var message: [UInt8] = []
  private let before: Template
  private let after: Template

  /// Nil when not all of the record but its message can be the same in the next one.
  init?(_ record: JSONRecord, in line: [UInt8]) {
    guard let range = record.messageRange else { return nil }
    label = record.label
    before = Template(line, 0..<range.lowerBound, digits: record.timeRange)
    after = Template(line, range.upperBound..<line.count, digits: record.timeRange)
  }

  /// Whether the line is such a record, and its message, which is read, one line.
  mutating func read(_ line: RawSpan) -> Bool {
    guard let start = before.end(in: line, at: 0), let end = readMessage(line, at: start) else {
      return false
    }
    return after.end(in: line, at: end) == line.byteCount
  }

  /// Gives back where the message's quotation mark is.
  private mutating func readMessage(_ line: RawSpan, at start: Int) -> Int? {
    message.removeAll(keepingCapacity: true)
    var begin = start
    var place = start
    while let byte = line.uint8(at: place) {
      switch byte {
      case UInt8(ascii: "\""):
        keep(line, begin..<place)
        return place
      case UInt8(ascii: "\\"):
        keep(line, begin..<place)
        guard let escaped = Self.byte(ofEscape: line.byteOrZero(at: place + 1)) else {
          // The end of the line, or something that is read at leisure.
          guard line.matches("\\n\"", at: place) else { return nil }
          return place + 2
        }
        message.append(escaped)
        place += 2
        begin = place
      case ..<0x20: return nil
      default: place += 1
      }
    }
    return nil
  }

  private mutating func keep(_ line: RawSpan, _ range: Range<Int>) {
    guard !range.isEmpty else { return }
    line.suffix(from: range.lowerBound).append(to: &message, count: range.count)
  }

  private static func byte(ofEscape escape: UInt8) -> UInt8? {
    switch escape {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): escape
    case UInt8(ascii: "t"): 0x09
    default: nil
    }
  }

  /// Bytes to be found again, with any digits where there are digits in one part.
  private struct Template {
    let bytes: [UInt8]
    let digits: Range<Int>

    init(_ line: [UInt8], _ range: Range<Int>, digits: Range<Int>?) {
      bytes = Array(line[range])
      let part = digits?.clamped(to: range) ?? range.lowerBound..<range.lowerBound
      self.digits = (part.lowerBound - range.lowerBound)..<(part.upperBound - range.lowerBound)
    }

    /// Where they end that begin at `start`.
    func end(in line: RawSpan, at start: Int) -> Int? {
      var place = start
      var index = 0
      let bytes = bytes.span
      while index < bytes.count {
        let byte = line.byteOrZero(at: place)
        if LineText.isDigit(bytes[index]), digits.contains(index) {
          guard LineText.isDigit(byte) else { return nil }
          index = Self.endOfDigits(at: index) { $0 < digits.upperBound ? bytes[$0] : 0 }
          place = Self.endOfDigits(at: place) { line.byteOrZero(at: $0) }
          continue
        }
        guard byte == bytes[index], place < line.byteCount else { return nil }
        index += 1
        place += 1
      }
      return place
    }

    private static func endOfDigits(at start: Int, _ byte: (Int) -> UInt8) -> Int {
      var place = start
      while LineText.isDigit(byte(place)) { place += 1 }
      return place
    }
  }
}
