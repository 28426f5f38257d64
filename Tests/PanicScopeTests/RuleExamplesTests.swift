import PanicScope
import TestSupport
import Testing

/// Each rule's example is built, run and audited: its text, Go and the rule say the same.
@Suite struct RuleExamplesTests {
  private static let newest = GoToolchain.installed(1, 27)
  private static let last = GoToolchain.installed(1, 25)

  private func build(
    _ go: GoToolchain, _ source: String, _ assembly: String?, flags: [String] = []
  ) throws -> String {
    var files = ["main.go": source]
    // The machine that runs the tests is one of amd64.
    if let assembly { files["code_amd64.s"] = assembly + "\n" }
    return try go.build(files: files, flags: flags)
  }

  private func audit(_ program: String) throws -> [Finding] {
    var options = AuditOptions()
    options.scopes = [.main]
    return try PanicScope.audit(path: program, options: options).subjects.flatMap(\.findings)
  }

  @Test(.enabled(if: newest != nil, "no Go 1.27"), arguments: Rule.all.map(\.id.text))
  func theBadOneFailsTheFixedOneDoesNot(id: String) throws {
    let rule = try #require(Rule.find(id))
    let go = try #require(Self.newest)
    let bad = try runCommand(
      try build(go, rule.example.bad, rule.example.badAssembly))
    let fixed = try runCommand(
      try build(go, rule.example.fixed, rule.example.fixedAssembly))
    #expect(!bad.errors.contains("never printed"))
    switch id {
    case "PS401":
      #expect(bad.status == 0 && bad.errors == "" && bad.output == "")
      #expect(fixed.status == 2 && fixed.errors.contains("panic: boom"))
    case "PS601", "PS602":
      #expect(bad.status == 2 && bad.errors.contains("fatal error: "), "\(bad.errors.prefix(300))")
      #expect(fixed.status == 0 && fixed.errors == "recovered\n", "\(fixed.errors.prefix(300))")
    default:
      #expect(bad.status == 2 && bad.errors.contains("panic: "))
      #expect(fixed.status == 0, "\(fixed.errors)")
    }
    if id == "PS205" { #expect(bad.output == "recovered: <nil>\n") }
    if id == "PS206" { #expect(bad.errors.hasPrefix("log false\n")) }
  }

  @Test(
    .enabled(if: newest != nil && last != nil, "no Go 1.27 or no Go 1.25"),
    arguments: Rule.all.map(\.id.text))
  func theRuleFindsTheBadOneAndNothingInTheFixedOne(id: String) throws {
    let rule = try #require(Rule.find(id))
    let go = try #require(rule == .accidentalRecover ? Self.last : Self.newest)
    let found = try audit(try build(go, rule.example.bad, rule.example.badAssembly))
    #expect(found.contains { $0.rule == rule.id })
    #expect(try audit(try build(go, rule.example.fixed, rule.example.fixedAssembly)).isEmpty)
  }

  @Test(.enabled(if: last != nil && GoToolchain.installed(1, 21) != nil, "no Go 1.25 or 1.21"))
  func theAccidentHappensInGo122To125AndOnlyWithInlining() throws {
    let last = try #require(Self.last)
    let old = try #require(GoToolchain.installed(1, 21))
    let example = Rule.accidentalRecover.example
    #expect(try runCommand(try last.build(example.bad)).status == 0)
    #expect(try runCommand(try last.build(example.bad, flags: ["-gcflags=-l"])).status == 2)
    #expect(try runCommand(try old.build(example.bad)).status == 2)
    #expect(try runCommand(try last.build(example.fixed, flags: ["-gcflags=-N -l"])).status == 0)
  }
}

private func == (a: Rule, b: Rule) -> Bool { a.id == b.id }
