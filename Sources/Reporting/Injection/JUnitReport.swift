import PanicContract

/// A campaign as a test report: a test case for each root and handler, failed where the audit and the program
/// disagree, skipped where nothing was promised or observed. One injection is one test case, failed where the
/// program died or hung, an error where no panic came about.
struct JUnitReport {
  let command: [String]
  let cases: [Case]

  struct Case {
    enum Verdict { case passed, failed, error, skipped }
    var group: String
    var name: String
    var verdict: Verdict
    var message: String
  }

  init(_ report: CampaignReport) {
    command = report.command
    cases = report.rows.map(Case.init)
  }

  init(_ report: InjectionReport) {
    command = report.command
    cases = [Case(report.result)]
  }

  func write(into buffer: consuming OutputBuffer) -> OutputBuffer {
    var out = buffer
    func count(_ verdict: Case.Verdict) -> Int { cases.count { $0.verdict == verdict } }
    out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
    out.append(
      "<testsuite name=\"panicscope inject \(Self.escaped(command.joined(separator: " ")))\" "
        + "tests=\"\(cases.count)\" failures=\"\(count(.failed))\" errors=\"\(count(.error))\" "
        + "skipped=\"\(count(.skipped))\">\n")
    for one in cases { write(one, into: &out) }
    out.append("</testsuite>\n")
    return out
  }

  private func write(_ one: Case, into out: inout OutputBuffer) {
    out.append("  <testcase classname=\"\(one.group)\" name=\"\(Self.escaped(one.name))\">")
    let message = Self.escaped(one.message)
    switch one.verdict {
    case .passed: break
    case .failed: out.append("<failure message=\"\(message)\"/>")
    case .error: out.append("<error message=\"\(message)\"/>")
    case .skipped: out.append("<skipped message=\"\(message)\"/>")
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

extension JUnitReport.Case {
  init(_ row: CampaignRow) {
    group = row.kind == .root ? "goroutine roots" : "handlers"
    name = row.root.function ?? "?"
    let outcome = row.result?.outcome.rawValue ?? "nothing"
    message = row.failure ?? "predicted \(row.predicted.rawValue), observed \(outcome)"
    verdict =
      switch row.agreement {
      case _ where row.failure != nil: .error
      case .agrees: .passed
      case .disagrees: .failed
      case .open: .skipped
      }
  }

  init(_ result: InjectionResult) {
    group = "injection"
    name = result.place.function ?? "?"
    message = result.explanation?.sentence ?? "observed \(result.outcome.rawValue)"
    switch result.outcome {
    case .survived: verdict = .passed
    case .died, .hung: verdict = .failed
    case .undecided: verdict = .error
    case .notReached:
      verdict = .error
      message = "the place was not reached"
    }
    if !result.isPanic {
      verdict = .error
      message = "the fault did not become a panic"
    }
  }
}
