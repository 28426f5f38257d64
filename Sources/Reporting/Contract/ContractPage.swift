import GoRuntimeModel

/// docs/contract.md: the contract through the versions, with diagrams.
public enum ContractPage {
  public static var markdown: String {
    let versions = GoVersion.compared
    let documents = versions.compactMap { ContractDocument(version: $0) }
    guard let newest = documents.last else { return "" }
    var out = head
    out += "\n## The versions side by side\n\n| |"
    out += documents.map { " \($0.version.minorText) |" }.joined() + "\n|---|"
    out += documents.map { _ in "---|" }.joined() + "\n"
    for (row, property) in newest.properties.enumerated() {
      out += "| \(property.name) |"
      out += documents.map { " \($0.properties[row].value) |" }.joined() + "\n"
    }
    out += "\n## The rules\n"
    for topic in ContractRule.Topic.allCases {
      out += "\n### \(topic.rawValue)\n\n"
      var last: ContractRule?
      for document in documents {
        guard let rule = document.rules.first(where: { $0.topic == topic }), rule != last else {
          continue
        }
        let name = last == nil ? "In the beginning" : "From Go \(document.version.minorText)"
        out += "- **\(name)**: \(rule.text) (`\(rule.source)`)"
        out += rule.notices.map { " Noticed by \($0)." } ?? ""
        out += "\n"
        last = rule
      }
    }
    out +=
      "\n## Layouts\n\nOffsets in bytes, equal on amd64 and arm64; `panicscope contract --verify`"
    out += " compares them with a binary.\n"
    for (index, item) in newest.layout.structs.enumerated() {
      guard ["runtime.g", "runtime._panic", "runtime._defer"].contains(item.name) else { continue }
      out += "\n### \(item.name)\n\n| field |"
      out += documents.map { " \($0.version.minorText) |" }.joined() + "\n|---|"
      out += documents.map { _ in "---|" }.joined() + "\n"
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

  private static let head = """
    # The contract of defer, panic and recover

    Written by `Scripts/document-contract`; `panicscope contract --go VERSION` prints one version,
    `panicscope contract --diff OLD NEW` what changed, `panicscope contract --verify BINARY` compares it
    with a binary, `panicscope simulate SCENARIO` runs it.

    ## In one picture

    ```mermaid
    flowchart TD
      panic["panic(v), or a fault that the runtime makes one"] --> fatal{"a fatal error?"}
      fatal -- yes --> dead["the process ends; no deferred call runs"]
      fatal -- no --> next["the innermost deferred call of this goroutine that has not started"]
      next --> found{"is there one?"}
      found -- no --> print["panics are printed, exit status 2"]
      found -- yes --> run["the runtime calls it"]
      run --> recover{"does recover() in it succeed?"}
      recover -- no --> next
      recover -- yes --> returned{"does it return?"}
      returned -- "no: it panics, exits, blocks" --> next
      returned -- yes --> resume["the function that deferred it runs what else it deferred and returns to its caller"]
    ```

    ## How recover() decides

    ```mermaid
    flowchart TD
      call["recover()"] --> p{"g._panic == nil?"}
      p -- yes --> none["nil: no panic on this goroutine"]
      p -- no --> goexit{"_panic.goexit?"}
      goexit -- yes --> nil2["nil: Goexit is no panic"]
      goexit -- no --> recovered{"_panic.recovered?"}
      recovered -- yes --> nil3["nil: recovered already"]
      recovered -- no --> version{"Go version"}
      version -- "to 1.25" --> argp{"argp == _panic.argp?"}
      version -- "from 1.26" --> frames{"exactly one frame that is no wrapper below gopanic?"}
      argp -- yes --> value["the value; _panic.recovered is set"]
      argp -- no --> nil4["nil: not called by the runtime itself"]
      frames -- yes --> value
      frames -- no --> nil4
    ```

    """
}
