public import PanicContract

/// A rule's full text, for `panicscope rules`, docs/rules.md and SARIF's help.
extension Rule {
  /// For a terminal.
  public var text: String {
    var parts = ["\(id.text) \(name)\n" + Self.wrap(summary + ".", indent: "")]
    parts.append(Self.wrap(severityLine, indent: ""))
    parts.append("Why\n" + Self.paragraphs(why, indent: "  "))
    parts.append("Example\n" + Self.code(example.bad))
    if let assembly = example.badAssembly { parts.append(Self.code(assembly)) }
    parts.append(Self.paragraphs(["It \(example.outcome)."], indent: "  "))
    parts.append("Fixed\n" + Self.code(example.fixed))
    if let assembly = example.fixedAssembly { parts.append(Self.code(assembly)) }
    parts.append("How to fix\n" + Self.list(howToFix))
    parts.append("Go versions\n" + Self.paragraphs([versions], indent: "  "))
    if !blindSpots.isEmpty { parts.append("Blind spots\n" + Self.list(blindSpots)) }
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// Headings begin at the level given.
  public func markdown(headingLevel: Int) -> String {
    let heading = String(repeating: "#", count: headingLevel)
    var parts = ["\(heading) \(id.text) \(name)", "\(summary).", severityLine]
    parts.append("\(heading)# Why\n\n" + why.joined(separator: "\n\n"))
    parts.append("\(heading)# Example\n\n```go\n\(example.bad)\n```")
    if let assembly = example.badAssembly { parts.append("```asm\n\(assembly)\n```") }
    parts.append("It \(example.outcome).")
    parts.append("Fixed:\n\n```go\n\(example.fixed)\n```")
    if let assembly = example.fixedAssembly { parts.append("```asm\n\(assembly)\n```") }
    parts.append("\(heading)# How to fix\n\n" + Self.markdownList(howToFix))
    parts.append("\(heading)# Go versions\n\n" + versions)
    if !blindSpots.isEmpty {
      parts.append("\(heading)# Blind spots\n\n" + Self.markdownList(blindSpots))
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private var severityLine: String {
    "Severity: \(defaultSeverity.rawValue)" + (severityNote.map { " (\($0))" } ?? "") + "."
  }

  private static func markdownList(_ items: [String]) -> String {
    items.map { "- " + $0 }.joined(separator: "\n")
  }

  private static func list(_ items: [String]) -> String {
    items.map { "  - " + wrap($0, indent: "    ") }.joined(separator: "\n")
  }

  private static func paragraphs(_ texts: [String], indent: String) -> String {
    texts.map { indent + wrap($0, indent: indent) }.joined(separator: "\n\n")
  }

  private static func code(_ source: String) -> String {
    source.replacing("\t", with: "    ").split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "    " + $0 }.joined(separator: "\n")
  }

  /// Lines of at most 80 columns; the first is not indented.
  private static func wrap(_ text: String, indent: String) -> String {
    LineWrap.continued(text, columns: 80, indent: indent)
  }
}

/// All rules, as the two formats of `panicscope rules -o`.
public enum RuleDocument {
  public static func markdown(_ rules: [Rule]) -> String {
    let rows = rules.map {
      "| [\($0.id.text)](#\($0.id.text.lowercased())-\($0.name)) | \($0.name) | "
        + "\($0.defaultSeverity.rawValue) | \($0.summary) |"
    }
    let head = ["| rule | name | severity | what |", "|---|---|---|---|"]
    let table = (head + rows).joined(separator: "\n")
    let bodies = rules.map { $0.markdown(headingLevel: 2) }
    return "# Rules\n\n"
      + "Written by `panicscope rules -o markdown`; `panicscope rules ID` prints one of them.\n\n"
      + table + "\n\n" + bodies.joined(separator: "\n")
  }

  public static func json(_ rules: [Rule]) -> String {
    var writer = JSONWriter(OutputBuffer(), layout: .lines)
    writer.array(rules) { writer, rule in
      writer.object {
        $0.field("id", rule.id.text)
        $0.field("name", rule.name)
        $0.field("summary", rule.summary)
        $0.field("severity", rule.defaultSeverity.rawValue)
        $0.field("severityNote", rule.severityNote)
        $0.strings("why", rule.why)
        $0.strings("howToFix", rule.howToFix)
        $0.object("example") {
          $0.field("bad", rule.example.bad)
          $0.field("fixed", rule.example.fixed)
          $0.field("outcome", rule.example.outcome)
          $0.field("badAssembly", rule.example.badAssembly)
          $0.field("fixedAssembly", rule.example.fixedAssembly)
        }
        $0.field("versions", rule.versions)
        $0.strings("blindSpots", rule.blindSpots)
      }
    }
    writer.endLine()
    return writer.out.text
  }
}
