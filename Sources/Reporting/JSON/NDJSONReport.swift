import PanicContract

/// One JSON object a line, each with `type` and a rising `seq`; see
/// `schema/panicscope-audit-ndjson.schema.json`.
///
/// The order is `start`, then for each subject `subject`, its `finding`s and its sites, then
/// `error`s, `notice`s and one `end`: a reader that has seen no `end` has not seen everything.
struct NDJSONReport {
  private let report: AuditReport
  private let options: ReportOptions

  init(_ report: AuditReport, _ options: ReportOptions) {
    self.report = report
    self.options = options
  }

  func write(into buffer: consuming OutputBuffer) -> OutputBuffer {
    var writer = JSONWriter(buffer, layout: .compact)
    var sequence = 0
    func record(_ type: String, _ body: (inout JSONWriter) -> Void) {
      writer.object {
        $0.field("type", type)
        $0.field("seq", sequence)
        body(&$0)
      }
      writer.endLine()
      sequence += 1
    }

    record("start") {
      $0.field("schemaVersion", JSONReport.schemaVersion)
      $0.tool(report.tool)
    }
    for subject in report.subjects {
      let paths = options.pathMap
      func sites<Site>(
        _ type: String, _ sites: [Site], _ body: (inout JSONWriter, Site) -> Void
      ) {
        for site in sites {
          record(type) {
            $0.field("subject", subject.path)
            body(&$0, site)
          }
        }
      }
      record("subject") { $0.subject(subject) }
      sites("finding", subject.findings) { $0.finding($1, paths) }
      guard options.sites else { continue }
      sites("recover", subject.recovers) { $0.recover($1, paths) }
      sites("defer", subject.defers) { $0.deferred($1, paths) }
      sites("goroutine", subject.goroutines) { $0.goroutine($1, paths) }
    }
    for failure in report.errors {
      record("error") {
        $0.field("path", failure.path)
        $0.field("message", failure.message)
      }
    }
    for notice in report.notices { record("notice") { $0.field("message", notice) } }
    record("end") {
      $0.field("subjects", report.subjects.count)
      $0.field("errors", report.errors.count)
      $0.field("passedOver", report.passedOver.reduce(0) { $0 + $1.count })
    }
    return writer.out
  }
}
