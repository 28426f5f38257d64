import PanicContract

/// The ways of panics as one Mermaid or Graphviz text.
struct GraphDrawing {
  let graphs: [PanicGraph]

  init(_ graphs: [PanicGraph]) { self.graphs = graphs }

  func text(in language: GraphLanguage) -> String {
    switch language {
    case .mermaid: mermaid
    case .dot: dot
    }
  }

  /// Mermaid reads one drawing a text: each function's is a part of it.
  private var mermaid: String {
    var lines = ["flowchart TD"]
    for (number, graph) in graphs.enumerated() {
      let (prefix, indent) = graphs.count > 1 ? ("g\(number)n", "    ") : ("n", "  ")
      if graphs.count > 1 {
        lines.append("  subgraph g\(number)[\"\(Self.mermaidEscaped(graph.function))\"]")
      }
      for (index, node) in graph.nodes.enumerated() {
        let label = parts(node).map(Self.mermaidEscaped).joined(separator: "<br/>")
        let (open, close) =
          switch node.kind {
          case .function, .inlined, .more: ("[\"", "\"]")
          case .deferred: ("([\"", "\"])")
          case .recovers: ("{{\"", "\"}}")
          case .goroutine: ("[[\"", "\"]]")
          case .death: ("((\"", "\"))")
          }
        lines.append("\(indent)\(prefix)\(index)\(open)\(label)\(close)")
      }
      for edge in graph.edges {
        let label = Self.mermaidEscaped(edge.label)
        lines.append("\(indent)\(prefix)\(edge.from) -->|\"\(label)\"| \(prefix)\(edge.to)")
      }
      if graphs.count > 1 { lines.append("  end") }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Graphviz reads one drawing after the other.
  private var dot: String {
    graphs.map { graph in
      var lines = ["digraph panic {", "  node [shape=box];"]
      for (index, node) in graph.nodes.enumerated() {
        let shape =
          switch node.kind {
          case .function, .inlined, .more: "box"
          case .deferred: "ellipse"
          case .recovers: "hexagon"
          case .goroutine: "box3d"
          case .death: "octagon"
          }
        let style = node.kind == .inlined ? ", style=dashed" : ""
        let label = parts(node).map(Self.dotEscaped).joined(separator: "\\n")
        lines.append("  n\(index) [shape=\(shape)\(style), label=\"\(label)\"];")
      }
      for edge in graph.edges {
        lines.append("  n\(edge.from) -> n\(edge.to) [label=\"\(Self.dotEscaped(edge.label))\"];")
      }
      return lines.joined(separator: "\n") + "\n}\n"
    }.joined()
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
