public import GoRuntimeModel

/// What differs between the contracts of two Go versions, and who notices.
public struct ContractChanges: Sendable {
  private let old: ContractDocument
  private let new: ContractDocument

  /// Nil when the rules of one of them are not known.
  public init?(from old: GoVersion, to new: GoVersion) {
    guard let first = ContractDocument(version: old), let second = ContractDocument(version: new)
    else { return nil }
    self.old = first
    self.new = second
  }

  private var changedRules: [(old: ContractRule, new: ContractRule)] {
    zip(old.rules, new.rules).filter { $0 != $1 }
  }

  /// Of the newer of the two rules: who sees the change.
  private func notices(_ change: (old: ContractRule, new: ContractRule)) -> String? {
    change.new.since > change.old.since ? change.new.notices : change.old.notices
  }

  private var changedProperties: [(name: String, old: String, new: String)] {
    zip(old.properties, new.properties).filter { $0.value != $1.value }
      .map { ($0.name, $0.value, $1.value) }
  }

  /// Fields that moved, came or went, one line each.
  private var changedFields: [(name: String, old: Int?, new: Int?)] {
    var changes: [(String, Int?, Int?)] = []
    for (before, after) in zip(old.layout.structs, new.layout.structs) {
      let first = Dictionary(uniqueKeysWithValues: before.fields.map { ($0.name, $0.offset) })
      let second = Dictionary(uniqueKeysWithValues: after.fields.map { ($0.name, $0.offset) })
      if before.size != after.size {
        changes.append(("size of \(before.name)", before.size, after.size))
      }
      for name in Set(first.keys).union(second.keys).sorted() where first[name] != second[name] {
        changes.append(("\(before.name).\(name)", first[name], second[name]))
      }
    }
    return changes
  }

  private func number(_ value: Int?) -> String { value.map(String.init) ?? "-" }

  public var text: String {
    var out = "From Go \(old.version.minorText) to \(new.version.minorText)\n"
    for (before, after) in changedRules {
      out += "\n\(after.topic.rawValue)\n"
      out += "  - " + ContractDocument.wrap(before.text, indent: "    ") + "\n"
      out += "  + " + ContractDocument.wrap(after.text, indent: "    ") + "\n"
      if let notices = notices((before, after)) {
        out += "  Noticed by: " + ContractDocument.wrap(notices, indent: "    ") + "\n"
      }
    }
    if !changedProperties.isEmpty {
      out += "\nProperties\n"
      for change in changedProperties {
        out += "  \(change.name): \(change.old) -> \(change.new)\n"
      }
    }
    if !changedFields.isEmpty {
      out += "\nLayouts\n"
      let width = changedFields.map(\.name.count).max() ?? 0
      for change in changedFields {
        out +=
          "  \(ContractDocument.padded(change.name, width))  \(number(change.old)) -> \(number(change.new))\n"
      }
    }
    if changedRules.isEmpty && changedProperties.isEmpty && changedFields.isEmpty {
      out += "\nNothing differs.\n"
    }
    return out
  }

  public var json: String {
    var writer = JSONWriter(OutputBuffer(), layout: .lines)
    writer.object { writer in
      writer.field("schemaVersion", ContractDocument.schemaVersion)
      writer.field("from", old.version.minorText)
      writer.field("to", new.version.minorText)
      writer.array("rules", changedRules) { writer, change in
        writer.object {
          $0.field("topic", change.new.topic.rawValue)
          $0.field("from", change.old.text)
          $0.field("to", change.new.text)
          $0.field("noticedBy", notices(change))
        }
      }
      writer.array("properties", changedProperties) { writer, change in
        writer.object {
          $0.field("name", change.name)
          $0.field("from", change.old)
          $0.field("to", change.new)
        }
      }
      writer.array("fields", changedFields) { writer, change in
        writer.object {
          $0.field("name", change.name)
          $0.field("from", change.old)
          $0.field("to", change.new)
        }
      }
    }
    writer.endLine()
    return writer.out.text
  }
}
