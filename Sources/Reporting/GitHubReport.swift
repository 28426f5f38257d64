import PanicContract

/// Workflow commands that GitHub Actions turns into annotations.
///
/// Source: docs.github.com, "Workflow commands for GitHub Actions"; the escapes are those of
/// actions/toolkit `packages/core/src/command.ts`.
struct GitHubReport {
  private let report: AuditReport
  private let options: ReportOptions

  init(_ report: AuditReport, _ options: ReportOptions) {
    self.report = report
    self.options = options
  }

  func write(into buffer: consuming OutputBuffer) -> OutputBuffer {
    var out = buffer
    for subject in report.subjects {
      let active = subject.findings.filter(\.isActive)
      for severity in Severity.allCases.sorted(by: >) where severity > .low || options.all {
        for finding in active where finding.severity == severity {
          out.append(annotation(finding, subject))
        }
      }
      let low = active.count { $0.severity == .low }
      if low > 0 && !options.all {
        let binary = Self.property(options.pathMap.relative(subject.path, mainModule: nil))
        out.append(
          "::notice file=\(binary),title=panicscope::"
            + "\(low) \(low == 1 ? "finding" : "findings") of low severity; panicscope audit --all lists them\n"
        )
      }
    }
    for failure in report.errors {
      out.append(
        "::error title=panicscope::"
          + Self.data("\(failure.path): \(failure.message)") + "\n")
    }
    return out
  }

  private func annotation(_ finding: Finding, _ subject: AuditSubject) -> String {
    let command =
      switch finding.severity {
      case .high: "error"
      case .medium: "warning"
      case .low: "notice"
      }
    let location = finding.place.location
    let file = options.pathMap.relative(
      location?.file ?? subject.path, mainModule: location == nil ? nil : subject.mainModule)
    let name = Rule.with(finding.rule).map { " " + $0.name } ?? ""
    let function = finding.place.function.map { $0 + ": " } ?? ""
    return "::\(command) file=\(Self.property(file)),line=\(max(1, location?.line ?? 1)),"
      + "title=\(Self.property(finding.rule.text + name))::"
      + Self.data("\(function)\(finding.message)") + "%0A" + Self.data("fix: \(finding.fix)") + "\n"
  }

  private static func data(_ text: String) -> String {
    percentEncoding(VisibleText.escaping(text), also: [])
  }

  private static func property(_ text: String) -> String {
    percentEncoding(VisibleText.escaping(text), also: [":", ","])
  }

  private static func percentEncoding(_ text: String, also: Set<Character>) -> String {
    var encoded = ""
    for character in text {
      switch character {
      case "%": encoded += "%25"
      case ":" where also.contains(":"): encoded += "%3A"
      case "," where also.contains(","): encoded += "%2C"
      default: encoded.append(character)
      }
    }
    return encoded
  }
}
