import ByteReading

/// Times at the beginning of a line.
enum LogTime {
  /// `d` a digit, `M` a letter, `_` a digit or a space; others stand for themselves.
  private static let shapes: [[UInt8]] = [
    "dddd-dd-ddTdd:dd:dd", "dddd-dd-dd dd:dd:dd", "dddd-dd-dd_dd:dd:dd", "dddd/dd/dd dd:dd:dd",
    "MMM _d dd:dd:dd", "[dddd-dd-ddTdd:dd:dd", "[dddd-dd-dd dd:dd:dd", "[dd:dd:dd", "dd:dd:dd",
  ].map { Array($0.utf8) }

  private static let goLogDate = Array("dddd/dd/dd".utf8)
  private static let zones = ["", " "].flatMap { lead in
    ["+", "-"].flatMap { sign in
      ["dd:dd", "dddd"].map { digits in Array((lead + sign + digits).utf8) }
    }
  }

  static func isGoLog(_ line: RawSpan, at start: Int) -> Bool {
    matches(line, goLogDate, at: start)
  }

  /// Where the line goes on behind a time and one space or tab; nil when none stands at `start`.
  static func end(of line: RawSpan, at start: Int) -> Int? {
    if let end = priority(line, at: start) { return end }
    guard let shape = shapes.first(where: { matches(line, $0, at: start) }) else {
      return seconds(line, at: start)
    }
    var end = start + shape.count
    if let byte = line.uint8(at: end), byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",") {
      end += 1
      while isDigit(line.uint8(at: end)) { end += 1 }
    }
    end = zone(line, at: end)
    if shape.first == UInt8(ascii: "[") {
      guard line.uint8(at: end) == UInt8(ascii: "]") else { return nil }
      end += 1
    }
    return separator(line, at: end)
  }

  /// `Z`, `+00:00`, `+0000`, ` +0000` or ` UTC`
  private static func zone(_ line: RawSpan, at start: Int) -> Int {
    if line.uint8(at: start) == UInt8(ascii: "Z") { return start + 1 }
    if let shape = zones.first(where: { matches(line, $0, at: start) }) {
      return start + shape.count
    }
    return line.matches(" UTC", at: start) ? start + 4 : start
  }

  /// `<34>1 `, the priority of syslog, or `<34>`.
  private static func priority(_ line: RawSpan, at start: Int) -> Int? {
    guard line.uint8(at: start) == UInt8(ascii: "<") else { return nil }
    var end = start + 1
    while isDigit(line.uint8(at: end)), end - start < 5 { end += 1 }
    guard end > start + 1, line.uint8(at: end) == UInt8(ascii: ">") else { return nil }
    return line.matches("1 ", at: end + 1) ? end + 3 : end + 1
  }

  /// `[ 1234.567890] ` of the kernel's log, or `1700000000.123 `.
  private static func seconds(_ line: RawSpan, at start: Int) -> Int? {
    var end = start
    let isBracketed = line.uint8(at: end) == UInt8(ascii: "[")
    if isBracketed {
      end += 1
      while line.uint8(at: end) == UInt8(ascii: " ") { end += 1 }
    }
    let first = end
    while isDigit(line.uint8(at: end)) { end += 1 }
    guard end > first, isBracketed || end - first >= 10,
      line.uint8(at: end) == UInt8(ascii: "."), isDigit(line.uint8(at: end + 1))
    else { return nil }
    end += 1
    while isDigit(line.uint8(at: end)) { end += 1 }
    if isBracketed {
      guard line.uint8(at: end) == UInt8(ascii: "]") else { return nil }
      end += 1
    }
    return separator(line, at: end)
  }

  /// One space or tab, or the two spaces of Jenkins.
  private static func separator(_ line: RawSpan, at end: Int) -> Int? {
    guard let byte = line.uint8(at: end) else { return end == line.byteCount ? end : nil }
    let space = UInt8(ascii: " ")
    if byte == space, line.uint8(at: end + 1) == space, line.uint8(at: end + 2) != space {
      return end + 2
    }
    return byte == space || byte == UInt8(ascii: "\t") ? end + 1 : nil
  }

  private static func matches(_ line: RawSpan, _ shape: [UInt8], at start: Int) -> Bool {
    for index in shape.indices {
      guard let byte = line.uint8(at: start + index) else { return false }
      let wanted = shape[index]
      switch wanted {
      case UInt8(ascii: "d"): if !isDigit(byte) { return false }
      case UInt8(ascii: "_"):
        if !isDigit(byte) && byte != UInt8(ascii: " ") && byte != UInt8(ascii: "_") { return false }
      case UInt8(ascii: "M"):
        guard byte | 0x20 >= UInt8(ascii: "a"), byte | 0x20 <= UInt8(ascii: "z") else {
          return false
        }
      default: if byte != wanted { return false }
      }
    }
    return true
  }

  private static func isDigit(_ byte: UInt8?) -> Bool {
    byte.map { $0 >= 0x30 && $0 <= 0x39 } ?? false
  }
}
