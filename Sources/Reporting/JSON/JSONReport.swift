import PanicContract

/// One JSON document, see `schema/panicscope-audit.schema.json`.
struct JSONReport {
  static let schemaVersion = "1.0.0"
  private let report: AuditReport
  private let options: ReportOptions

  init(_ report: AuditReport, _ options: ReportOptions) {
    self.report = report
    self.options = options
  }

  func write(into buffer: consuming OutputBuffer) -> OutputBuffer {
    var writer = JSONWriter(buffer, layout: .lines)
    writer.object {
      $0.field("schemaVersion", Self.schemaVersion)
      $0.tool(report.tool)
      $0.array("subjects", report.subjects) { writer, subject in
        writer.object { self.write(subject, into: &$0) }
      }
      $0.array("errors", report.errors) { writer, failure in
        writer.object {
          $0.field("path", failure.path)
          $0.field("message", failure.message)
        }
      }
      $0.array("passedOver", report.passedOver) { writer, passed in
        writer.object {
          $0.field("reason", passed.reason)
          $0.field("count", passed.count)
        }
      }
      $0.strings("notices", report.notices)
    }
    writer.endLine()
    return writer.out
  }

  private func write(_ subject: AuditSubject, into writer: inout JSONWriter) {
    let paths = options.pathMap
    writer.subject(subject)
    writer.array("findings", subject.findings.lazy.filter { $0.suppression == nil }) {
      writer, finding in
      writer.object { $0.finding(finding, paths) }
    }
    writer.array("suppressed", subject.findings.lazy.filter { $0.suppression != nil }) {
      writer, finding in
      writer.object { $0.finding(finding, paths) }
    }
    guard options.sites else { return }
    writer.array("recovers", subject.recovers) { writer, site in
      writer.object { $0.recover(site, paths) }
    }
    writer.array("defers", subject.defers) { writer, site in
      writer.object { $0.deferred(site, paths) }
    }
    writer.array("goroutines", subject.goroutines) { writer, site in
      writer.object { $0.goroutine(site, paths) }
    }
  }
}
