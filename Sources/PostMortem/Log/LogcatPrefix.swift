import ByteReading

/// What Android's logcat writes before a line: `12-01 12:31:35.108 22021 22154 E GoLog   : ` or
/// `E/GoLog   (22021): `, and Android Studio: `2026-12-01 12:31:35.108 22021-22154 GoLog   org.example   E  `.
enum LogcatPrefix {
  /// Of the bytes of `12-01 12:31:35.108 `.
  private static let timeCount = 19

  /// Where the program's own line begins; nil where no such prefix stands at `start`.
  static func end(of line: RawSpan, at start: Int) -> Int? {
    guard mayBegin(line.byteOrZero(at: start)) else { return nil }
    if let level = levelAfterTime(of: line, at: start) { return tagEnd(of: line, at: level + 2) }
    if let end = studioEnd(of: line, at: start) { return end }
    guard isLevel(line.uint8(at: start)), line.uint8(at: start + 1) == UInt8(ascii: "/") else {
      return nil
    }
    var end = start + 2
    while let byte = line.uint8(at: end), byte != UInt8(ascii: "("), end - start < 64 { end += 1 }
    guard line.uint8(at: end) == UInt8(ascii: "(") else { return nil }
    end = skip(UInt8(ascii: " "), of: line, at: end + 1)
    let digits = end
    end = skipDigits(of: line, at: end)
    return end > digits && line.matches("): ", at: end) ? end + 3 : nil
  }

  /// `2026-12-01 12:31:35.108 22021-22154 GoLog   org.example   E  `; a diff may stand before it.
  private static func studioEnd(of line: RawSpan, at start: Int) -> Int? {
    var place = start
    if line.matches("- ", at: place) || line.matches("+ ", at: place) { place += 2 }
    let year = skipDigits(of: line, at: place)
    guard year == place + 4, line.uint8(at: year) == UInt8(ascii: "-"),
      matchesTime(line, at: year + 1)
    else { return nil }
    place = skipDigits(of: line, at: year + 1 + timeCount)
    guard line.uint8(at: place) == UInt8(ascii: "-") else { return nil }
    place = skipDigits(of: line, at: place + 1)
    // The tag, the application and the level in columns.
    for _ in 0..<2 {
      let word = skip(UInt8(ascii: " "), of: line, at: place)
      guard word > place else { return nil }
      place = word
      while let byte = line.uint8(at: place), byte != UInt8(ascii: " "), place - word < 128 {
        place += 1
      }
    }
    let level = skip(UInt8(ascii: " "), of: line, at: place)
    guard level > place, isLevel(line.uint8(at: level)), line.matches("  ", at: level + 1) else {
      return nil
    }
    return level + 3
  }

  private static func matchesTime(_ line: RawSpan, at start: Int) -> Bool {
    for index in 0..<timeCount {
      let byte = line.byteOrZero(at: start &+ index)
      let isRight =
        switch index {
        case 2: byte == UInt8(ascii: "-")
        case 5, 18: byte == UInt8(ascii: " ")
        case 8, 11: byte == UInt8(ascii: ":")
        case 14: byte == UInt8(ascii: ".")
        default: LineText.isDigit(byte)
        }
      if !isRight { return false }
    }
    return true
  }

  /// What tells one writer from another begins here: behind the time, which changes.
  static func labelStart(of line: RawSpan, at start: Int) -> Int {
    levelAfterTime(of: line, at: start)
      // Behind the digits of the time and the thread.
      ?? studioEnd(of: line, at: start) ?? start
  }

  private static func levelAfterTime(of line: RawSpan, at start: Int) -> Int? {
    guard matchesTime(line, at: start) else { return nil }
    var end = start + timeCount
    for _ in 0..<2 {
      end = skip(UInt8(ascii: " "), of: line, at: end)
      let digits = end
      end = skipDigits(of: line, at: end)
      guard end > digits, line.uint8(at: end) == UInt8(ascii: " ") else { return nil }
      end += 1
    }
    guard isLevel(line.uint8(at: end)), line.uint8(at: end + 1) == UInt8(ascii: " ") else {
      return nil
    }
    return end
  }

  /// `GoLog   : `
  private static func tagEnd(of line: RawSpan, at start: Int) -> Int? {
    let longest = 64
    var end = start
    while let byte = line.uint8(at: end), byte != UInt8(ascii: ":"), end - start < longest {
      end += 1
    }
    guard line.uint8(at: end) == UInt8(ascii: ":") else { return nil }
    return line.uint8(at: end + 1) == UInt8(ascii: " ") ? end + 2 : end + 1
  }

  private static func mayBegin(_ byte: UInt8) -> Bool {
    LineText.isDigit(byte) || isLevel(byte) || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: "+")
  }

  private static func isLevel(_ byte: UInt8?) -> Bool {
    switch byte {
    case UInt8(ascii: "V"), UInt8(ascii: "D"), UInt8(ascii: "I"), UInt8(ascii: "W"),
      UInt8(ascii: "E"), UInt8(ascii: "F"), UInt8(ascii: "A"):
      true
    default: false
    }
  }

  private static func skip(_ byte: UInt8, of line: RawSpan, at start: Int) -> Int {
    var end = start
    while line.uint8(at: end) == byte { end += 1 }
    return end
  }

  private static func skipDigits(of line: RawSpan, at start: Int) -> Int {
    var end = start
    while let byte = line.uint8(at: end), LineText.isDigit(byte) { end += 1 }
    return end
  }
}
