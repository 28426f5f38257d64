import ByteReading

/// Reads a log of any size, block by block, and finds the crashes of Go programs in it.
///
/// Memory is bounded: by the longest line that is kept, the crashes that are kept, and the goroutines
/// of each. What is no crash is only searched for the words that one begins with.
public struct CrashLog: Sendable {
  /// Longer lines are cut.
  static let longestLine = 4 << 20
  /// Crashes beyond are counted, not kept.
  static let mostCrashes = 1000
  /// Lines without anything of a crash after which the reader goes back to searching.
  private static let patience = 32
  /// Bytes above the line that wakes the reader in which it looks for what the line goes on from.
  private static let mostContext = 64 << 10
  /// Logs up to this size are read line by line if the search finds nothing.
  private static let smallLog = 1 << 20

  private var buffer: [UInt8] = []
  /// Bytes at the beginning of the buffer in which no word begins that would wake the reader.
  private var searched = 0
  /// No such word is longer.
  private static let longestWord = 32
  private var lineNumber = 0
  private var writers = LogWriters()
  /// Lines since the last one that belonged to a crash; nil while searching.
  private var quietLines: Int?
  /// The beginning of the log, to be read again; nil when the log is no longer small.
  private var beginning: [UInt8]? = []
  private var encoding = LogEncoding()
  private var lineEnds = LineEnds()

  public init() {}

  /// Takes the next bytes of the log.
  public mutating func read(_ block: [UInt8]) {
    take(lineEnds.normalize(encoding.decode(block)))
  }

  private mutating func take(_ block: [UInt8]) {
    if let old = beginning {
      beginning = old.count + block.count <= Self.smallLog ? old + block : nil
    }
    buffer += block
    consume(isEnd: false)
  }

  /// The crashes, in the order of their first lines. Nothing can be read afterwards.
  public mutating func finish() -> CrashLogResult {
    take(lineEnds.normalize(encoding.finish()))
    take(lineEnds.finish())
    consume(isEnd: true)
    var result = writers.finish(lines: lineNumber)
    guard result.completeness != .head else { return result }
    guard let beginning else {
      if result.hasStackBeforeHeader { result.order = .likelyNewestFirst }
      return result
    }
    if let turned = Self.newestFirst(beginning, forward: result) { return turned }
    if let mended = Self.mending(beginning), mended.completeness > result.completeness {
      return mended
    }
    // What stands above the first word of a crash may belong to it where its head is missing.
    guard result.crashes.isEmpty || result.completeness == .stack else { return result }
    let patient = Self.patiently(beginning)
    return patient.crashes.count >= result.crashes.count ? patient : result
  }

  /// What a log that has its newest line first holds; nil when it has not.
  private static func newestFirst(
    _ text: [UInt8], forward: CrashLogResult
  ) -> CrashLogResult? {
    guard forward.completeness == .noStack || forward.hasStackBeforeHeader else { return nil }
    var lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    var log = CrashLog()
    log.beginning = nil
    log.buffer = Array(lines.reversed().joined(separator: [0x0A]))
    log.consume(isEnd: true)
    var result = log.writers.finish(lines: log.lineNumber)
    guard result.completeness == .head, !result.hasStackBeforeHeader else { return nil }
    for index in result.crashes.indices {
      let range = result.crashes[index].lines
      if let line = result.crashes[index].recoveryLine {
        result.crashes[index].recoveryLine = lines.count + 1 - line
      }
      result.crashes[index].lines =
        (lines.count + 1 - range.upperBound)...(lines.count + 1 - range.lowerBound)
    }
    result.crashes.reverse()
    result.order = .newestFirst
    return result
  }

  /// Every line read, without a search before.
  private static func patiently(_ text: [UInt8]) -> CrashLogResult {
    var patient = CrashLog()
    patient.beginning = nil
    patient.quietLines = Int.min
    patient.buffer = text
    patient.consume(isEnd: true)
    return patient.writers.finish(lines: patient.lineNumber)
  }

  /// What the text holds when it is read as `PastedText`; nil when nothing was to be mended.
  private static func mending(_ text: [UInt8]) -> CrashLogResult? {
    guard let pasted = PastedText(text), let last = pasted.lines.last else { return nil }
    var writers = LogWriters()
    writers.areMended = true
    for line in pasted.lines {
      _ = writers.take(
        line.bytes.last == 0x0D ? Array(line.bytes.dropLast()) : line.bytes, number: line.number)
    }
    return writers.finish(lines: last.number)
  }

