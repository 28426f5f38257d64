import ByteReading

/// The lines of a small text in which no whole crash was found, mended where a person or a page changed
/// them: indented as a block, marked up, put into one line.
struct PastedText {
  struct Line {
    /// The line's place in the text as it is.
    var number: Int
    var bytes: [UInt8]
  }

  private(set) var lines: [Line] = []
  /// Lines from the first of a crash to its stacks.
  private static let longestHead = 6

  /// Nil when nothing was to be mended.
  init?(_ text: [UInt8]) {
    let original = text.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
    let plain = Self.withoutMarkup(original)
    let atMargin = Self.withoutIndentation(plain)
    for (index, line) in atMargin.enumerated() {
      let next = atMargin[(index + 1)..<min(index + 1 + Self.longestHead, atMargin.count)]
      let isHead = next.contains(where: Self.followsHead)
      for part in UnfoldedLine.parts(of: isHead ? Self.withoutOpening(line) : line) {
        lines.append(Line(number: index + 1, bytes: part))
      }
    }
    if lines.map(\.bytes) == original { return nil }
  }

  // MARK: Markup

  private static let entities: [(StaticString, UInt8)] = [
    ("&lt;", UInt8(ascii: "<")), ("&gt;", UInt8(ascii: ">")), ("&quot;", UInt8(ascii: "\"")),
    ("&#34;", UInt8(ascii: "\"")), ("&#39;", UInt8(ascii: "'")), ("&amp;", UInt8(ascii: "&")),
  ]
  private static let tags: Set<String> = [
    "pre", "code", "br", "p", "div", "span", "td", "tr", "li", "b", "strong", "em", "font",
  ]
  private static let longestTag = 200

  /// The end of `<pre>`, `</span>` or `<span class="x">` at `place`.
  private static func endOfTag(_ line: [UInt8], at place: Int) -> Int? {
    guard line[place] == UInt8(ascii: "<") else { return nil }
    let reach = min(line.count, place + longestTag)
    guard let close = line[place..<reach].firstIndex(of: UInt8(ascii: ">")) else { return nil }
    var inside = line[(place + 1)..<close]
    if inside.first == UInt8(ascii: "/") { inside.removeFirst() }
    if inside.last == UInt8(ascii: "/") { inside.removeLast() }
    let name = inside.prefix { $0 != 0x20 }
    return tags.contains(String(decoding: name, as: UTF8.self)) ? close + 1 : nil
  }

  private static func withoutMarkup(_ lines: [[UInt8]]) -> [[UInt8]] {
    lines.map { line in
      guard line.contains(UInt8(ascii: "&")) || line.contains(UInt8(ascii: "<")) else {
        return line
      }
      let span = line.span.rawBytes
      var result: [UInt8] = []
      var place = 0
      while place < line.count {
        if let end = endOfTag(line, at: place) {
          place = end
        } else if let entity = entities.first(where: { span.matches($0.0, at: place) }) {
          result.append(entity.1)
          place += entity.0.utf8CodeUnitCount
        } else {
          result.append(line[place])
          place += 1
        }
      }
      return result
    }
  }

  // MARK: Indentation

  /// What stands before the first goroutine's header is taken from every line: the runtime indents no
  /// header.
  private static func withoutIndentation(_ lines: [[UInt8]]) -> [[UInt8]] {
    for (index, line) in lines.enumerated() {
      let indent = line.prefix(while: LineText.isSpace)
      guard !indent.isEmpty, GoroutineHeader(LineText(line, from: indent.count)) != nil else {
        continue
      }
      if index + 1 < lines.count, isStep(from: indent.count, to: lines[index + 1]) {
        return lines.map { Array($0.drop { $0 == 0x20 }) }
      }
      return lines.map { $0.starts(with: indent) ? Array($0.dropFirst(indent.count)) : $0 }
    }
    return lines
  }

  /// A raw terminal goes down without going back, so that each line begins where the one before ended.
  private static func isStep(from indent: Int, to next: [UInt8]) -> Bool {
    let spaces = next.prefix { $0 == 0x20 }
    return spaces.count > indent + 8 && LineText(next, from: spaces.count).stackFunction != nil
  }

  // MARK: The first line

  private static func followsHead(_ line: [UInt8]) -> Bool {
    let text = LineText(line)
    return text.hasPrefix("[signal ") || text.hasPrefix("\tpanic: ")
      || text.hasPrefix("runtime stack:") || GoroutineHeader(text) != nil
  }

  /// `**panic: boom**`, `Message:   panic: boom`, `panic:boom`
  private static func withoutOpening(_ line: [UInt8]) -> [UInt8] {
    let span = line.span.rawBytes
    if let place = line.indices.first(where: { span.matches("SIG", at: $0) }),
      CrashText.FatalSignal(head: LineText(line, from: place), isExact: true) != nil
    {
      return Array(line[place...])
    }
    for word in ["panic:", "fatal error:"] as [StaticString] {
      guard let place = line.indices.first(where: { span.matches(word, at: $0) }) else { continue }
      let end = place + word.utf8CodeUnitCount
      if line[..<place].allSatisfy(LineText.isSpace), line.indices.contains(end),
        line[end] == 0x20
      {
        return line
      }
      var value = line[end...].drop(while: LineText.isSpace)
      // What opened before the word closes behind the value.
      while place > 0, let last = value.last, last == line[place - 1], !isWordByte(last) {
        value.removeLast()
      }
      return Array(line[place..<end]) + [0x20] + value
    }
    return line
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
      true
    default: LineText.isSpace(byte)
    }
  }
}
