import ByteReading

/// The writers whose lines are mixed in one log, told apart by what stands before their lines.
struct LogWriters: Sendable {
  /// Writers beyond take the place of the one that has been silent longest.
  private static let mostWriters = 64
  /// JSON inside JSON, as when docker keeps the lines of a structured logger.
  private static let deepestJSON = 3
  private static let escape: UInt8 = 0x1B

  private struct Writer {
    let label: [UInt8]
    var parser = CrashParser()
    var lastLine = 0
    /// The first part of a line that goes on in the next record.
    var partial: [UInt8] = []
  }

  private var writers: [Writer] = []
  /// Where the writer with a label stands.
  private var positions: [[UInt8]: Int] = [:]
  /// The writer of the last line: most lines follow one of their own.
  private var current = 0
  /// A line of some writer was written in parts.
  private var hasPartials = false
  private var learned = LearnedPrefixes()
  private var recordForm: RecordForm?
  /// Records since one that had the form of the one before.
  private var unlikeRecords = 0
  private var crashes: [CrashText] = []
  /// Beginnings that may belong to what another writer goes on with.
  private var orphans: [CrashText] = []
  private static let mostOrphans = 1000
  private var omitted = 0
  private var raceReports = 0
  /// The lines were mended, so that what they show may be somebody else's.
  var areMended = false

  /// A crash has begun and may go on.
  var isInCrash: Bool { writers.contains { $0.parser.isInCrash } }

  /// What is known of a line that was looked at in place.
  enum FirstLook {
    /// It was read; it belongs to a crash or does not.
    case taken(Bool)
    /// What stands behind `start` is a program's, as it is, and of the writer of the last line.
    case plain(start: Int, isApplicationLog: Bool)
    case other
  }

  /// Reads a line of the writer of the last one without a copy of it, where its bytes tell enough.
  ///
  /// - Parameter label: of what the line was taken from.
  mutating func lookAt(
    _ bytes: RawSpan, in range: Range<Int>, of label: [UInt8] = [], number: Int
  ) -> FirstLook {
    guard current < writers.count, writers[current].partial.isEmpty,
      let line = bytes.part(offset: range.lowerBound, count: range.count)
    else { return .other }
    if writers[current].label == label, takeStackLine(line, from: 0, number: number) {
      return .taken(true)
    }
    let prefix = LinePrefix(line)
    let start = prefix.start
    guard !prefix.isPartial, !prefix.hasEscapes, start <= line.byteCount,
      prefix.makes(writers[current].label, behind: label, in: line)
    else { return .other }
    if start > 0 {
      // What was opened there is closed behind the line.
      if line.byteOrZero(at: start - 1) == UInt8(ascii: "`") { return .other }
      if takeStackLine(line, from: start, number: number) { return .taken(true) }
    }
    let isRecord = line.byteOrZero(at: start) == UInt8(ascii: "{")
    let endsRecord = line.byteOrZero(at: line.byteCount - 1) == UInt8(ascii: "}")
    // The runtime's own lines go on as they like.
    let isOwn = start == 0 && label.isEmpty && RuntimeLine.isBeginning(line, at: 0)
    guard !isRecord, isOwn || !endsRecord, !learned.mayStand(in: line, at: start),
      !line.contains(Self.escape, or: UInt8(ascii: "\\"), in: 0..<line.byteCount)
    else { return .other }
    return .plain(start: start, isApplicationLog: prefix.isApplicationLog)
  }

  /// Reads a line of JSON that differs from the last one in message and time only; nil for others. True when it
  /// belongs to a crash.
  mutating func takeRecord(_ bytes: RawSpan, in range: Range<Int>, number: Int) -> Bool? {
    guard bytes.byteOrZero(at: range.lowerBound) == UInt8(ascii: "{"), !hasPartials,
      let line = bytes.part(offset: range.lowerBound, count: range.count),
      recordForm?.read(line) == true, let form = recordForm
    else { return nil }
    unlikeRecords = 0
    return takePart(form.message, of: form.label, number: number, depth: 0)
  }

  /// To learn costs something as well: not each time, where no two records are alike.
  private mutating func learnForm(of record: JSONRecord, in line: [UInt8]) {
    unlikeRecords += 1
    guard unlikeRecords < 32 || unlikeRecords % 32 == 0 else { return }
    recordForm = RecordForm(record, in: line)
  }

  private mutating func takeStackLine(_ line: RawSpan, from start: Int, number: Int) -> Bool {
    guard !learned.mayBegin(in: line, at: start),
      writers[current].parser.takeStackLine(line, from: start, number: number)
    else { return false }
    writers[current].lastLine = number
    return true
  }

