import PanicContract

/// A campaign as a test report: a test case for each root and handler, failed where the audit and the program
/// disagree, skipped where nothing was promised or observed.
struct JUnitReport {
  let command: [String]
  let rows: [CampaignRow]

  func write(into buffer: consuming OutputBuffer) -> OutputBuffer {
    var out = buffer
    let failures = rows.count { $0.agreement == .disagrees }
    let skipped = rows.count { $0.agreement == .open && $0.failure == nil }
    let errors = rows.count { $0.failure != nil }
    out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
    out.append(
      "<testsuite name=\"panicscope inject \(Self.escaped(command.joined(separator: " ")))\" "
        + "tests=\"\(rows.count)\" failures=\"\(failures)\" errors=\"\(errors)\" "
        + "skipped=\"\(skipped)\">\n")
    for row in rows { write(row, into: &out) }
    out.append("</testsuite>\n")
    return out
  }

  private func write(_ row: CampaignRow, into out: inout OutputBuffer) {
    let name = Self.escaped(row.root.function ?? "?")
    let group = row.kind == .root ? "goroutine roots" : "handlers"
    out.append("  <testcase classname=\"\(group)\" name=\"\(name)\">")
    let outcome = row.result?.outcome.rawValue ?? "nothing"
    let message = "predicted \(row.predicted.rawValue), observed \(outcome)"
    if let failure = row.failure {
      out.append("<error message=\"\(Self.escaped(failure))\"/>")
    } else if row.agreement == .disagrees {
      out.append("<failure message=\"\(message)\"/>")
    } else if row.agreement == .open {
      out.append("<skipped message=\"\(message)\"/>")
    }
    out.append("</testcase>\n")
  }

  private static func escaped(_ text: String) -> String {
    VisibleText.escaping(text).reduce(into: "") { result, character in
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
  }
}
