import Foundation
import PanicScope
import TestSupport
import Testing

/// Two builds of one program, and the same program built in several ways.
@Suite struct DifferenceTests {
  static let newest = GoToolchain.installed.last

  private static func source(_ body: String, handler: String = "recover()") -> String {
    """
    package main

    func rescue() { \(handler) }

    func work(n int) {
    	defer rescue()
    \(body)
    }

    //go:noinline
    func fail(n int) {
    	if n > 3 {
    		panic("too large")
    	}
    }

    func main() { work(2) }
    """
  }

  private static let plain = source("\tfail(n)")
  private static let looping = source(
    "\tfor i := 0; i < n; i++ {\n\t\tdefer fail(i)\n\t}\n\tgo fail(n)")

  @Test(.enabled(if: newest != nil, "no Go toolchain"))
  func theSameSourceIsTheSame() throws {
    let go = try #require(Self.newest)
    let program = try go.build(Self.plain)
    // Somewhere else on the disk, with other lines, without symbols.
    let moved = try go.build("\n\n\n\n" + Self.plain, flags: ["-trimpath", "-ldflags=-s -w"])
    for other in [program, moved] {
      var options = AuditOptions()
      options.scopes = Set(CodeScope.allCases)
      let difference = try PanicScope.difference(
        old: program, new: other, options: options, function: "main.work")
      #expect(difference.isSame, "\(difference)")
      #expect(difference.function?.rows.isEmpty == false)
    }
  }

  @Test(arguments: GoToolchain.installed)
  func whatWasAddedIsTold(go: GoToolchain) throws {
    let old = try go.build(Self.plain)
    let new = try go.build(Self.looping)
    let difference = try PanicScope.difference(old: old, new: new, function: "main.work")
    #expect(difference.addedGoroutines.map { $0.root?.function } == ["main.fail"])
    #expect(difference.newFindings.contains { $0.rule.text == "PS101" })
    let changes = difference.defers.filter { $0.new.target?.function == "main.rescue" }
    #expect(changes.map(\.old.kind) == [.openCoded] && changes.map(\.new.kind) == [.stack])
    let function = try #require(difference.function)
    #expect(function.addedCallees.contains("runtime.newproc"))
    #expect(function.rows.contains { $0.isSame } && function.rows.contains { !$0.isSame })
    #expect(function.rows.compactMap(\.new).count > function.rows.compactMap(\.old).count)
    let back = try PanicScope.difference(old: new, new: old)
    #expect(back.newFindings.isEmpty && !back.goneFindings.isEmpty)
    #expect(back.removedGoroutines.count == 1 && back.addedGoroutines.isEmpty)
  }

  @Test(.enabled(if: newest != nil, "no Go toolchain"))
  func aRecoverThatStoppedWorkingIsWorse() throws {
    let go = try #require(Self.newest)
    let old = try go.build(Self.plain)
    let new = try go.build(Self.source("\tfail(n)", handler: "func() { recover() }()"))
    let difference = try PanicScope.difference(old: old, new: new)
    // The recover has moved into a function of its own, on the same line.
    #expect(difference.recovers.map(\.isWorse) == [true])
    #expect(difference.recovers.first?.new.place.function?.hasSuffix(".func1") == true)
    #expect(difference.removedRecovers.isEmpty && difference.addedRecovers.isEmpty)
    #expect(difference.newFindings.contains { $0.rule.text == "PS201" })
  }

  @Test(
    .enabled(
      if: GoToolchain.installed(1, 25) != nil && GoToolchain.installed(1, 27) != nil,
      "no Go 1.25 or 1.27"))
  func anotherGoTurnsARecoverOff() throws {
    let source = Rule.accidentalRecover.example.bad
    let old = try #require(GoToolchain.installed(1, 25)).build(source)
    let new = try #require(GoToolchain.installed(1, 27)).build(source)
    let difference = try PanicScope.difference(old: old, new: new)
    #expect(difference.recovers.map(\.isWorse) == [true])
    #expect(difference.recovers.first?.old.verdict == .accidental)
  }

  /// Go 1.21 inlines no deferred function into a wrapper, Go 1.22 does.
  @Test(.enabled(if: GoToolchain.installed(1, 21) != nil, "no Go 1.21"))
  func whatAnotherCompilerMayInlineIsNotTold() throws {
    let program = try #require(GoToolchain.installed(1, 21)).build(
      Rule.accidentalRecover.example.bad)
    for (version, count) in [("1.25", 1), ("1.27", 0)] {
      let report = try #require(PanicScope.upgrade(paths: [program], to: version))
      let subject = try #require(report.subjects.first)
      #expect(subject.changes.filter { $0.use.scope == .main }.isEmpty)
      let unknown = subject.unknown.filter { $0.scope == .main }
      #expect(unknown.count == count && unknown.allSatisfy { $0.after == nil }, "\(unknown)")
    }
  }

  /// A function literal on one line with what it defers: the call before its end is no exit.
  @Test(.enabled(if: newest != nil, "no Go toolchain"))
  func aDeferredLiteralOnOneLineCallsAndDefers() throws {
    let go = try #require(Self.newest)
    let source = """
      package main

      func fail(n int) { panic(n) }

      func work() {
      	defer func() { defer func() { recover() }(); fail(1) }()
      }

      func main() { work() }
      """
    let program = try go.build(source, flags: ["-gcflags=all=-l"])
    let recovers = try PanicScope.audit(path: program).subjects.flatMap(\.recovers)
    #expect(recovers.filter { $0.scope == .main }.map(\.verdict) == [.effective])
    #expect(try runCommand(program, []).status == 0)
  }

  @Test(
    .enabled(if: GoToolchain.installed(1, 25) != nil, "no Go 1.25"))
  func variantsShowWhatInliningChanges() throws {
    let go = try #require(GoToolchain.installed(1, 25))
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Rule.accidentalRecover.example.bad.write(
      toFile: folder + "/main.go", atomically: true, encoding: .utf8)
    try "module example.com/variants\n\ngo 1.21\n".write(
      toFile: folder + "/go.mod", atomically: true, encoding: .utf8)
    for (name, value) in go.environment where name != "GOROOT" { setenv(name, value, 1) }
    let report = try PanicScope.variants(
      package: folder, roots: [go.root], function: "main.(*server).onPanic")
    #expect(report.columns.count == 3)
    #expect(report.columns[0].hasSuffix("default") && report.columns[2].hasSuffix("-N -l"))
    func cells(_ title: String) -> [String?]? {
      report.rows.first { $0.title == title }?.cells
    }
    #expect(
      cells("recover() in main.logPanic") == [
        "accidental: inlined-into-wrapper", "ineffective: too-deep", "ineffective: too-deep",
      ])
    #expect(cells("defers, open-coded")?[0] == "1" && cells("defers, stack")?[2] == "1")
    #expect(throws: VariantError.self) {
      try PanicScope.variants(package: folder + "/none", roots: [go.root])
    }
    #expect(throws: VariantError.self) {
      try PanicScope.variants(package: folder, roots: [folder])
    }
  }
}
