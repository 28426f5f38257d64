import PanicContract

/// One JSON document, which grows as the trace goes on; see `schema/panicscope-trace.schema.json`.
struct TraceJSON: TraceWriter {
  static let schemaVersion = "1.1.0"
  private let options: TraceReportOptions
  private var writer: JSONWriter

  init(_ options: TraceReportOptions, _ out: consuming OutputBuffer) {
    self.options = options
    writer = JSONWriter(out, layout: .lines)
  }

  mutating func begin(_ header: TraceHeader) {
    writer.beginObject()
    writer.field("schemaVersion", Self.schemaVersion)
    writer.header(header)
    writer.beginArray("episodes")
    writer.out.flush()
  }

  mutating func add(_ traced: TracedEpisode) {
    let paths = options.pathMap
    writer.object { $0.traced(traced, paths) }
  }

  mutating func repeated(_ traced: TracedEpisode, times: Int) {}

  mutating func end(_ summary: TraceSummary) {
    let paths = options.pathMap
    writer.endArray()
    writer.object("summary") { $0.summary(summary, paths) }
    writer.endObject()
    writer.endLine()
    writer.out.flush()
  }
}

/// One JSON object a line as it happens: `start`, `episode`s, one `end`; see
/// `schema/panicscope-trace-ndjson.schema.json`.
struct TraceNDJSON: TraceWriter {
  private let options: TraceReportOptions
  private var writer: JSONWriter
  private var sequence = 0

  init(_ options: TraceReportOptions, _ out: consuming OutputBuffer) {
    self.options = options
    writer = JSONWriter(out, layout: .compact)
  }

  private mutating func record(_ type: String, _ body: (inout JSONWriter) -> Void) {
    let number = sequence
    sequence += 1
    writer.object {
      $0.field("type", type)
      $0.field("seq", number)
      body(&$0)
    }
    writer.endLine()
    writer.out.flush()
  }

  mutating func begin(_ header: TraceHeader) {
    record("start") {
      $0.field("schemaVersion", TraceJSON.schemaVersion)
      $0.header(header)
    }
  }

  mutating func add(_ traced: TracedEpisode) {
    let paths = options.pathMap
    record("episode") { $0.traced(traced, paths) }
  }

  mutating func repeated(_ traced: TracedEpisode, times: Int) {}

  mutating func end(_ summary: TraceSummary) {
    let paths = options.pathMap
    record("end") { $0.summary(summary, paths) }
  }
}

extension JSONWriter {
  fileprivate mutating func header(_ header: TraceHeader) {
    tool(header.tool)
    field("path", header.path)
    strings("command", header.command)
    array("processes", header.processes) { $0.element($1) }
    field("goVersion", header.goVersion)
    field("era", header.era)
    field("engine", header.engine)
    field("probes", header.probes)
    strings("notes", header.notes)
  }

  fileprivate mutating func summary(_ summary: TraceSummary, _ paths: PathMap) {
    field("episodes", summary.episodes)
    field("panics", summary.panics)
    object("outcomes") { writer in
      for name in EpisodeOutcome.names { writer.field(name, summary.outcomes[name, default: 0]) }
    }
    field("recoverCalls", summary.recoverCalls)
    array("recoveredBy", summary.recoveredBy) { writer, count in
      writer.object {
        $0.place(count.place, paths)
        $0.field("times", count.times)
      }
    }
    array("ineffective", summary.ineffective) { writer, count in
      writer.object {
        $0.place(count.place, paths)
        $0.field("cause", count.cause?.rawValue)
        $0.field("times", count.times)
      }
    }
    field("stuck", summary.stuck)
    field("contradictions", summary.contradictions)
    field("hits", summary.hits)
    field("lostEvents", unsigned: summary.lostEvents)
    field("incompleteEvents", unsigned: summary.incompleteEvents)
    field("duration", unsigned: summary.duration)
    field("ownTime", unsigned: summary.ownTime)
    field("estimatedCost", summary.estimatedCost.flatMap { Int(exactly: $0) })
    field("exitStatus", summary.exitStatus)
    strings("notes", summary.notes)
  }
}