  private mutating func consume(isEnd: Bool) {
    // Taken out, so that it can be looked at while the rest changes.
    var buffer: [UInt8] = []
    swap(&buffer, &self.buffer)
    defer { swap(&buffer, &self.buffer) }
    var offset = 0
    let count = buffer.count
    while offset < count {
      if quietLines == nil {
        let next = Self.wake(
          in: buffer.span.rawBytes, from: offset, searched: searched, isEnd: isEnd)
        offset = next.offset
        lineNumber += next.lines
        if !next.isAwake {
          searched = count
          break
        }
        quietLines = 0
      }
      guard
        let end = buffer.span.rawBytes.firstIndex(of: 0x0A, from: offset) ?? (isEnd ? count : nil)
      else { break }
      takeLine(offset..<min(end, offset + Self.longestLine), of: buffer)
      offset = end + 1
    }
    buffer.removeFirst(min(offset, count))
    searched -= min(offset, count)
    if buffer.count > Self.longestLine && !isEnd {
      // The rest of an endless line is not kept.
      buffer.removeLast(buffer.count - Self.longestLine)
    }
    searched = max(0, min(searched, buffer.count) - Self.longestWord)
  }

  private struct Waking {
    /// Where the line with the next word of a crash begins; without one, where the next block is to
    /// go on.
    var offset: Int
    var isAwake: Bool
    /// Lines passed over.
    var lines: Int
  }

  private static func wake(
    in bytes: RawSpan, from offset: Int, searched: Int, isEnd: Bool
  ) -> Waking {
    let hit = MarkerSearch.waking.firstOffset(in: bytes, from: max(offset, searched))
    if hit == nil && isEnd {
      let end = bytes.byteCount
      return Waking(
        offset: end, isAwake: false, lines: bytes.count(of: 0x0A, in: offset..<end))
    }
    // Without a hit the last line may go on in the next block.
    let line = lineStart(in: bytes, before: hit ?? bytes.byteCount, from: offset)
    let context = contextStart(in: bytes, before: line, from: offset, isWoken: hit != nil)
    return Waking(
      offset: context, isAwake: hit != nil, lines: bytes.count(of: 0x0A, in: offset..<context))
  }

  private static func lineStart(in bytes: RawSpan, before end: Int, from offset: Int) -> Int {
    bytes.lastIndex(of: 0x0A, in: offset..<end).map { $0 + 1 } ?? offset
  }

  /// Where the lines above the line at `line` begin that mean something for it: the one before, which it
  /// may go on from, and those since the program said that it recovered.
  private static func contextStart(
    in bytes: RawSpan, before line: Int, from offset: Int, isWoken: Bool
  ) -> Int {
    var start = line
    var lines = 0
    let reach = max(offset, line - mostContext)
    while start > reach, lines < LoggedStack.reach {
      guard let end = bytes.lastIndex(of: 0x0A, in: reach..<(start - 1)) else {
        if reach == offset { start = offset }
        break
      }
      start = end + 1
      lines += 1
    }
    var first = line
    if isWoken {
      if let above = bytes.part(offset: start, count: line - start),
        let words = MarkerSearch.recovered.firstOffset(in: above, from: 0)
      {
        first = lineStart(in: bytes, before: start + words, from: start)
      }
    } else {
      // All of it may be wanted when the next block is there.
      first = start
    }
    return first > offset ? lineStart(in: bytes, before: first - 1, from: offset) : offset
  }

  /// Without a carriage return, or what editors show it as.
  private static func withoutReturn(_ range: Range<Int>, in bytes: RawSpan) -> Range<Int> {
    var end = range.upperBound
    if end > range.lowerBound, bytes.byteOrZero(at: end - 1) == 0x0D { end -= 1 }
    if end - range.lowerBound >= 2, bytes.matches("^M", at: end - 2) { end -= 2 }
    return range.lowerBound..<end
  }

