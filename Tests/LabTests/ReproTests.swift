import Foundation
import Lab
import PanicScope
import TestSupport
import Testing

/// Each rule's repro does what it says it does, and the audit of it reports that very rule.
@Suite struct ReproTests {
  private static let toolchains = [21, 25, 27].compactMap { GoToolchain.installed(1, $0) }

  private static func repro(_ id: String) throws -> Repro {
    let rule = try #require(Rule.find(id))
    return try #require(Repro(of: rule))
  }

  @Test(arguments: Rule.all.map(\.id.text))
  func everyRuleHasARepro(id: String) throws {
    let repro = try Self.repro(id)
    #expect(!repro.outcomes.isEmpty)
  }

  @Test(arguments: Rule.all.map(\.id.text), toolchains)
  func itBehavesAsExpectedAndTheAuditFindsIt(id: String, go: GoToolchain) throws {
    let repro = try Self.repro(id)
    for cell in try LabRunTests.run(repro.experiment, go, variants: nil) {
      let isTooNew = cell.reasons.first?.hasPrefix("it is for Go") == true
      #expect(
        cell.status == (isTooNew ? .skipped : .pass),
        "\(LabReport.text(of: cell, isFull: true, color: false))")
    }
  }

  @Test(.enabled(if: !toolchains.isEmpty, "no Go toolchain"), arguments: Rule.all.map(\.id.text))
  func whatIsWrittenBuildsAsItIs(id: String) throws {
    let go = try #require(Self.toolchains.last)
    let repro = try Self.repro(id)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = try ReproDocument(repro).write(to: folder.path)
    #expect(files.count >= 5)
    let built = try runCommand(
      go.root + "/bin/go", ["build", "./..."], environment: go.environment,
      directory: folder.path)
    #expect(built.status == 0, "\(built.errors)")
    let expected = try String(
      contentsOf: folder.appendingPathComponent("expected.txt"), encoding: .utf8)
    let rows = expected.split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false)
    }
    #expect(rows.allSatisfy { $0.count == 4 } && rows.last?[2] == "./fixed")
    // A second time there is something in the way.
    #expect(throws: LabFailure.self) { try ReproDocument(repro).write(to: folder.path) }
  }

  @Test func aFindingOfAReportLeadsToItsRule() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("audit.json").path
    try """
    {"subjects": [{"path": "bin/a|`b", "goVersion": "go1.24.11", "findings": [
      {"rule": "PS201", "fingerprint": "aa11", "message": "one\\n<b>two"},
      {"rule": "PS301", "fingerprint": "aa22", "message": "other"}]}]}
    """.write(toFile: path, atomically: true, encoding: .utf8)
    let (rule, subject) = try ReproDocument.finding("aa1", inReport: path)
    #expect(rule == RuleID("PS201") && subject.goVersion == "go1.24.11")
    #expect(throws: LabFailure.self) { try ReproDocument.finding("aa", inReport: path) }
    #expect(throws: LabFailure.self) { try ReproDocument.finding("b", inReport: path) }
    let repro = try Self.repro("PS201")
    let output = folder.appendingPathComponent("out").path
    _ = try ReproDocument(repro, subject: subject).write(to: output)
    let readme = try String(contentsOfFile: output + "/README.md", encoding: .utf8)
    #expect(
      readme.contains("Shows the cause of finding `aa11` in `bin/a\\|'b`, built by Go go1.24.11"))
    #expect(readme.contains("> one\\n&lt;b>two"))
  }
}