  /// A line of the writer of the last one, of which `lookAt` said that it is plain.
  mutating func takePlain(_ line: LineText, number: Int, isApplicationLog: Bool) -> Bool {
    deliver(
      CrashLine(line.prefix(CrashLine.longest)), to: current, number: number,
      isApplicationLog: isApplicationLog, isGuess: false)
  }

  /// True when the line belongs to a crash.
  mutating func take(_ line: [UInt8], number: Int) -> Bool {
    take(Self.withoutEscapes(line), number: number, label: [], depth: 0)
  }

  /// Without the sequences that colour a terminal: `ESC [ ... letter`.
  private static func withoutEscapes(_ line: [UInt8]) -> [UInt8] {
    guard line.span.rawBytes.firstIndex(of: escape, from: 0) != nil else { return line }
    var result: [UInt8] = []
    var place = 0
    while place < line.count {
      guard line[place] == escape, place + 1 < line.count, line[place + 1] == UInt8(ascii: "[")
      else {
        result.append(line[place])
        place += 1
        continue
      }
      place += 2
      while place < line.count, line[place] < 0x40 { place += 1 }
      place += 1
    }
    return result
  }

  private mutating func take(
    _ line: [UInt8], number: Int, label: [UInt8], depth: Int
  ) -> Bool {
    let prefix = LinePrefix(line.span.rawBytes)
    let line =
      prefix.start > 0 && line[prefix.start - 1] == UInt8(ascii: "`")
      ? LearnedPrefixes.withoutClosing(line, of: prefix.start) : line
    let span = line.span.rawBytes
    var label = label
    if prefix.hasLabel { label += prefix.label(in: span) }
    if prefix.isPartial {
      return keepPart(line[min(prefix.start, line.count)...], of: label, number: number)
    }
    if let whole = joined(line[min(prefix.start, line.count)...], of: label) {
      return take(whole, number: number, label: label, depth: 1)
    }
    let brace = JSONRecord.start(behindTagIn: span, from: prefix.start) ?? prefix.start
    if depth < Self.deepestJSON, let record = JSONRecord(span, at: brace) {
      if depth == 0, brace == 0 { learnForm(of: record, in: line) }
      return take(
        message: record.message, number: number, label: label + record.label, depth: depth)
    }
    if depth < Self.deepestJSON, let stack = EscapedStack(span, from: prefix.start) {
      label += [UInt8(ascii: "\\")]
      takeWords(line, before: stack.start, of: label, number: number)
      return take(message: stack.message, number: number, label: label, depth: depth)
    }
    if let end = learned.end(in: line, from: prefix.start) {
      if LoggedStack.saysRecovered(LineText(line, in: prefix.start..<end)) {
        // Words of the program, and no prefix: the next lines have none.
        learned.forgetLast()
        takeWords(line, before: end, of: label, number: number)
        return deliver(
          line, from: end, to: label, number: number, isApplicationLog: false, isGuess: true)
      }
      return deliver(
        LearnedPrefixes.withoutClosing(line, of: end), from: end,
        to: label + LearnedPrefixes.shape(line[prefix.start..<end]),
        number: number, isApplicationLog: false, isGuess: true)
    }
    return deliver(
      line, from: prefix.start, to: label, number: number,
      isApplicationLog: prefix.isApplicationLog, isGuess: false)
  }

  private mutating func keepPart(_ part: ArraySlice<UInt8>, of label: [UInt8], number: Int) -> Bool
  {
    let index = position(of: label)
    writers[index].lastLine = number
    if writers[index].partial.count < CrashLog.longestLine { writers[index].partial += part }
    hasPartials = true
    return writers[index].parser.isInCrash
  }

  /// The parts of a line and its last one; nil when there were none.
  private mutating func joined(_ last: ArraySlice<UInt8>, of label: [UInt8]) -> [UInt8]? {
    guard hasPartials, let index = positions[label], !writers[index].partial.isEmpty else {
      return nil
    }
    defer { writers[index].partial = [] }
    return writers[index].partial + last
  }

  /// Words of the program that it recovered, in front of a stack in the same line.
  private mutating func takeWords(
    _ line: [UInt8], before end: Int, of label: [UInt8], number: Int
  ) {
    let index = position(of: label)
    writers[index].parser.logged.takeWords(LineText(line, in: 0..<end), number: number)
  }

  /// The lines that one record carries.
  private mutating func take(
    message: [UInt8], number: Int, label: [UInt8], depth: Int
  ) -> Bool {
    var wasUsed = false
    for part in Self.lines(of: message) {
      let used = takePart(part, of: label, number: number, depth: depth)
      wasUsed = wasUsed || used
    }
    return wasUsed
  }

