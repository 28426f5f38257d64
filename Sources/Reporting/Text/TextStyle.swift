import PanicContract

/// ANSI colours, or nothing. Colour only repeats what the words say.
struct TextStyle {
  var color: Bool

  enum Paint: String {
    case red = "1;31"
    case yellow = "33"
    case bold = "1"
    case dim = "2"
    case cyan = "36"
  }

  func callAsFunction(_ paint: Paint, _ text: String) -> String {
    color ? "\u{1B}[\(paint.rawValue)m\(text)\u{1B}[0m" : text
  }

  func severity(_ severity: Severity) -> String {
    let name = severity.rawValue.uppercased()
    return switch severity {
    case .high: self(.red, name)
    case .medium: self(.yellow, name)
    case .low: self(.dim, name)
    }
  }
}

/// Rows whose columns begin at the same place, whatever the width of the terminal. Cells are
/// already visible text; width counts characters.
struct TextTable {
  private var rows: [[String]] = []
  private let indent: Int
  /// Columns that hold numbers.
  private let rightAligned: Set<Int>

  init(indent: Int, rightAligned: Set<Int> = []) {
    self.indent = indent
    self.rightAligned = rightAligned
  }

  mutating func add(_ row: [String]) { rows.append(row) }

  /// Characters; counting bytes, where they are ASCII, is much faster.
  private static func width(_ cell: String) -> Int {
    cell.utf8.allSatisfy { $0 < 0x80 } ? cell.utf8.count : cell.count
  }

  /// Each column is as wide as its widest cell, at most `limit`; the last is never padded.
  func write(
    into out: inout OutputBuffer, limit: Int = 100,
    paint: (_ column: Int, _ cell: String) -> String = { _, cell in cell }
  ) {
    var widths: [Int] = []
    for row in rows {
      for (column, cell) in row.enumerated() {
        let width = min(Self.width(cell), limit)
        if column < widths.count {
          widths[column] = max(widths[column], width)
        } else {
          widths.append(width)
        }
      }
    }
    for row in rows {
      out.append(UInt8(ascii: " "), count: indent)
      let last = row.lastIndex { !$0.isEmpty } ?? 0
      for (column, cell) in row.enumerated() where column <= last {
        let padding = widths[column] - Self.width(cell)
        if rightAligned.contains(column) { out.append(UInt8(ascii: " "), count: padding) }
        out.append(paint(column, cell))
        guard column < last else { break }
        if !rightAligned.contains(column) { out.append(UInt8(ascii: " "), count: padding) }
        out.append("  ")
      }
      out.append("\n")
    }
  }
}
