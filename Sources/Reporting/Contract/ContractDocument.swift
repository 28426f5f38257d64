public import GoRuntimeModel
public import PanicContract

/// The contract of one Go version in words and tables.
public struct ContractDocument: Sendable {
  public enum Format: String, CaseIterable, Sendable { case text, markdown, json }

  public var version: GoVersion
  public var era: ContractEra
  public var crashText: CrashText
  public var layout: RuntimeLayout
  public var layoutMatch: LayoutMatch
  public var rules: [ContractRule]

  /// Nil for a version whose rules are not known.
  public init?(version: GoVersion) {
    guard let era = ContractEra.of(version), let crashText = CrashText.of(version),
      let layout = RuntimeLayout.lookup(version)
    else { return nil }
    self.version = version
    self.era = era
    self.crashText = crashText
    self.layout = layout.layout
    layoutMatch = layout.match
    rules = ContractRule.of(version)
  }

  public func text(as format: Format) -> String {
    switch format {
    case .text: plainText
    case .markdown: markdown(headingLevel: 1)
    case .json: json
    }
  }

  /// What the era's fields say, as `name: value`.
  public var properties: [(name: String, value: String)] {
    [
      ("era", era.name), ("rule of recover()", era.recoverRule.rawValue),
      ("open-coded defers", era.openCoded.rawValue),
      ("deferproc returns a result", era.deferprocReturns ? "yes" : "no"),
      ("inlining into wrappers", era.wrapperInlining.rawValue),
      ("recover() by accident through", era.accidental?.rawValue ?? "nothing"),
      ("panic(nil)", crashText.nilPanic.map { "\"\($0)\"" } ?? "is nil"),
      ("[recovered, repanicked]", crashText.joinsRepanicked ? "yes" : "no"),
      (
        "panics before a fatal error are printed",
        crashText.printsPanicsBeforeFatal ? "yes" : "no"
      ),
    ]
  }

  /// Where the runtime can be watched at work: what `trace` probes in a program of this version.
  /// Function by function.
  var probePoints: [ProbeRule] {
    let rules = ProbeRuleTable.rules(for: version)
    var functions: [String] = []
    for rule in rules where !functions.contains(rule.function) { functions.append(rule.function) }
    return functions.flatMap { name in rules.filter { $0.function == name } }
  }
  static let registers =
    "Arguments are in AX, BX, CX on amd64 and in R0, R1, R2 on arm64; g is in R14 and in R28."
}

extension ContractDocument {
  private var plainText: String {
    var out = "The contract of Go \(version.minorText)\n\n"
    for property in properties { out += "  \(property.name): \(property.value)\n" }
    for rule in rules {
      out += "\n\(rule.topic.rawValue)\n  \(Self.wrap(rule.text, indent: "  "))\n"
      out += "  Source: \(rule.source)\n"
    }
    out += "\nWhere it can be watched\n"
    out += "  \(Self.registers)\n"
    var function = ""
    for point in probePoints {
      if point.function != function { out += "  \(point.function)\n" }
      function = point.function
      out +=
        "    " + Self.wrap("\(point.placeText): \(point.kind.meaning)", indent: "      ") + "\n"
    }
    out += "\nLayouts, bytes\(matchNote)\n"
    for item in layout.structs {
      let fields = item.fields.map { "\($0.name) \($0.offset)" }.joined(separator: ", ")
      out += "  " + Self.wrap("\(item.name) (\(item.size)): \(fields)", indent: "    ") + "\n"
    }
    let numbers = layout.functionNumbers.map { "\($0.name) \($0.number)" }
    out += "  " + Self.wrap("funcID: \(numbers.joined(separator: ", "))", indent: "    ") + "\n"
    return out
  }

  private var matchNote: String {
    if case .assumed(let from) = layoutMatch {
      return " (those of Go \(from.minorText), not measured)"
    }
    return ""
  }

  func markdown(headingLevel: Int) -> String {
    let heading = String(repeating: "#", count: headingLevel)
    var out = "\(heading) The contract of Go \(version.minorText)\n\n| | |\n|---|---|\n"
    for property in properties { out += "| \(property.name) | \(property.value) |\n" }
    for rule in rules {
      out += "\n\(heading)# \(rule.topic.rawValue)\n\n\(rule.text)\n\nSource: `\(rule.source)`.\n"
    }
    out +=
      "\n\(heading)# Where it can be watched\n\n\(Self.registers)\n\n| function | where | what |\n|---|---|---|\n"
    for point in probePoints {
      out += "| `\(point.function)` | \(point.placeText) | \(point.kind.meaning) |\n"
    }
    out +=
      "\n\(heading)# Layouts\n\nBytes\(matchNote).\n\n| struct | size | fields |\n|---|---|---|\n"
    for item in layout.structs {
      let fields = item.fields.map { "\($0.name) \($0.offset)" }.joined(separator: ", ")
      out += "| `\(item.name)` | \(item.size) | \(fields) |\n"
    }
    return out
  }

  static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// Lines of at most 96 columns; the first is not indented.
  static func wrap(_ text: String, indent: String) -> String {
    LineWrap.continued(text, columns: 96, indent: indent)
  }
}