  /// A line that a record carries.
  private mutating func takePart(
    _ part: [UInt8], of label: [UInt8], number: Int, depth: Int
  ) -> Bool {
    switch lookAt(part.span.rawBytes, in: part.indices, of: label, number: number) {
    case .taken(let isOfCrash): isOfCrash
    case .plain(let start, let isApplicationLog):
      takePlain(LineText(part, from: start), number: number, isApplicationLog: isApplicationLog)
    case .other: take(part, number: number, label: label, depth: depth + 1)
    }
  }

  private mutating func deliver(
    _ line: [UInt8], from start: Int, to label: [UInt8], number: Int, isApplicationLog: Bool,
    isGuess: Bool
  ) -> Bool {
    deliver(
      CrashLine(line, from: start), to: position(of: label), number: number,
      isApplicationLog: isApplicationLog, isGuess: isGuess)
  }

  private mutating func deliver(
    _ line: CrashLine, to index: Int, number: Int, isApplicationLog: Bool, isGuess: Bool
  ) -> Bool {
    writers[index].lastLine = number
    writers[index].parser.isGuess = isGuess || areMended
    writers[index].parser.isKeeping = crashes.count < CrashLog.mostCrashes
    let wasUsed = writers[index].parser.take(
      line, number: number, isApplicationLog: isApplicationLog)
    if writers[index].parser.hasResults { keep(index) }
    return wasUsed
  }

  private mutating func keep(_ index: Int) {
    omitted += writers[index].parser.takeCounted()
    for crash in writers[index].parser.takeFinished() {
      if crashes.count < CrashLog.mostCrashes { crashes.append(crash) } else { omitted += 1 }
    }
    let heads = writers[index].parser.takeOrphans()
    orphans += heads.prefix(Self.mostOrphans - min(orphans.count, Self.mostOrphans))
    raceReports += writers[index].parser.takeRaceReports()
  }

  private mutating func position(of label: [UInt8]) -> Int {
    if current < writers.count, writers[current].label == label { return current }
    if let index = positions[label] {
      current = index
      return index
    }
    let writer = Writer(label: label)
    if writers.count < Self.mostWriters {
      current = writers.count
      writers.append(writer)
    } else {
      current = writers.indices.min { writers[$0].lastLine < writers[$1].lastLine } ?? 0
      writers[current].parser.close(isEnd: false)
      keep(current)
      positions[writers[current].label] = nil
      writers[current] = writer
    }
    positions[label] = current
    return current
  }

  mutating func closeAll() {
    for index in writers.indices {
      writers[index].parser.close(isEnd: false)
      keep(index)
    }
  }

  mutating func finish(lines: Int) -> CrashLogResult {
    let inOrder = writers.indices.sorted {
      writers[$0].label.lexicographicallyPrecedes(writers[$1].label)
    }
    for index in inOrder {
      writers[index].parser.close(isEnd: true)
      keep(index)
    }
    writers = []
    positions = [:]
    orphans.sort { $0.lines.lowerBound < $1.lines.lowerBound }
    for index in crashes.indices where crashes[index].isHeadMissing {
      let first = crashes[index].lines.lowerBound
      guard let head = orphans.last(where: { $0.lines.upperBound < first }) else { continue }
      _ = crashes[index].adopt(head)
    }
    return CrashLogResult(
      crashes: Self.joined(crashes.sorted { $0.lines.lowerBound < $1.lines.lowerBound }),
      omittedCrashes: omitted, raceReports: raceReports, lines: lines)
  }

  /// Reports of net/http whose stacks stand behind another prefix, or none, get them back.
  private static func joined(_ crashes: [CrashText]) -> [CrashText] {
    var joined: [CrashText] = []
    for crash in crashes {
      if let last = joined.indices.last, joined[last].join(crash) { continue }
      var crash = crash
      // The first line of a post has lost what stands before the others.
      if let head = joined.last, head.isBare, head.lines.upperBound + 1 == crash.lines.lowerBound,
        crash.adopt(head)
      {
        joined.removeLast()
      }
      joined.append(crash)
    }
    return joined
  }

  private static func lines(of message: [UInt8]) -> [[UInt8]] {
    let end = message.span.rawBytes.firstIndex(of: 0x0A, from: 0) ?? message.count
    if end + 1 >= message.count {
      // One line, as a rule.
      let count = end > 0 && message[end - 1] == 0x0D ? end - 1 : end
      return [count == message.count ? message : Array(message[..<count])]
    }
    var lines = message.split(separator: 0x0A, omittingEmptySubsequences: false).map {
      $0.last == 0x0D ? Array($0.dropLast()) : Array($0)
    }
    if lines.count > 1, lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }
}
