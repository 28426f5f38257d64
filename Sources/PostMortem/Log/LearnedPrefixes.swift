import ByteReading

/// What stands before the lines of a writer that nobody knows, found out by the runtime's words behind
/// it.
struct LearnedPrefixes: Sendable {
  private static let most = 16
  private static let longest = 100

  /// With `0` for every number and the spaces before it.
  private var shapes: [[UInt8]] = []

  /// The end of a prefix that was learned, or that can be learned now because behind it stands what
  /// the runtime begins a crash with.
  mutating func end(in line: [UInt8], from start: Int) -> Int? {
    for shape in shapes {
      if let end = Self.end(of: shape, in: line, from: start) { return end }
    }
    guard let place = Self.newEnd(in: line.span.rawBytes, from: start) else { return nil }
    if shapes.count >= Self.most { shapes.removeFirst() }
    shapes.append(Self.shape(line[start..<place]))
    return place
  }

  /// Whether a prefix that was learned, or that can be learned, may stand at `start`.
  func mayStand(in line: RawSpan, at start: Int) -> Bool {
    mayBegin(in: line, at: start) || Self.newEnd(in: line, from: start) != nil
  }

  /// The end of a prefix that can be learned.
  private static func newEnd(in line: RawSpan, from start: Int) -> Int? {
    if RuntimeLine.isBeginning(line, at: start) { return nil }
    var place = start
    while LineText.isSpace(line.byteOrZero(at: place)) { place &+= 1 }
    let reach = min(line.byteCount, start + longest)
    while place < reach {
      let byte = line.byteOrZero(at: place)
      place &+= 1
      if endsPrefix[Int(byte)], beginsCrash(line, at: place) { return place }
    }
    return nil
  }

  /// Whether a prefix that was learned may begin at `start`.
  func mayBegin(in line: RawSpan, at start: Int) -> Bool {
    if shapes.isEmpty { return false }
    let byte = line.byteOrZero(at: start)
    // The spaces before a number are left out of its shape.
    return shapes.contains {
      $0.first == byte || $0.first == 0x30 && (LineText.isDigit(byte) || byte == 0x20)
    }
  }

  mutating func forgetLast() {
    if !shapes.isEmpty { shapes.removeLast() }
  }

  private static func beginsCrash(_ line: RawSpan, at place: Int) -> Bool {
    func text() -> LineText { LineText(line.suffix(from: place).array()) }
    switch line.byteOrZero(at: place) {
    case UInt8(ascii: "p"): return line.matches("panic: ", at: place)
    case UInt8(ascii: "u"): return line.matches("unexpected fault address 0x", at: place)
    case UInt8(ascii: "f"): return line.matches("fatal error: ", at: place)
    case UInt8(ascii: "g"):
      return line.matches("goroutine ", at: place) && GoroutineHeader(text()) != nil
    case UInt8(ascii: "h"):
      return line.matches("http: panic serving ", at: place)
        || line.matches("http2: panic serving ", at: place)
    case UInt8(ascii: "S"):
      return line.matches("SIG", at: place)
        && CrashText.FatalSignal(head: text(), isExact: true) != nil
    default: return false
    }
  }

  private static let endsPrefix: InlineArray<256, Bool> = {
    var table = InlineArray<256, Bool>(repeating: false)
    for byte in " \t:|>]`*\"'+".utf8 { table[Int(byte)] = true }
    return table
  }()

  /// A quotation or markup that the prefix opens is closed at the end of the line.
  static func withoutClosing(_ line: [UInt8], of end: Int) -> [UInt8] {
    var begin = end
    var count = line.count
    while begin > 0, count > end, line[count - 1] == line[begin - 1], isMarkup(line[begin - 1]) {
      begin -= 1
      count -= 1
    }
    return count == line.count ? line : Array(line[..<count])
  }

  private static func isMarkup(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "`"), UInt8(ascii: "*"), UInt8(ascii: "\""), UInt8(ascii: "'"): true
    default: false
    }
  }

  static func shape(_ prefix: ArraySlice<UInt8>) -> [UInt8] {
    var shape: [UInt8] = []
    for byte in prefix {
      guard LineText.isDigit(byte) else {
        shape.append(byte)
        continue
      }
      let isFirst = shape.last != 0x30
      while shape.last == 0x20 { shape.removeLast() }
      if isFirst { shape.append(0x30) }
    }
    return shape
  }

  private static func end(of shape: [UInt8], in line: [UInt8], from start: Int) -> Int? {
    var place = start
    for wanted in shape {
      guard wanted == 0x30 else {
        guard place < line.count, line[place] == wanted else { return nil }
        place += 1
        continue
      }
      while place < line.count, line[place] == 0x20 { place += 1 }
      let first = place
      while place < line.count, LineText.isDigit(line[place]) { place += 1 }
      guard place > first else { return nil }
    }
    return place
  }
}
