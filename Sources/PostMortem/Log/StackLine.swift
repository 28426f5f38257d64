import ByteReading

/// The two lines of a frame of a stack, recognised byte by byte: a log full of crashes has little else.
enum StackLine {
  /// `main.(*T).Method(0xc000012345, {0x1, 0x2})`, `main.f(...)`
  struct Function {
    /// Of the name's bytes.
    var count: Int
    /// `(...)`
    var isInlined: Bool
  }

  /// `/src/main.go:12 +0x1d`
  struct Location {
    /// Of the path's bytes.
    var count: Int
    var line: Int
    var offset: UInt64?
    var programCounter: UInt64?
  }

  private static let longestName = 4096
  private static let mostDigits = 15

  // MARK: Classes of bytes

  private static let inArguments: UInt8 = 1
  /// Ends a name outside brackets.
  private static let endsName: UInt8 = 2
  private static let closesLine: UInt8 = 4
  private static let letter: UInt8 = 8

  private static let classes: InlineArray<256, UInt8> = {
    var classes = InlineArray<256, UInt8>(repeating: 0)
    for byte in "0123456789abcdefx, {}._?-".utf8 { classes[Int(byte)] |= inArguments }
    for byte in " \t,;:=\"'".utf8 { classes[Int(byte)] |= endsName }
    for byte in 0..<0x20 { classes[byte] |= endsName }
    for byte in "\t -`*\"'|\\,".utf8 { classes[Int(byte)] |= closesLine }
    for byte in UInt8(ascii: "a")...UInt8(ascii: "z") { classes[Int(byte)] |= letter }
    for byte in UInt8(ascii: "A")...UInt8(ascii: "Z") { classes[Int(byte)] |= letter }
    classes[Int(UInt8(ascii: "_"))] |= letter
    return classes
  }()

  @inline(__always)
  private static func isA(_ kind: UInt8, _ byte: UInt8) -> Bool { classes[Int(byte)] & kind != 0 }

  /// Without what closes markup, quotations and columns.
  private static func end(_ bytes: RawSpan, _ start: Int, _ end: Int) -> Int {
    var end = end
    while end > start, isA(closesLine, byte(bytes, end &- 1)) { end &-= 1 }
    return end
  }

  @inline(__always)
  private static func byte(_ bytes: RawSpan, _ offset: Int) -> UInt8 {
    bytes.uint8(at: offset) ?? 0
  }

  // MARK: The line of the function

  /// Counts from the beginning of `bytes`.
  static func function(_ bytes: RawSpan, _ start: Int, _ whole: Int) -> Function? {
    let end = end(bytes, start, whole)
    guard end > start, byte(bytes, end &- 1) == UInt8(ascii: ")") else { return nil }
    var open = end &- 2
    while open > start, isA(inArguments, byte(bytes, open)) { open &-= 1 }
    guard open > start, byte(bytes, open) == UInt8(ascii: "("),
      isName(bytes, start, open)
    else { return nil }
    let isInlined =
      end &- open == 5 && byte(bytes, open &+ 1) == UInt8(ascii: ".")
      && byte(bytes, open &+ 2) == UInt8(ascii: ".") && byte(bytes, open &+ 3) == UInt8(ascii: ".")
    return Function(count: open, isInlined: isInlined)
  }

  /// Import paths, receivers, type arguments: no spaces outside brackets, and a dot, but for `panic`
  /// and C functions.
  private static func isName(_ bytes: RawSpan, _ start: Int, _ end: Int) -> Bool {
    guard end &- start <= longestName else { return false }
    let first = byte(bytes, start)
    guard isA(letter, first) || first >= 0x80 && isAlphabetic(bytes, start, end) else {
      return false
    }
    var depth = 0
    var hasDot = false
    var place = start
    while place < end {
      let byte = byte(bytes, place)
      place &+= 1
      if byte == UInt8(ascii: ".") {
        hasDot = true
      } else if byte == UInt8(ascii: "[") {
        depth &+= 1
      } else if byte == UInt8(ascii: "]") {
        depth &-= 1
      } else if isA(endsName, byte), depth == 0 || byte < 0x20 {
        guard bytes.matches("type:", at: start) else { return false }
      }
    }
    if hasDot { return true }
    for whole: StaticString in ["panic", "gogo"]
    where end &- start == whole.utf8CodeUnitCount && bytes.matches(whole, at: start) {
      return true
    }
    for prefix: StaticString in ["_cgo", "crosscall", "x_cgo"]
    where bytes.matches(prefix, at: start) && end &- start >= prefix.utf8CodeUnitCount {
      return true
    }
    return false
  }

