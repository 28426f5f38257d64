import Foundation
import PanicContract
import Testing

@testable import Reporting

@Suite struct RuleDocumentTests {
  @Test func identifiersAreUniqueSortedAndComplete() {
    let ids = Rule.all.map(\.id.text)
    #expect(
      ids == [
        "PS101", "PS102", "PS103", "PS201", "PS202", "PS203", "PS204", "PS205", "PS206", "PS301",
        "PS401", "PS601", "PS602",
      ])
    #expect(Set(Rule.all.map(\.name)).count == ids.count)
    for rule in Rule.all {
      #expect(rule.name.wholeMatch(of: /[a-z]+(-[a-z]+)*/) != nil)
      #expect(!rule.summary.hasSuffix("."))
      #expect(!rule.why.isEmpty && !rule.howToFix.isEmpty && !rule.versions.isEmpty)
    }
  }

  @Test func rulesAreFoundByIdentifierInAnyCaseAndByName() {
    #expect(Rule.find("ps201")?.id == RuleID("PS201"))
    #expect(Rule.find("recover-too-deep")?.id == RuleID("PS201"))
    #expect(Rule.find("PS2") == nil)
  }

  @Test func textFitsATerminal() {
    for rule in Rule.all {
      for line in rule.text.split(separator: "\n") {
        #expect(line.count <= 80 && !line.contains("\t"), "\(rule.id): \(line)")
      }
    }
  }

  /// `panicscope rules -o markdown > docs/rules.md` brings it up to date.
  @Test func documentationIsTheCataloguesOwnText() throws {
    let file = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("docs/rules.md")
    #expect(try String(contentsOf: file, encoding: .utf8) == RuleDocument.markdown(Rule.all))
  }
}
