import PanicContract
import TestSupport
import Testing

@testable import PanicScope

/// What is the same in two builds although its name or its line is not.
@Suite struct PairingTests {
  @Test(arguments: [
    ("main.work", "work", false), ("main.work.func1", "work", true),
    ("main.work-range1", "work", true), ("main.work-range1.2", "work", true),
    ("example.org/a.b/c.(*T).Close.func1.2", "Close", true), ("main.T.Close-fm", "Close", true),
    ("main.run.work.func1", "work", true), ("main.work.deferwrap1", "work", true),
    ("main.work.gowrap2", "work", true), ("main.glob..func3", "init", true),
    ("main.init.func3", "init", true), ("main.init.0", "init", true),
    ("main.work[go.shape.struct { a/b.c int }].func1", "work", true),
    ("main.function1", "function1", false), ("main.func1", "main.func1", true), ("", "", false),
    ("...", "...", false), ("main.]work[", "]work", false),
  ])
  func theFunctionThatWasWritten(symbol: String, name: String, isMadeUp: Bool) {
    #expect(WrittenFunction.name(of: symbol) == name)
    #expect(WrittenFunction.isMadeUp(in: symbol) == isMadeUp)
  }

  private func finding(_ symbol: String, line: Int, _ fingerprint: String) -> Finding {
    var finding = Fake.finding("PS201", .high, in: symbol)
    finding.fingerprint = fingerprint
    finding.place.location = SourceLocation(file: "/src/main.go", line: line)
    return finding
  }

  private func states(
    _ known: [Finding], _ now: [Finding], from old: String, to new: String
  ) -> [BaselineState] {
    var subject = Fake.subject("bin/app", known)
    subject.goVersion = old
    let tool = AuditReport.Tool(name: "t", version: "1")
    let baseline = Baseline(AuditReport(tool: tool, subjects: [subject]))
    subject.findings = now
    subject.goVersion = new
    return baseline.known(in: subject).states
  }

  @Test func aRenamedClosureIsKnownByItsLine() {
    let known = [finding("main.work.func1", line: 9, "a")]
    let now = [finding("main.work-range1.1", line: 9, "b")]
    for new in ["go1.24.1", "go1.27.3"] {
      #expect(states(known, now, from: "go1.24.1", to: new) == [.unchanged])
    }
  }

  @Test func lineAndNameOfAClosureChangeTogetherOnlyWithGo() {
    let known = [finding("main.work.func1", line: 9, "a")]
    let now = [
      finding("main.work-range1.1", line: 12, "b"), finding("main.work.func2", line: 20, "c"),
    ]
    #expect(states(known, now, from: "go1.24.1", to: "go1.27.3") == [.unchanged, .new])
    #expect(states(known, now, from: "go1.24.1", to: "go1.24.9") == [.new, .new])
    #expect(states(known, now, from: "go1.24.1", to: "unknown") == [.new, .new])
  }

  @Test func namedFunctionsKeepTheirNames() {
    let known = [finding("main.work", line: 9, "a")]
    let now = [finding("main.work", line: 12, "b"), finding("main.other", line: 9, "c")]
    #expect(states(known, now, from: "go1.24.1", to: "go1.27.3") == [.new, .new])
  }

  @Test func theSameFingerprintComesFirst() {
    let known = [
      finding("main.work.func1", line: 9, "a"), finding("main.work.func2", line: 9, "b"),
    ]
    #expect(
      states(known, [known[1], finding("main.work.func3", line: 9, "c")], from: "", to: "")
        == [.unchanged, .unchanged])
    #expect(
      states(
        [known[0]], [finding("main.work.func3", line: 9, "c"), known[0]], from: "", to: "")
        == [.new, .unchanged])
  }

  @Test(
    .enabled(
      if: GoToolchain.installed(1, 24) != nil && GoToolchain.installed(1, 27) != nil,
      "no Go 1.24 or 1.27"))
  func anotherGoRenamesClosures() throws {
    let source = """
      package main

      func helper() {
      	recover()
      }

      func decorate(f func()) func() {
      	return func() {
      		helper()
      		f()
      	}
      }

      func each(yield func(int) bool) { yield(1) }

      func body() {
      	for range each {
      		defer func() {
      			helper()
      			println("over")
      		}()
      	}
      	panic("body")
      }

      func main() {
      	defer decorate(body)()
      	go body()
      	body()
      }
      """
    let old = try #require(GoToolchain.installed(1, 24)).build(source)
    let new = try #require(GoToolchain.installed(1, 27)).build(source)
    let symbols = try [old, new].map { path in
      try #require(PanicScope.audit(paths: [path]).subjects.first).findings.compactMap {
        $0.place.function
      }
    }
    #expect(Set(symbols[0]) != Set(symbols[1]), "closures have other names")
    #expect(symbols[0].count >= 3)
    let baseline = Baseline(PanicScope.audit(paths: [old]))
    var options = AuditOptions()
    options.baseline = baseline
    let report = PanicScope.audit(paths: [new], options: options)
    #expect(report.subjects.flatMap(\.findings).allSatisfy { $0.baselineState == .unchanged })
    #expect(report.notices.isEmpty, "\(report.notices)")
    let difference = try PanicScope.difference(old: old, new: new)
    #expect(difference.isSame, "\(difference)")
  }
}
