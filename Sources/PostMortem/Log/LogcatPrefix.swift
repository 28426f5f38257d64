import ByteReading

/// What Android's logcat writes before a line: `12-01 12:31:35.108 22021 22154 E GoLog   : ` or
/// `E/GoLog   (22021): `.
enum LogcatPrefix {
  private static let time = Array("dd-dd dd:dd:dd.ddd ".utf8)
  private static let levels = Array("VDIWEFA".utf8)

  /// Where the program's own line begins; nil where no such prefix stands at `start`.
  static func end(of line: RawSpan, at start: Int) -> Int? {
    if let level = levelAfterTime(of: line, at: start) { return tagEnd(of: line, at: level + 2) }
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

  /// What tells one writer from another begins here: behind the time, which changes.
  static func labelStart(of line: RawSpan, at start: Int) -> Int {
    levelAfterTime(of: line, at: start) ?? start
  }

  private static func levelAfterTime(of line: RawSpan, at start: Int) -> Int? {
    for index in time.indices {
      guard let byte = line.uint8(at: start + index) else { return nil }
      let isRight = time[index] == UInt8(ascii: "d") ? LineText.isDigit(byte) : byte == time[index]
      if !isRight { return nil }
    }
    var end = start + time.count
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

  private static func isLevel(_ byte: UInt8?) -> Bool {
    byte.map { levels.contains($0) } ?? false
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