  private static func isAlphabetic(_ bytes: RawSpan, _ start: Int, _ end: Int) -> Bool {
    let longestCharacter = 4
    let part = bytes.part(offset: start, count: min(end - start, longestCharacter))
    return part?.text().unicodeScalars.first?.properties.isAlphabetic == true
  }

  /// `goroutine 7 [running]:`, `goroutine 7 gp=0xc000003c00 m=0 mp=0x59d4e0 [idle]:`: only these forms.
  static func isHeader(_ bytes: RawSpan, from start: Int) -> Bool {
    guard bytes.matches("goroutine ", at: start) else { return false }
    let number = start &+ 10
    var place = number
    while LineText.isDigit(byte(bytes, place)) { place &+= 1 }
    guard place > number, place &- number <= mostDigits,
      byte(bytes, place) == UInt8(ascii: " ")
    else { return false }
    if byte(bytes, place &+ 1) != UInt8(ascii: "[") {
      guard bytes.matches(" gp=", at: place) else { return false }
      while byte(bytes, place) != UInt8(ascii: "["), place < bytes.byteCount { place &+= 1 }
    }
    // The first bracket that closes.
    while byte(bytes, place) != UInt8(ascii: "]"), place < bytes.byteCount { place &+= 1 }
    return place &+ 2 == bytes.byteCount && byte(bytes, place &+ 1) == UInt8(ascii: ":")
  }

  /// `created by main.main in goroutine 1`, `created by main.main`: only these forms.
  static func isCreator(_ bytes: RawSpan, from start: Int) -> Bool {
    guard bytes.matches("created by ", at: start) else { return false }
    let name = start &+ 11
    var place = name
    var hasDot = false
    while place < bytes.byteCount {
      let byte = byte(bytes, place)
      if isA(endsName, byte) || isA(closesLine, byte) { break }
      hasDot = hasDot || byte == UInt8(ascii: ".")
      place &+= 1
    }
    guard hasDot else { return false }
    if place == bytes.byteCount { return true }
    guard bytes.matches(" in goroutine ", at: place) else { return false }
    place &+= 14
    let number = place
    while LineText.isDigit(byte(bytes, place)) { place &+= 1 }
    return place > number && place == bytes.byteCount
  }

  // MARK: The line below

  /// Only the common form; what stands before it is not looked at.
  static func location(_ bytes: RawSpan, _ start: Int, _ end: Int) -> Location? {
    var rest = end
    let counter = number(behind: " pc=0x", bytes, start, &rest)
    if counter != nil, number(behind: " sp=0x", bytes, start, &rest) != nil {
      _ = number(behind: " fp=0x", bytes, start, &rest)
    }
    let offset = number(behind: " +0x", bytes, start, &rest)
    var place = rest &- 1
    var line = 0
    var unit = 1
    while place > start, LineText.isDigit(byte(bytes, place)) {
      guard rest &- place <= mostDigits else { return nil }
      line &+= Int(byte(bytes, place) &- 0x30) &* unit
      unit &*= 10
      place &-= 1
    }
    guard unit > 1,
      place &- 3 > start && bytes.matches(".go:", at: place &- 3)
        || place &- 2 > start && bytes.matches(".s:", at: place &- 2)
    else { return nil }
    return Location(count: place, line: line, offset: offset, programCounter: counter)
  }

  /// The hexadecimal number that ends at `end` behind `mark`, where `end` is put.
  private static func number(
    behind mark: StaticString, _ bytes: RawSpan, _ start: Int, _ end: inout Int
  ) -> UInt64? {
    var place = end &- 1
    var value: UInt64 = 0
    var digits = 0
    while place > start, let digit = hexadecimalDigit(byte(bytes, place)) {
      value |= digit &<< (UInt64(digits) &* 4)
      digits &+= 1
      place &-= 1
      guard digits <= mostDigits else { return nil }
    }
    let begin = place &+ 1 &- mark.utf8CodeUnitCount
    guard digits > 0, begin > start, bytes.matches(mark, at: begin) else { return nil }
    end = begin
    return value
  }

  @inline(__always)
  private static func hexadecimalDigit(_ byte: UInt8) -> UInt64? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte &- 0x30)
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte &- 0x57)
    default: nil
    }
  }
}
