import ByteReading

/// The writers whose lines are mixed in one log, told apart by what stands before their lines.
struct LogWriters: Sendable {
  /// Writers beyond take the place of the one that has been silent longest.
  private static let mostWriters = 64
  /// JSON inside JSON, as when docker keeps the lines of a structured logger.
  private static let deepestJSON = 3
  /// Prefixes that were found out by the word behind them.
  private static let mostLearned = 16
  private static let longestLearned = 100

  private struct Writer {
    var parser = CrashParser()
    var lastLine = 0
    /// The first part of a line that goes on in the next record.
    var partial: [UInt8] = []
  }

  private var writers: [[UInt8]: Writer] = [:]
  private var learned: [[UInt8]] = []
  private var crashes: [CrashText] = []
  private var omitted = 0
  private var raceReports = 0

  /// A crash has begun and may go on.
  var isInCrash: Bool { writers.values.contains { $0.parser.isInCrash } }

  /// True when the line belongs to a crash.
  mutating func take(_ line: [UInt8], number: Int) -> Bool {
    take(line, number: number, label: [], depth: 0)
  }

  private mutating func take(
    _ line: [UInt8], number: Int, label: [UInt8], depth: Int
  ) -> Bool {
    let span = line.span.rawBytes
    let prefix = LinePrefix(span)
    let label = label + prefix.label
    if depth < Self.deepestJSON, let record = JSONRecord(span, at: prefix.start) {
      var wasUsed = false
      for part in Self.lines(of: record.message) {
        let used = take(part, number: number, label: label + record.label, depth: depth + 1)
        wasUsed = wasUsed || used
      }
      return wasUsed
    }
    var text = Array(line[min(prefix.start, line.count)...])
    if let end = learnedPrefix(of: text) {
      let own = Array(text[..<end])
      text.removeFirst(end)
      return deliver(
        text, to: label + Self.shape(own), number: number, isApplicationLog: false,
        isPartial: prefix.isPartial, isGuess: true)
    }
    return deliver(
      text, to: label, number: number, isApplicationLog: prefix.isApplicationLog,
      isPartial: prefix.isPartial, isGuess: false)
  }

  private mutating func deliver(
    _ text: [UInt8], to label: [UInt8], number: Int, isApplicationLog: Bool, isPartial: Bool,
    isGuess: Bool
  ) -> Bool {
    if writers[label] == nil { makeRoom() }
    var writer = writers[label] ?? Writer()
    writer.lastLine = number
    defer { writers[label] = writer }
    if isPartial {
      if writer.partial.count < CrashLog.longestLine { writer.partial += text }
      return writer.parser.isInCrash
    }
    var whole = text
    var isApplicationLog = isApplicationLog
    if !writer.partial.isEmpty {
      whole = writer.partial + text
      writer.partial = []
      // The program's own time may only now be whole.
      let prefix = LinePrefix(whole.span.rawBytes)
      if prefix.isApplicationLog {
        isApplicationLog = true
        whole.removeFirst(min(prefix.start, whole.count))
      }
    }
    writer.parser.isGuess = isGuess
    let wasUsed = writer.parser.take(
      CrashLine(whole), number: number, isApplicationLog: isApplicationLog)
    keep(&writer.parser)
    return wasUsed
  }

  private mutating func keep(_ parser: inout CrashParser) {
    for crash in parser.takeFinished() {
      if crashes.count < CrashLog.mostCrashes { crashes.append(crash) } else { omitted += 1 }
    }
    raceReports += parser.takeRaceReports()
  }

  private mutating func makeRoom() {
    guard writers.count >= Self.mostWriters,
      let oldest = writers.min(by: { $0.value.lastLine < $1.value.lastLine })
    else { return }
    var parser = oldest.value.parser
    parser.close(isEnd: false)
    keep(&parser)
    writers[oldest.key] = nil
  }

  mutating func closeAll() {
    for label in writers.keys {
      guard var writer = writers[label] else { continue }
      writer.parser.close(isEnd: false)
      keep(&writer.parser)
      writers[label] = writer
    }
  }

  mutating func finish(lines: Int) -> CrashLogResult {
    for label in writers.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      guard var writer = writers[label] else { continue }
      writer.parser.close(isEnd: true)
      keep(&writer.parser)
    }
    writers = [:]
    return CrashLogResult(
      crashes: crashes.sorted { $0.lines.lowerBound < $1.lines.lowerBound },
      omittedCrashes: omitted, raceReports: raceReports, lines: lines)
  }

  private static func lines(of message: [UInt8]) -> [[UInt8]] {
    var lines = message.split(separator: 0x0A, omittingEmptySubsequences: false).map {
      $0.last == 0x0D ? Array($0.dropLast()) : Array($0)
    }
    if lines.count > 1, lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  // MARK: Prefixes that nobody knows

  /// The end of a prefix that was learned, or that can be learned now because behind it stands what
  /// the runtime begins a crash with.
  private mutating func learnedPrefix(of text: [UInt8]) -> Int? {
    for prefix in learned where Self.hasShape(text, prefix) { return prefix.count }
    let span = text.span.rawBytes
    guard !RuntimeLine.isBeginning(span, at: 0) else { return nil }
    for word in ["panic: ", "fatal error: ", "goroutine "] {
      let pattern = Array(word.utf8)
      guard let place = span.firstRange(of: pattern), place > 0, place <= Self.longestLearned,
        Self.endsPrefix(text[place - 1]), !text[..<place].allSatisfy({ $0 == 0x20 || $0 == 0x09 }),
        word != "goroutine " || Self.isHeader(text, at: place)
      else { continue }
      if learned.count >= Self.mostLearned { learned.removeFirst() }
      learned.append(Self.shape(Array(text[..<place])))
      return place
    }
    return nil
  }

  private static func isHeader(_ text: [UInt8], at place: Int) -> Bool {
    GoroutineHeader(String(decoding: text[place...], as: UTF8.self)) != nil
  }

  private static func endsPrefix(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: ":")
      || byte == UInt8(ascii: "|") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "]")
  }

  /// Digits stand for all digits.
  private static func shape(_ text: [UInt8]) -> [UInt8] {
    text.map { $0 >= 0x30 && $0 <= 0x39 ? 0x30 : $0 }
  }

  private static func hasShape(_ text: [UInt8], _ shape: [UInt8]) -> Bool {
    guard text.count >= shape.count else { return false }
    for (byte, wanted) in zip(text, shape) {
      let isDigit = byte >= 0x30 && byte <= 0x39
      if (isDigit ? 0x30 : byte) != wanted { return false }
    }
    return true
  }
}
