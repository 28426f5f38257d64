import ByteReading

/// A crash whose line breaks became spaces, as chats and tables do: cut where the runtime breaks its
/// lines.
enum UnfoldedLine {
  private static let longestHeader = 512
  /// What begins a line before the stacks.
  private static let breaks: [StaticString] = [
    " panic: ", " fatal error: ", " [signal ", " PC=0x", " signal arrived during ",
    " runtime stack:",
  ]

  /// The line itself when it holds no header of a goroutine behind something else.
  static func parts(of line: [UInt8]) -> [[UInt8]] {
    let text = LineText(line)
    guard let header = header(in: text) else { return [line] }
    var parts = headParts(text.prefix(header.lowerBound))
    var rest = text
    var next: Range<Int>? = header
    while let header = next {
      parts.append(rest.dropFirst(header.lowerBound).prefix(header.count).bytes)
      rest = rest.dropFirst(header.upperBound).trimmed
      next = self.header(in: rest)
      parts += frameParts(rest.prefix(next?.lowerBound ?? rest.count))
    }
    return parts
  }

  /// Where the first `goroutine 7 [running]:` stands, if not alone on the line.
  private static func header(in text: LineText) -> Range<Int>? {
    var from = 0
    while let offset = text.firstOffset(of: "goroutine ", from: from) {
      from = offset + 1
      guard offset == 0 || LineText.isSpace(text[offset - 1]) else { continue }
      let rest = text.dropFirst(offset).prefix(longestHeader)
      guard let close = rest.firstOffset(of: "]:", from: 0) else { continue }
      let header = rest.prefix(close + 2)
      guard GoroutineHeader(header) != nil,
        offset > 0 || header.count < text.withoutTrailingSpaces.count
      else {
        continue
      }
      return offset..<(offset + header.count)
    }
    return nil
  }

  /// `... panic: boom [signal ...]`
  private static func headParts(_ text: LineText) -> [[UInt8]] {
    var head = text.withoutTrailingSpaces
    if let begin = ["panic: ", "fatal error: ", "SIG"].compactMap({
      head.firstOffset(of: $0, from: 0)
    }).min() {
      head = head.dropFirst(begin)
    }
    var parts: [[UInt8]] = []
    while !head.isEmpty {
      let next = breaks.compactMap { head.firstOffset(of: $0, from: 1) }.min() ?? head.count
      let part = head.prefix(next).withoutTrailingSpaces
      // A second panic stands below the first, indented.
      parts.append((!parts.isEmpty && part.hasPrefix("panic: ") ? [0x09] : []) + part.bytes)
      head = head.dropFirst(next).trimmed
    }
    return parts
  }

  /// `main.f(0x1, 0x2) /src/main.go:12 +0x1d main.main() /src/main.go:5 +0x22 exit status 2`
  private static func frameParts(_ text: LineText) -> [[UInt8]] {
    var parts: [[UInt8]] = []
    var rest = text.trimmed
    while !rest.isEmpty {
      guard let location = location(in: rest) else {
        parts.append(rest.bytes)
        break
      }
      parts.append(rest.prefix(location.lowerBound).withoutTrailingSpaces.bytes)
      parts.append([0x09] + rest.dropFirst(location.lowerBound).prefix(location.count).bytes)
      rest = rest.dropFirst(location.upperBound).trimmed
    }
    return parts
  }

  /// The first word that is a file and a line, and the numbers behind it.
  private static func location(in text: LineText) -> Range<Int>? {
    var begin: Int?
    var end = 0
    var place = 0
    while place < text.count {
      var wordEnd = place
      while wordEnd < text.count, !LineText.isSpace(text[wordEnd]) { wordEnd += 1 }
      let word = text.dropFirst(place).prefix(wordEnd - place)
      if begin == nil {
        if CrashLocation(word) != nil { begin = place }
      } else if !["+0x", "fp=0x", "sp=0x", "pc=0x"].contains(where: { word.hasPrefix($0) }) {
        break
      }
      if begin != nil { end = wordEnd }
      place = wordEnd + 1
    }
    return begin.map { $0..<end }
  }
}
