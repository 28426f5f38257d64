import PanicContract

/// The shapes that `schema/panicscope-inject.schema.json` publishes. Fields may be added, none
/// renamed; what is not known is null.
struct InjectionJSON {
  static let schemaVersion = "1.0.0"
  private let paths: PathMap

  init(_ paths: PathMap) { self.paths = paths }

  func write(_ report: InjectionReport, into buffer: consuming OutputBuffer) -> OutputBuffer {
    var writer = JSONWriter(buffer, layout: .lines)
    writer.object {
      $0.field("schemaVersion", Self.schemaVersion)
      $0.tool(report.tool)
      $0.field("type", "injection")
      $0.field("path", report.path)
      $0.field("goVersion", report.goVersion)
      $0.strings("command", report.command)
      $0.object("result") { write(report.result, &$0) }
    }
    writer.endLine()
    return writer.out
  }

  func write(_ report: CampaignReport, into buffer: consuming OutputBuffer) -> OutputBuffer {
    var writer = JSONWriter(buffer, layout: .lines)
    writer.object {
      $0.field("schemaVersion", Self.schemaVersion)
      $0.tool(report.tool)
      $0.field("type", "campaign")
      $0.field("path", report.path)
      $0.field("goVersion", report.goVersion)
      $0.strings("command", report.command)
      $0.array("rows", report.rows) { writer, row in writer.object { write(row, &$0) } }
      $0.object("eachAgreement") {
        for kind in CampaignRow.Agreement.allCases { $0.field(kind.rawValue, report.count(kind)) }
      }
      $0.field("rootsNotReached", report.rootsNotReached)
      $0.field("rootsLeftOut", report.rootsLeftOut)
      $0.field("interrupted", report.isInterrupted)
      $0.strings("notes", report.notes)
    }
    writer.endLine()
    return writer.out
  }

  private func write(_ row: CampaignRow, _ writer: inout JSONWriter) {
    writer.field("kind", row.kind.rawValue)
    writer.object("root") { $0.place(row.root, paths) }
    writer.array("startedAt", row.startedAt) { writer, place in
      writer.object { $0.place(place, paths) }
    }
    writer.field("via", row.via)
    writer.field("predicted", row.predicted.rawValue)
    place("guardedBy", row.guardedBy, &writer)
    writer.field("agreement", row.agreement.rawValue)
    writer.field("failure", row.failure)
    if let result = row.result {
      writer.object("result") { write(result, &$0) }
    } else {
      writer.field("result", nil as String?)
    }
  }

  private func write(_ result: InjectionResult, _ writer: inout JSONWriter) {
    switch result.kind {
    case .nilDereference:
      writer.field("kind", "nil-dereference")
      writer.field("value", nil as String?)
    case .panic(let text):
      writer.field("kind", "panic")
      writer.field("value", text)
    }
    writer.field("outcome", result.outcome.rawValue)
    place("place", result.place, &writer)
    writer.field("hits", result.hits)
    writer.field("isPanic", result.isPanic)
    if let goroutine = result.goroutine {
      writer.object("goroutine") {
        $0.field("id", goroutine.id.flatMap { Int(exactly: $0) })
        place("root", goroutine.root, &$0)
        place("createdBy", goroutine.createdBy, &$0)
        $0.field("creatorID", goroutine.creatorID.flatMap { Int(exactly: $0) })
      }
    } else {
      writer.field("goroutine", nil as String?)
    }
    place("recoveredBy", result.recoveredBy, &writer)
    place("resumedIn", result.resumedIn, &writer)
    writer.array("failedRecovers", result.failedRecovers) { writer, place in
      writer.object { $0.place(place, paths) }
    }
    writer.field("fatalError", result.fatalError)
    if let explanation = result.explanation {
      writer.object("explanation") {
        $0.field("kind", explanation.kind.rawValue)
        $0.field("cause", explanation.cause?.rawValue)
        $0.field("sentence", explanation.sentence)
        $0.strings("details", explanation.details)
        $0.strings("contradictions", explanation.contradictions)
        $0.field("confidence", explanation.confidence.rawValue)
      }
    } else {
      writer.field("explanation", nil as String?)
    }
    writer.object("end") {
      switch result.end {
      case .exited(let status):
        $0.field("how", "exited")
        $0.field("status", status)
      case .signal(let number):
        $0.field("how", "signal")
        $0.field("status", number)
      case .endedByTool:
        $0.field("how", "ended-by-tool")
        $0.field("status", nil as Int?)
      case nil:
        $0.field("how", nil as String?)
        $0.field("status", nil as Int?)
      }
    }
    writer.strings("notes", result.notes)
  }

  private func place(_ key: String, _ place: CodePlace?, _ writer: inout JSONWriter) {
    if let place {
      writer.object(key) { $0.place(place, paths) }
    } else {
      writer.field(key, nil as String?)
    }
  }
}
