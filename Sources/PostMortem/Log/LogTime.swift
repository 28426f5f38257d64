import ByteReading

/// Times at the beginning of a line.
enum LogTime {
  static func isGoLog(_ line: RawSpan, at start: Int) -> Bool {
    isDate(line, at: start, separator: UInt8(ascii: "/"))
  }

  /// Where the line goes on behind a time and one space or tab; nil when none stands at `start`.
  static func end(of line: RawSpan, at start: Int) -> Int? {
    if let end = priority(line, at: start) { return end }
    guard let count = count(line, at: start) else { return seconds(line, at: start) }
    var end = start + count
    if let byte = line.uint8(at: end), byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",") {
      end += 1
      while isDigit(line.uint8(at: end)) { end += 1 }
    }
    end = zone(line, at: end)
    if line.uint8(at: start) == UInt8(ascii: "[") {
      guard line.uint8(at: end) == UInt8(ascii: "]") else { return nil }
      end += 1
    }
    return separator(line, at: end)
  }

  /// Of the bytes of `2026-11-23T06:55:49`, `2026-11-23 06:55:49`, `2026-11-23_06:55:49`,
  /// `2026/11/23 06:55:49`, `Nov 23 06:55:49`, `06:55:49`, and the first two and the last behind a
  /// bracket that is open.
  private static func count(_ line: RawSpan, at start: Int) -> Int? {
    let first = line.byteOrZero(at: start)
    let space = UInt8(ascii: " ")
    if first == UInt8(ascii: "[") {
      if isDate(line, at: start + 1, separator: UInt8(ascii: "-")) {
        let between = line.byteOrZero(at: start + 11)
        let isTime =
          (between == UInt8(ascii: "T") || between == space) && isClock(line, at: start + 12)
        return isTime ? 20 : nil
      }
      return isClock(line, at: start + 1) ? 9 : nil
    }
    if LineText.isDigit(first) {
      if isClock(line, at: start) { return 8 }
      guard isClock(line, at: start + 11) else { return nil }
      let between = line.byteOrZero(at: start + 10)
      if isDate(line, at: start, separator: UInt8(ascii: "-")) {
        return between == UInt8(ascii: "T") || isFiller(between) ? 19 : nil
      }
      return between == space && isDate(line, at: start, separator: UInt8(ascii: "/")) ? 19 : nil
    }
    let isMonth =
      isLetter(first) && isLetter(line.byteOrZero(at: start + 1))
      && isLetter(line.byteOrZero(at: start + 2)) && line.byteOrZero(at: start + 3) == space
      && isFiller(line.byteOrZero(at: start + 4)) && isDigit(line.uint8(at: start + 5))
      && line.byteOrZero(at: start + 6) == space && isClock(line, at: start + 7)
    return isMonth ? 15 : nil
  }

  /// `2026-11-23`
  private static func isDate(_ line: RawSpan, at start: Int, separator: UInt8) -> Bool {
    for index in 0..<10 {
      let byte = line.byteOrZero(at: start &+ index)
      guard index == 4 || index == 7 ? byte == separator : LineText.isDigit(byte) else {
        return false
      }
    }
    return true
  }

  /// `06:55:49`
  private static func isClock(_ line: RawSpan, at start: Int) -> Bool {
    for index in 0..<8 {
      let byte = line.byteOrZero(at: start &+ index)
      guard index == 2 || index == 5 ? byte == UInt8(ascii: ":") : LineText.isDigit(byte) else {
        return false
      }
    }
    return true
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
  }

  /// What may stand for the first digit of a day.
  private static func isFiller(_ byte: UInt8) -> Bool {
    LineText.isDigit(byte) || byte == UInt8(ascii: " ") || byte == UInt8(ascii: "_")
  }

  /// `Z`, `+00:00`, `+0000`, ` +0000` or ` UTC`
  private static func zone(_ line: RawSpan, at start: Int) -> Int {
    var end = start
    if line.byteOrZero(at: end) == UInt8(ascii: "Z") { return end + 1 }
    if line.byteOrZero(at: end) == UInt8(ascii: " ") { end += 1 }
    let sign = line.byteOrZero(at: end)
    if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), areDigits(line, at: end + 1) {
      let colon = line.byteOrZero(at: end + 3) == UInt8(ascii: ":") ? 1 : 0
      if areDigits(line, at: end + 3 + colon) { return end + 5 + colon }
    }
    return line.matches(" UTC", at: start) ? start + 4 : start
  }

  /// Two of them.
  private static func areDigits(_ line: RawSpan, at start: Int) -> Bool {
    isDigit(line.uint8(at: start)) && isDigit(line.uint8(at: start + 1))
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

  private static func isDigit(_ byte: UInt8?) -> Bool {
    byte.map { $0 >= 0x30 && $0 <= 0x39 } ?? false
  }
}
