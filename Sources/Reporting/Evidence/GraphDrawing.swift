import PanicContract

/// A panic's way as Mermaid or Graphviz text.
struct GraphDrawing {
  let graph: PanicGraph

  init(_ graph: PanicGraph) { self.graph = graph }

  func text(in language: GraphLanguage) -> String {
    switch language {
    case .mermaid: mermaid
    case .dot: dot
    }
  }

  private var mermaid: String {
    var lines = ["flowchart TD"]
    for (index, node) in graph.nodes.enumerated() {
      let label = parts(node).map(Self.mermaidEscaped).joined(separator: "<br/>")
      let (open, close) =
        switch node.kind {
        case .function, .more: ("[\"", "\"]")
        case .deferred: ("([\"", "\"])")
        case .recovers: ("{{\"", "\"}}")
        case .goroutine: ("[[\"", "\"]]")
        case .death: ("((\"", "\"))")
        }
      lines.append("  n\(index)\(open)\(label)\(close)")
    }
    for edge in graph.edges {
      lines.append("  n\(edge.from) -->|\"\(Self.mermaidEscaped(edge.label))\"| n\(edge.to)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var dot: String {
    var lines = ["digraph panic {", "  node [shape=box];"]
    for (index, node) in graph.nodes.enumerated() {
      let shape =
        switch node.kind {
        case .function, .more: "box"
        case .deferred: "ellipse"
        case .recovers: "hexagon"
        case .goroutine: "box3d"
        case .death: "octagon"
        }
      let label = parts(node).map(Self.dotEscaped).joined(separator: "\\n")
      lines.append("  n\(index) [shape=\(shape), label=\"\(label)\"];")
    }
    for edge in graph.edges {
      lines.append("  n\(edge.from) -> n\(edge.to) [label=\"\(Self.dotEscaped(edge.label))\"];")
    }
    return lines.joined(separator: "\n") + "\n}\n"
  }

  private func parts(_ node: PanicGraph.Node) -> [String] {
    [node.title] + (node.detail.map { [$0] } ?? [])
  }

  /// Mermaid reads `#` and HTML in quoted labels.
  private static func mermaidEscaped(_ text: String) -> String {
    var result = ""
    for character in VisibleText.escaping(text) {
      switch character {
      case "#": result += "#35;"
      case "\"": result += "#quot;"
      case "<": result += "#lt;"
      case ">": result += "#gt;"
      case "&": result += "#amp;"
      case "`": result += "#96;"
      case ";": result += "#59;"
      default: result.append(character)
      }
    }
    return result
  }

  private static func dotEscaped(_ text: String) -> String {
    var result = ""
    for character in VisibleText.escaping(text) {
      if character == "\"" || character == "\\" { result.append("\\") }
      result.append(character)
    }
    return result
  }
}
