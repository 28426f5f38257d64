import ArgumentParser
import PanicScope

struct RulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules",
    abstract: "List the rules, or explain some: why, a Go example, the fix, blind spots.",
    discussion: """
      EXAMPLES
        panicscope rules
        panicscope rules PS201
        panicscope rules recover-too-deep
        panicscope rules -o markdown > rules.md
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, markdown, json }

  @Argument(
    help: "Identifiers or names, such as PS201 or recover-too-deep.",
    completion: .list(Rule.all.map(\.id.text)))
  var rules: [String] = []

  @Option(name: .shortAndLong, help: "text, markdown or json.")
  var output = Format.text

  func run() throws {
    let chosen = try rules.map { text in
      guard let rule = Rule.find(text) else {
        let known = Rule.all.map(\.id.text).joined(separator: ", ")
        throw ToolError.usage("there is no rule \(text); the rules are \(known)")
      }
      return rule
    }
    switch output {
    case .text where chosen.isEmpty: try Terminal.printOutput(list)
    case .text: try Terminal.printOutput(chosen.map(\.text).joined(separator: "\n\n").trimmed)
    case .markdown:
      try Terminal.printOutput(RuleDocument.markdown(chosen.isEmpty ? Rule.all : chosen).trimmed)
    case .json:
      try Terminal.printOutput(RuleDocument.json(chosen.isEmpty ? Rule.all : chosen).trimmed)
    }
  }

  private var list: String {
    let width = Rule.all.map(\.name.count).max() ?? 0
    return Rule.all.map { rule in
      let name = rule.name + String(repeating: " ", count: width - rule.name.count)
      let severity = rule.defaultSeverity.rawValue
      let padding = String(repeating: " ", count: max(0, 6 - severity.count))
      return "\(rule.id.text)  \(severity)\(padding)  \(name)  \(rule.summary)"
    }.joined(separator: "\n")
  }
}

extension String {
  /// Without the line break at the end, which printing adds.
  fileprivate var trimmed: String { hasSuffix("\n") ? String(dropLast()) : self }
}
