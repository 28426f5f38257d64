import PanicContract

/// One JSON document; see `schema/panicscope-explain.schema.json`.
struct ExplainJSON {
  static let schemaVersion = "1.0.0"
  private let report: ExplainReport
  private let paths: PathMap

  init(_ report: ExplainReport, _ options: ExplainReportOptions) {
    self.report = report
    paths = options.pathMap
  }

  func write(into buffer: consuming OutputBuffer) -> OutputBuffer {
    var writer = JSONWriter(buffer, layout: .lines)
    writer.object {
      $0.field("schemaVersion", Self.schemaVersion)
      $0.tool(report.tool)
      $0.field("source", report.source.rawValue)
      $0.field("subject", report.subject)
      $0.field("binary", report.binary)
      $0.array("remains", report.remains) { writer, remains in
        writer.object { self.write(remains, into: &$0) }
      }
      $0.strings("notices", report.notices)
    }
    writer.endLine()
    return writer.out
  }

  private func write(_ remains: Remains, into writer: inout JSONWriter) {
    writer.field("firstLine", remains.lines?.lowerBound)
    writer.field("lastLine", remains.lines?.upperBound)
    writer.field("goVersion", remains.goVersion)
    writer.field("era", remains.episode.era?.name)
    writer.episode(remains.episode, remains.explanation, paths)
    writer.array("goroutines", remains.goroutines) { writer, goroutine in
      writer.object { self.write(goroutine, into: &$0) }
    }
    writer.field("omittedGoroutines", remains.omittedGoroutines)
    writer.strings("possibilities", remains.possibilities)
    writer.strings("exclusions", remains.exclusions)
    writer.array("findings", remains.findings) { writer, finding in
      writer.object {
        $0.finding(finding, paths)
        $0.field("since", Rule.with(finding.rule)?.versions)
      }
    }
  }

  private func write(_ goroutine: GoroutineSummary, into writer: inout JSONWriter) {
    writer.goroutine(goroutine.identity, paths)
    writer.field("status", goroutine.status)
    writer.field("isIncomplete", goroutine.isIncomplete)
    writer.array("frames", goroutine.frames) { writer, frame in
      writer.object { $0.frame(frame, paths) }
    }
    writer.array("panics", goroutine.panics) { writer, panic in
      writer.object { $0.panic(panic, paths) }
    }
    writer.array("pending", goroutine.pending) { writer, call in
      writer.object { $0.call(call, paths) }
    }
  }
}
