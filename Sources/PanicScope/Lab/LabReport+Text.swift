public import Lab
import Reporting

extension LabReport {
  /// - Parameter isFull: all readings and exhibits; else only what differs.
  public func text(isFull: Bool, color: Bool) -> String {
    var out = ""
    for (experiment, cells) in groups {
      out += Self.bold("\(experiment.id)  \(experiment.question)", color) + "\n"
      for cell in cells { out += Self.text(of: cell, isFull: isFull, color: color) }
    }
    return out + totals + "\n"
  }

  /// One cell, as it can be printed when it is finished.
  public static func text(of cell: CellResult, isFull: Bool, color: Bool) -> String {
    var out = "  \(word(cell.status, color))  \(cell.title)\n"
    for reason in cell.reasons { out += "           \(VisibleText.escaping(reason))\n" }
    for row in cell.rows where isFull || row.match == .differs || row.match == .missing {
      let mark =
        switch row.match {
        case .matches: "="
        case .differs, .missing: "!"
        case .free: " "
        }
      var line = "    \(mark) \(VisibleText.escaping(row.name)): "
      line += row.found.map(VisibleText.escaping) ?? "no reading"
      if let expected = row.expected, expected != row.found {
        line += "   (expected \(VisibleText.escaping(expected)))"
      }
      out += line + "\n"
    }
    if isFull {
      for exhibit in cell.exhibits where !exhibit.lines.isEmpty {
        out += "    \(VisibleText.escaping(exhibit.title)) [\(exhibit.engine)]\n"
        for line in exhibit.lines { out += "      \(VisibleText.escaping(line))\n" }
      }
    }
    return out
  }

  private static func word(_ status: CellResult.Status, _ color: Bool) -> String {
    let (text, code) =
      switch status {
      case .pass: ("PASS   ", "32")
      case .differs: ("DIFFERS", "1;31")
      case .skipped: ("SKIPPED", "33")
      }
    return color ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }

  private static func bold(_ text: String, _ color: Bool) -> String {
    color ? "\u{1B}[1m\(text)\u{1B}[0m" : text
  }
}