  private mutating func takeText(_ range: Range<Int>, of buffer: [UInt8]) -> Bool {
    switch writers.lookAt(buffer.span.rawBytes, in: range, number: lineNumber) {
    case .taken(let isOfCrash): isOfCrash
    case .plain(let start, let isApplicationLog):
      writers.takePlain(
        LineText(buffer, in: (range.lowerBound + start)..<range.upperBound), number: lineNumber,
        isApplicationLog: isApplicationLog)
    case .other: writers.take(Array(buffer[range]), number: lineNumber)
    }
  }

  private mutating func takeLine(_ range: Range<Int>, of buffer: [UInt8]) {
    lineNumber += 1
    let range = Self.withoutReturn(range, in: buffer.span.rawBytes)
    let wasUsed =
      writers.takeRecord(buffer.span.rawBytes, in: range, number: lineNumber)
      ?? takeText(range, of: buffer)
    guard let quiet = quietLines else { return }
    quietLines = wasUsed && quiet >= 0 ? 0 : quiet &+ 1
    if let lines = quietLines, lines > Self.patience, !writers.isInCrash { quietLines = nil }
    if let lines = quietLines, lines > 128 * Self.patience {
      writers.closeAll()
      quietLines = nil
    }
  }
}

/// What a log holds.
public struct CrashLogResult: Sendable {
  public var crashes: [CrashText] = []
  /// Crashes beyond those kept.
  public var omittedCrashes = 0
  /// Reports of the race detector, which are no crashes.
  public var raceReports = 0
  public var lines = 0
  public var order = Order.oldestFirst

  /// Which line of the log was written first.
  public enum Order: Sendable {
    case oldestFirst
    /// The last one, and the log was read from there.
    case newestFirst
    /// The last one, it seems; the log was read as it is.
    case likelyNewestFirst
  }

  /// Frames stand before the header of their goroutine.
  var hasStackBeforeHeader: Bool { crashes.contains { $0.hasStackBeforeHeader } }

  enum Completeness: Int, Comparable {
    case noStack, stack
    /// A stack and the lines before it.
    case head

    static func < (one: Self, other: Self) -> Bool { one.rawValue < other.rawValue }
  }

  var completeness: Completeness {
    let withStack = crashes.filter { crash in crash.goroutines.contains { !$0.frames.isEmpty } }
    if withStack.isEmpty { return .noStack }
    return withStack.contains { !$0.isHeadMissing && $0.fatalSignal?.isBare != true }
      ? .head : .stack
  }
}

extension RawSpan {
  /// How often `byte` stands in `range`, eight bytes at a time.
  func count(of byte: UInt8, in range: Range<Int>) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let lows: UInt64 = 0x7f7f_7f7f_7f7f_7f7f
    let wanted = ones &* UInt64(byte)
    var count = 0
    let end = forEachWord(in: range) { _, word in
      let difference = word ^ wanted
      // The high bit of each byte that is zero, exactly.
      let hits = ~(((difference & lows) &+ lows) | difference | lows)
      count &+= hits.nonzeroBitCount
    }
    var offset = max(end, range.lowerBound)
    while offset < range.upperBound {
      if uint8(at: offset) == byte { count &+= 1 }
      offset &+= 1
    }
    return count
  }

  /// Whether one of two bytes stands in `range`, eight bytes at a time.
  func contains(_ first: UInt8, or second: UInt8, in range: Range<Int>) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    var offset = range.lowerBound
    while offset &+ 8 <= range.upperBound, let word = uint64(at: offset) {
      let one = word ^ (ones &* UInt64(first))
      let other = word ^ (ones &* UInt64(second))
      if ((one &- ones) & ~one | (other &- ones) & ~other) & highs != 0 { return true }
      offset &+= 8
    }
    while offset < range.upperBound, let byte = uint8(at: offset) {
      if byte == first || byte == second { return true }
      offset &+= 1
    }
    return false
  }

  func lastIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
    var offset = min(range.upperBound, byteCount)
    // Eight bytes at a time.
    let ones: UInt64 = 0x0101_0101_0101_0101
    while offset &- 8 >= range.lowerBound {
      let word = uint64OrZero(at: offset &- 8) ^ (ones &* UInt64(byte))
      if (word &- ones) & ~word & 0x8080_8080_8080_8080 != 0 { break }
      offset &-= 8
    }
    while offset > range.lowerBound {
      offset &-= 1
      if uint8(at: offset) == byte { return offset }
    }
    return nil
  }
}
