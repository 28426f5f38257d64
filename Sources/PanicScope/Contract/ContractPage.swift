import GoRuntimeModel
import PanicContract
import Reporting

/// docs/contract.md: the contract through the versions, with diagrams, and what small programs do
/// by it.
public enum ContractPage {
  public static func markdown() throws -> String {
    let documents = GoVersion.compared.compactMap { ContractDocument(version: $0) }
    var out = ContractPageText.head
    out += "\n## What works and what does not\n\n" + ContractPageText.shapes + "\n"
    out += try shapes() + "\n"
    out += ContractPageText.picture
    out += "\n## What each release changed\n\n" + changes(documents)
    out += "\n## The versions side by side\n\n" + sideBySide(documents)
    out += "\n" + ContractPageText.legend
    out += "\n## The rules, one by one\n" + rules(documents)
    out += "\n## Every scenario, every version\n\n" + ContractPageText.scenarios + "\n"
    out += try scenarios()
    out += "\n## Layouts\n\n" + ContractPageText.layouts + layouts(documents)
    return out
  }

  // MARK: Programs

  /// The shapes of recover that people write, with what the machine does with them.
  private static func shapes() throws -> String {
    var out = "| | Go | what recover() returns, and why |\n|---|---|---|\n"
    for row in ContractPageText.shapeRows {
      let groups = try outcomes(row.scenario) { $0.hasSurvived ? "✓" : "✗" }
      let marks = groups.map { group in
        groups.count == 1 ? group.text : "\(group.text) \(group.versions)"
      }
      out += "| `\(row.code)` | \(marks.joined(separator: "<br>")) | \(row.why) |\n"
    }
    return out
  }

  private static func scenarios() throws -> String {
    var out = ""
    var kind = ""
    for entry in try ScenarioCatalogue.entries() {
      if entry.kind != kind {
        kind = entry.kind
        out +=
          "\n**\(ScenarioCatalogue.title(ofKind: kind))**\n\n| scenario | | outcome |\n|---|---|---|\n"
      }
      let groups = try outcomes(entry.name) { $0.ending }
      let texts = groups.map { group in
        groups.count == 1 ? group.text : "\(group.versions): \(group.text)"
      }
      out += "| `\(entry.name)` | \(cell(entry.title)) | \(texts.joined(separator: "<br>")) |\n"
    }
    return out
  }

  /// Versions with the same outcome stand together; scenarios that older versions cannot compile
  /// begin where they can.
  private static func outcomes(
    _ name: String, _ text: (SimulatedRun) -> String
  ) throws -> [(versions: String, text: String)] {
    let yaml = ScenarioCatalogue.yaml(name) ?? ""
    let runs = try Simulation.runs(Scenario(yaml: yaml, path: name))
    var groups: [(runs: [SimulatedRun], text: String)] = []
    for run in runs {
      if groups.last?.text == text(run) {
        groups[groups.count - 1].runs.append(run)
      } else {
        groups.append(([run], text(run)))
      }
    }
    return groups.enumerated().map { number, group in
      let first = group.runs.first?.version.minorText ?? ""
      let last = group.runs.last?.version.minorText ?? ""
      let versions =
        number == groups.count - 1 && groups.count > 1
        ? "from \(first)" : first == last ? first : "\(first) to \(last)"
      return (versions, group.text)
    }
  }

  // MARK: Versions

  /// Only what programs or tools can notice.
  private static func changes(_ documents: [ContractDocument]) -> String {
    var out = ""
    for (older, newer) in zip(documents, documents.dropFirst()) {
      let changed = newer.rules.filter { rule in
        rule.notices != nil && !older.rules.contains(rule)
      }
      guard !changed.isEmpty else { continue }
      out += "**Go \(newer.version.minorText)**\n\n"
      for rule in changed {
        out += "- \(rule.topic.rawValue): \(rule.text)\n  *Noticed by* \(rule.notices ?? "").\n"
      }
      out += "\n"
    }
    return String(out.dropLast())
  }

  private static func sideBySide(_ documents: [ContractDocument]) -> String {
    guard let newest = documents.last else { return "" }
    var out = header("", documents)
    for (row, property) in newest.properties.enumerated() {
      out += "| \(property.name) |"
      out += documents.map { " \($0.properties[row].value) |" }.joined() + "\n"
    }
    return out
  }

  private static func rules(_ documents: [ContractDocument]) -> String {
    var out = ""
    for topic in ContractRule.Topic.allCases {
      out += "\n### \(topic.rawValue)\n\n"
      var groups: [(rule: ContractRule, versions: [GoVersion])] = []
      for document in documents {
        guard let rule = document.rules.first(where: { $0.topic == topic }) else { continue }
        if groups.last?.rule == rule {
          groups[groups.count - 1].versions.append(document.version)
        } else {
          groups.append((rule, [document.version]))
        }
      }
      for (number, group) in groups.enumerated() {
        let first = group.versions.first?.minorText ?? ""
        let last = group.versions.last?.minorText ?? ""
        let name =
          groups.count == 1
          ? "All versions"
          : number == groups.count - 1
            ? "From Go \(first)"
            : number == 0
              ? "Up to Go \(last)" : first == last ? "Go \(first)" : "Go \(first) to \(last)"
        out += "- **\(name)**: \(group.rule.text)\n  (`\(group.rule.source)`)\n"
      }
    }
    return out
  }

  private static func layouts(_ documents: [ContractDocument]) -> String {
    guard let newest = documents.last else { return "" }
    var out = ""
    for (index, item) in newest.layout.structs.enumerated() {
      guard ["runtime.g", "runtime._panic", "runtime._defer"].contains(item.name) else { continue }
      out += "\n### \(item.name)\n\n" + header("field", documents)
      out += "| size |" + documents.map { " \($0.layout.structs[index].size) |" }.joined() + "\n"
      var names: [String] = []
      for document in documents.reversed() {
        for field in document.layout.structs[index].fields where !names.contains(field.name) {
          names.append(field.name)
        }
      }
      for name in names {
        out += "| \(name) |"
        for document in documents {
          let field = document.layout.structs[index].fields.first { $0.name == name }
          out += " \(field.map { String($0.offset) } ?? "-") |"
        }
        out += "\n"
      }
    }
    return out
  }

  private static func header(_ first: String, _ documents: [ContractDocument]) -> String {
    "| \(first) |" + documents.map { " \($0.version.minorText) |" }.joined() + "\n|---|"
      + documents.map { _ in "---|" }.joined() + "\n"
  }

  private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
}

extension SimulatedRun {
  fileprivate var hasSurvived: Bool { outcome == .finished }

  /// In a few words.
  fileprivate var ending: String {
    switch outcome {
    case .finished: "goes on"
    case .died: "**dies** of the panic"
    case .fatalError(let text): "**fatal error**: \(text)"
    case .exited(let status): "exits with status \(status)"
    case .hangs: "hangs"
    case .stepLimit: "does not end"
    }
  }
}
