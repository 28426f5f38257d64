/// Lines of at most so many columns, broken between words.
enum LineWrap {
  /// What a narrower terminal gets.
  private static let fewestColumns = 40

  /// Breaks a line where it would exceed `columns`; what follows begins `indent` columns to the right. A
  /// word that is longer than that stays whole. Colours take no column.
  static func broken(_ line: String, columns: Int, indent: Int) -> String {
    let columns = max(columns, fewestColumns)
    guard line.utf8.count > columns else { return line }
    let indent = min(indent, columns / 2)
    var out = ""
    var width = 0
    var hasWord = false
    var spaces = 0
    for part in line.split(separator: " ", omittingEmptySubsequences: false) {
      let size = visibleWidth(part)
      if hasWord, size > 0, width + spaces + size > columns {
        out += "\n" + String(repeating: " ", count: indent)
        width = indent
        spaces = 0
      }
      if !part.isEmpty {
        out += String(repeating: " ", count: spaces) + part
        width += spaces + size
        spaces = 0
        if size > 0 { hasWord = true }
      }
      spaces += 1
    }
    return out
  }

  /// As ``broken(_:columns:indent:)``, for what follows `indent` on its line.
  static func continued(_ text: String, columns: Int, indent: String) -> String {
    String(broken(indent + text, columns: columns, indent: indent.count).dropFirst(indent.count))
  }

  /// Characters without the sequences of ``TextStyle``.
  private static func visibleWidth(_ word: Substring) -> Int {
    var count = 0
    var isControl = false
    for character in word {
      if character == "\u{1B}" {
        isControl = true
      } else if isControl {
        isControl = character != "m"
      } else {
        count += 1
      }
    }
    return count
  }
}
