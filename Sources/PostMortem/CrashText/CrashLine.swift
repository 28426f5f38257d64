/// A line of a log without what collectors wrote before it.
struct CrashLine {
  let bytes: LineText
  /// Spaces and tabs only.
  let isBlank: Bool

  /// More than a collector would let through is not kept of a line.
  static let longest = 64 << 10

  init(_ bytes: [UInt8], from start: Int = 0) {
    self.bytes = LineText(bytes, from: start, longest: Self.longest)
    isBlank = self.bytes.allSatisfy(LineText.isSpace)
  }

  init(_ bytes: LineText) {
    self.bytes = bytes
    isBlank = bytes.allSatisfy(LineText.isSpace)
  }

  var text: String { bytes.text }

  func hasPrefix(_ prefix: StaticString) -> Bool { bytes.hasPrefix(prefix) }

  func rest(after prefix: StaticString) -> LineText? { bytes.rest(after: prefix) }

  /// What follows `prefix` behind one tab, or the spaces that a collector made of it.
  func indentedRest(after prefix: StaticString) -> LineText? {
    let trimmed = bytes.trimmed
    let indent = bytes.prefix(bytes.count - trimmed.count)
    // A Goexit among the panics leaves one tab more.
    guard
      indent.equals("\t") || indent.equals("\t\t") || indent.equals("\t\t\t")
        || indent.count > 1 && indent.firstOffset(of: 0x09) == nil
    else {
      return nil
    }
    return trimmed.rest(after: prefix)
  }
}
