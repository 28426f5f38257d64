import PanicContract

/// One JSON document, see `schema/panicscope-show.schema.json`.
struct EvidenceJSON {
  static let schemaVersion = "1.0.0"
  private let evidence: BinaryEvidence
  private let tool: AuditReport.Tool
  private let options: EvidenceOptions

  init(_ evidence: BinaryEvidence, _ tool: AuditReport.Tool, _ options: EvidenceOptions) {
    self.evidence = evidence
    self.tool = tool
    self.options = options
  }

  func write(into buffer: consuming OutputBuffer) -> OutputBuffer {
    let paths = options.pathMap
    var writer = JSONWriter(buffer, layout: .lines)
    writer.object {
      $0.field("schemaVersion", Self.schemaVersion)
      $0.tool(tool)
      $0.field("path", evidence.path)
      $0.field("goVersion", evidence.goVersion)
      $0.field("architecture", evidence.architecture)
      $0.field("era", evidence.era)
      $0.field("stripped", evidence.stripped)
      $0.field("functions", evidence.functions)
      $0.strings("notes", evidence.notes)
      if !evidence.listings.isEmpty {
        $0.array("listings", evidence.listings) { writer, listing in
          writer.object { $0.listing(listing, paths) }
        }
      }
      if let defers = evidence.defers { $0.defers(defers, isWanted, paths) }
      if let sites = evidence.sites {
        $0.array("sites", sites.lazy.filter { isWanted($0.scope) }) { writer, site in
          writer.object {
            $0.place(site.place, paths)
            $0.field("scope", site.scope.rawValue)
            $0.field("callee", site.callee)
            $0.field("target", hexadecimalAddress(site.target))
            $0.field("verdict", site.verdict)
          }
        }
      }
      if let runtime = evidence.runtime { $0.runtime(runtime) }
      if let tracking = evidence.tracking { $0.tracking(tracking, paths) }
      if let graphs = evidence.graphs {
        $0.array("graphs", graphs) { writer, graph in writer.object { $0.graph(graph) } }
      }
    }
    writer.endLine()
    return writer.out
  }

  private func isWanted(_ scope: CodeScope) -> Bool {
    options.scopes.map { $0.contains(scope) } ?? true
  }
}

extension JSONWriter {
  mutating func listing(_ listing: FunctionListing, _ paths: PathMap) {
    field("function", listing.function)
    field("entry", hexadecimalAddress(listing.entry))
    field("end", hexadecimalAddress(listing.end))
    location(listing.location, paths)
    field("scope", listing.scope.rawValue)
    strings("facts", listing.facts)
    array("instructions", listing.lines) { writer, line in
      writer.object {
        $0.field("address", hexadecimalAddress(line.address))
        $0.field("bytes", hexadecimal(line.bytes, separator: ""))
        $0.field("text", line.text)
        $0.field("target", line.target.map(hexadecimalAddress))
        $0.field("callee", line.callee)
        $0.location(line.location, paths)
        $0.strings("notes", line.notes)
        $0.field("marked", line.isMarked)
        if let track = line.track { $0.object("track") { $0.track(track) } }
      }
    }
  }

  private mutating func track(_ track: StackTrack) {
    field("depth", track.depth.map(Int.init))
    field("pcsp", track.tableDepth.map(Int.init))
    switch track.framePointer {
    case .callers: field("framePointer", "caller")
    case .unknown: field("framePointer", nil as String?)
    case .frame(let offset): field("framePointer", "entry\(offset < 0 ? "" : "+")\(offset)")
    }
    field("firstArgument", track.firstArgument)
    field("mismatch", track.isMismatch)
  }

  mutating func defers(
    _ defers: DeferEvidence, _ isWanted: (CodeScope) -> Bool, _ paths: PathMap
  ) {
    object("deferTotals") { writer in
      for kind in DeferSite.Kind.allCases {
        writer.field(kind.rawValue, defers.totals[kind] ?? 0)
      }
    }
    array("defers", defers.lowerings.filter { isWanted($0.site.scope) }) { writer, lowering in
      writer.object {
        $0.deferred(lowering.site, paths)
        $0.field("deferSlot", lowering.slot)
        $0.field("order", lowering.order)
        $0.array("steps", lowering.steps) { writer, step in
          writer.object {
            $0.field("address", hexadecimalAddress(step.address))
            $0.field("text", step.text)
            $0.field("note", step.note)
          }
        }
      }
    }
  }

  mutating func runtime(_ runtime: RuntimeEvidence) {
    object("runtime") { writer in
      writer.array("functions", runtime.functions) { writer, function in
        writer.object {
          $0.field("name", function.name)
          $0.field("entry", hexadecimalAddress(function.entry))
          $0.array("decisions", function.decisions) { writer, decision in
            writer.object {
              $0.field("address", hexadecimalAddress(decision.address))
              $0.field("text", decision.text)
              $0.field("name", decision.name)
              $0.field("meaning", decision.meaning)
            }
          }
        }
      }
      writer.array("properties", runtime.properties) { writer, property in
        writer.object {
          $0.field("name", property.name)
          $0.field("value", property.value)
          $0.field("reason", property.reason)
        }
      }
      writer.strings("eras", runtime.eras)
    }
  }

  mutating func tracking(_ tracking: TrackEvidence, _ paths: PathMap) {
    object("tracking") { writer in
      writer.field("functions", tracking.functions)
      writer.field("instructions", tracking.instructions)
      writer.field("unknown", tracking.unknown)
      writer.array("disagreements", tracking.disagreements) { writer, d in
        writer.object {
          $0.place(d.place, paths)
          $0.field("depth", d.depth.map(Int.init))
          $0.field("pcsp", d.tableDepth.map(Int.init))
        }
      }
      writer.array("writers", tracking.writers) { writer, place in
        writer.object { $0.place(place, paths) }
      }
      writer.array("returnAddressWriters", tracking.returnAddressWriters) { writer, place in
        writer.object { $0.place(place, paths) }
      }
    }
  }

  mutating func graph(_ graph: PanicGraph) {
    field("function", graph.function)
    array("nodes", graph.nodes) { writer, node in
      writer.object {
        $0.field("kind", node.kind.rawValue)
        $0.field("title", node.title)
        $0.field("detail", node.detail)
      }
    }
    array("edges", graph.edges) { writer, edge in
      writer.object {
        $0.field("from", edge.from)
        $0.field("to", edge.to)
        $0.field("label", edge.label)
      }
    }
  }
}
