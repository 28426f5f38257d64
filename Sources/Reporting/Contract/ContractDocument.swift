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
  var properties: [(name: String, value: String)] {
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

  /// Where the runtime can be watched at work.
  static let probePoints: [(function: String, what: String)] = [
    ("runtime.gopanic", "a panic begins; AX, BX (R0, R1): the value"),
    ("runtime.(*_panic).nextDefer", "from 1.22: returns the next deferred call"),
    ("runtime.gorecover", "recover() is called"),
    ("runtime.recovery", "a recovery takes effect, on g0; AX (R0): the goroutine"),
    ("runtime.Goexit", "a goroutine ends itself"),
    ("runtime.sigpanic", "a signal becomes a panic"),
    ("runtime.fatalpanic", "nobody recovered"),
    ("runtime.throw", "a fatal error of the runtime"),
    ("runtime.fatal", "a fatal error of the program"),
    ("runtime.dieFromSignal", "a signal ends the process"),
  ]
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
    let width = Self.probePoints.map(\.function.count).max() ?? 0
    for point in Self.probePoints {
      out += "  " + Self.padded(point.function, width) + "  \(point.what)\n"
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
    out += "\n\(heading)# Where it can be watched\n\n| function | what |\n|---|---|\n"
    for point in Self.probePoints { out += "| `\(point.function)` | \(point.what) |\n" }
    out +=
      "\n\(heading)# Layouts\n\nBytes\(matchNote).\n\n| struct | size | fields |\n|---|---|---|\n"
    for item in layout.structs {
      let fields = item.fields.map { "\($0.name) \($0.offset)" }.joined(separator: ", ")
      out += "| `\(item.name)` | \(item.size) | \(fields) |\n"
    }
    return out
  }

  private var json: String {
    var writer = JSONWriter(OutputBuffer(), layout: .lines)
    writer.object { writer in
      writer.field("schemaVersion", "1.0.0")
      writer.field("goVersion", version.minorText)
      writer.object("properties") { writer in
        for property in properties { writer.field(property.name, property.value) }
      }
      writer.array("rules", rules) { writer, rule in
        writer.object {
          $0.field("topic", rule.topic.rawValue)
          $0.field("since", rule.since.minorText)
          $0.field("text", rule.text)
          $0.field("source", rule.source)
        }
      }
      writer.array("structs", layout.structs) { writer, item in
        writer.object { writer in
          writer.field("name", item.name)
          writer.field("size", item.size)
          writer.object("fields") { writer in
            for field in item.fields { writer.field(field.name, field.offset) }
          }
        }
      }
      writer.object("funcIDs") { writer in
        for number in layout.functionNumbers { writer.field(number.name, Int(number.number)) }
      }
    }
    writer.endLine()
    return writer.out.text
  }

  static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// Lines of at most 96 columns; the first is not indented.
  static func wrap(_ text: String, indent: String) -> String {
    var lines: [String] = []
    var current = ""
    for word in text.split(separator: " ") {
      if !current.isEmpty && indent.count + current.count + 1 + word.count > 96 {
        lines.append(current)
        current = ""
      }
      current += (current.isEmpty ? "" : " ") + word
    }
    lines.append(current)
    return lines.joined(separator: "\n" + indent)
  }
}
