public import PanicContract

/// How `show` writes.
public struct EvidenceOptions: Sendable {
  public var pathMap = PathMap()
  public var color = false
  /// Whose defers and sites are written; nil for all.
  public var scopes: Set<CodeScope>?
  /// Also what is only counted otherwise.
  public var all = false
  /// Source lines by the file's name in the binary, to stand between the instructions.
  public var sources: [String: [String]] = [:]
  public init() {}
}

/// The language of a drawing.
public enum GraphLanguage: String, Sendable, CaseIterable {
  case mermaid, dot
}

extension BinaryEvidence {
  /// For people.
  public func writeText(options: EvidenceOptions, into out: inout OutputBuffer) {
    let buffer = out
    out = OutputBuffer()
    out = EvidenceText(self, options, buffer).write()
    out.flush()
  }

  /// One document, see `schema/panicscope-show.schema.json`.
  public func writeJSON(
    tool: AuditReport.Tool, options: EvidenceOptions, into out: inout OutputBuffer
  ) {
    let buffer = out
    out = OutputBuffer()
    out = EvidenceJSON(self, tool, options).write(into: buffer)
    out.flush()
  }

  /// The drawings only.
  public func writeGraphs(as language: GraphLanguage, into out: inout OutputBuffer) {
    out.append(GraphDrawing(graphs ?? []).text(in: language))
    out.flush()
  }
}
