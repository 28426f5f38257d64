import ByteReading

/// What collectors of logs write before each line of a program: times, hosts, pods, streams.
struct LinePrefix {
  /// What tells one writer from another, times left out: parts of the line.
  private var labels = InlineArray<9, Range<Int>>(repeating: 0..<0)
  private var labelCount = 0
  /// Codes of a terminal stand in it.
  private(set) var hasEscapes = false
  /// Where the program's own line begins.
  var start = 0
  /// The program itself wrote a time before it (`2026/11/23 06:55:49`, of package `log`): the runtime
  /// never does.
  var isApplicationLog = false
  /// The line goes on in the next record (a partial line of CRI).
  var isPartial = false

  init(_ line: RawSpan) {
    var afterTime = false
    start = Self.dockerStreamEnd(line) ?? 0
    for _ in 0..<Self.mostParts {
      let before = start
      skipEscapes(line)
      start = PostedText.end(of: line, at: start)
      if RuntimeLine.isBeginning(line, at: start) { return }
      if let end = LogcatPrefix.end(of: line, at: start) {
        keep(line, from: LogcatPrefix.labelStart(of: line, at: start), before: end)
        return
      }
      if let end = LogTime.end(of: line, at: start) {
        isApplicationLog = isApplicationLog || LogTime.isGoLog(line, at: start)
        start = end
        afterTime = true
        if container(line) {
          // The program's own time, of package log.
          if LogTime.isGoLog(line, at: start), let end = LogTime.end(of: line, at: start) {
            isApplicationLog = true
            start = end
          }
          return
        }
      } else if afterTime, let end = Self.syslogTag(line, at: start) {
        keep(line, before: end)
      } else if let end = Self.bracket(line, at: start) ?? Self.service(line, at: start) {
        keep(line, before: end)
      }
      if start == before { return }
    }
  }

  private static let mostParts = 8

  private mutating func keep(_ line: RawSpan, before end: Int) {
    keep(line, from: start, before: end)
  }

  private mutating func keep(_ line: RawSpan, from begin: Int, before end: Int) {
    if line.holds(end - begin, at: begin), labelCount < labels.count {
      labels[labelCount] = begin..<end
      labelCount += 1
    }
    start = end
  }

  // MARK: The label

  var hasLabel: Bool { labelCount > 0 }

  func label(in line: RawSpan) -> [UInt8] {
    var label: [UInt8] = []
    for index in 0..<labelCount {
      line.suffix(from: labels[index].lowerBound).append(to: &label, count: labels[index].count)
    }
    return label
  }

  /// Whether `label` is `outer` and what is kept of this prefix behind it.
  func makes(_ label: [UInt8], behind outer: [UInt8], in line: RawSpan) -> Bool {
    var place = outer.count
    guard place == 0 || label.starts(with: outer) else { return false }
    for index in 0..<labelCount {
      for offset in labels[index] {
        guard place < label.count, label[place] == line.byteOrZero(at: offset) else { return false }
        place += 1
      }
    }
    return place == label.count
  }

  // MARK: Its parts

  /// The header of docker's API before each piece of a stream: the number of the stream, three zeros and
  /// four bytes of length; in posted texts the length's last byte alone, before the time.
  private static func dockerStreamEnd(_ line: RawSpan) -> Int? {
    guard let first = line.uint8(at: 0) else { return nil }
    let header = 8
    if first < 3, line.uint8(at: 1) == 0, line.uint8(at: 2) == 0, line.uint8(at: 3) == 0,
      line.byteCount >= header
    {
      return header
    }
    let isTime =
      line.matches("20", at: 1) && line.uint8(at: 11) == UInt8(ascii: "T")
      && LogTime.end(of: line, at: 1) != nil
    return isTime && LogTime.end(of: line, at: 0) == nil ? 1 : nil
  }

  /// `ESC [ ... letter`
  private mutating func skipEscapes(_ line: RawSpan) {
    while line.uint8(at: start) == 0x1B, line.uint8(at: start + 1) == UInt8(ascii: "[") {
      var end = start + 2
      while let byte = line.uint8(at: end), byte < 0x40 { end += 1 }
      start = min(end + 1, line.byteCount)
      hasEscapes = true
    }
  }

  /// `stderr F `, the container runtime interface; true when it was one.
  private mutating func container(_ line: RawSpan) -> Bool {
    guard line.matches("stdout ", at: start) || line.matches("stderr ", at: start),
      let flag = line.uint8(at: start + 7), line.uint8(at: start + 8) == UInt8(ascii: " "),
      flag == UInt8(ascii: "F") || flag == UInt8(ascii: "P")
    else { return false }
    isPartial = flag == UInt8(ascii: "P")
    keep(line, before: start + 7)
    start += 2
    return true
  }

  /// `host name[pid]: ` or, behind a syslog priority, the header of RFC 5424.
  private static func syslogTag(_ line: RawSpan, at start: Int) -> Int? {
    guard let host = word(line, at: start), line.uint8(at: host) == UInt8(ascii: " "),
      let tag = word(line, at: host + 1), tag > host + 1
    else { return nil }
    var end = tag
    var hasNumber = false
    if line.uint8(at: end) == UInt8(ascii: "[") {
      end += 1
      while let byte = line.uint8(at: end), byte >= 0x30, byte <= 0x39 { end += 1 }
      guard line.uint8(at: end) == UInt8(ascii: "]"), end > tag + 1 else { return nil }
      end += 1
      hasNumber = true
    }
    guard hasNumber, line.matches(":", at: end) else { return nil }
    return line.uint8(at: end + 1) == UInt8(ascii: " ") ? end + 2 : end + 1
  }

  /// `[pod/web-1/app] `; not what the runtime writes in brackets.
  private static func bracket(_ line: RawSpan, at start: Int) -> Int? {
    guard line.uint8(at: start) == UInt8(ascii: "[") else { return nil }
    for word: StaticString in [
      "[signal ", "[originating ", "[recovered", "[Recovery] ", "[PANIC RECOVER] ",
    ]
    where line.matches(word, at: start) { return nil }
    var end = start + 1
    while let byte = line.uint8(at: end), byte != UInt8(ascii: "]"), end - start < 128 { end += 1 }
    guard line.matches("] ", at: end) else { return nil }
    return end + 2
  }

  /// `web-1  | `, docker compose and process managers.
  private static func service(_ line: RawSpan, at start: Int) -> Int? {
    guard var end = word(line, at: start), end > start else { return nil }
    while line.uint8(at: end) == UInt8(ascii: " "), end - start < 64 { end += 1 }
    guard line.matches("| ", at: end) else {
      return line.matches("|", at: end) && line.byteCount == end + 1 ? end + 1 : nil
    }
    return end + 2
  }

  /// End of the letters, digits and `._-/` at `start`.
  private static func word(_ line: RawSpan, at start: Int) -> Int? {
    var end = start
    while let byte = line.uint8(at: end), end - start < 128 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "-"), UInt8(ascii: "/"):
        end += 1
      default: return end > start ? end : nil
      }
    }
    return nil
  }
}
