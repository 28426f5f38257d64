import Foundation
import TestSupport
import Testing

/// `show`, `diff` and `upgrade` as a user runs them.
@Suite struct EvidenceCommandTests {
  private static let go = GoToolchain.installed.last

  private static let source = """
    package main

    func main() {
    	defer func() { recover() }()
    	panic("boom")
    }
    """

  private func run(_ arguments: [String]) throws -> CommandResult {
    try runCommand(builtProgram.path, arguments, environment: ["NO_COLOR": "1"])
  }

  @Test(.enabled(if: go != nil, "no Go toolchain"))
  func showEndsWithTheStatusThatItsHelpTells() throws {
    let program = try #require(Self.go).build(Self.source)
    let shown = try run(["show", program, "main.main.func1"])
    #expect(shown.status == 0 && shown.errors == "")
    #expect(shown.output.contains("; verdict: effective"))
    let intel = try run(["show", "--syntax", "intel", program, "main.main"])
    #expect(intel.output.contains("call 0x") && intel.output.contains("<runtime.gopanic>"))
    let gnu = try run(["show", "--syntax", "gnu", program, "main.main"])
    #expect(gnu.output.contains("%rsp"))
    let json = try run(["show", "--track", "--runtime", "-o", "json", program, "main.main"])
    let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    #expect(object?["runtime"] != nil && object?["listings"] != nil)
    for (arguments, status) in [
      (["show", program], 2), (["show", program, "main.none"], 2),
      (["show", "--graph", "dot", program], 2), (["show", program + ".gone", "main.main"], 1),
      (["show", "/bin/ls", "main.main"], 1), (["show", "--runtime", program], 0),
      (["show", "-o", "json=" + program, program, "main.main"], 2),
    ] as [([String], Int32)] {
      let outcome = try run(arguments)
      #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
      #expect(status == 0 || !outcome.errors.isEmpty && outcome.output.isEmpty)
    }
  }

  @Test(.enabled(if: go != nil, "no Go toolchain"))
  func diffEndsWith3WhenItIsWorse() throws {
    let go = try #require(Self.go)
    let old = try go.build(Self.source)
    let new = try go.build(Self.source.replacing("recover() }", with: "func() { recover() }() }"))
    let same = try run(["diff", old, old])
    #expect(same.status == 0 && same.output.hasSuffix("no difference\n"))
    let worse = try run(["diff", "--function", "main.main", old, new])
    #expect(worse.status == 3 && worse.errors.contains("(--fail-on): exit status 3"))
    #expect(worse.output.contains("+ PS201 high"))
    #expect(try run(["diff", "--fail-on", "never", old, new]).status == 0)
    #expect(try run(["diff", "--fail-on", "high", new, old]).status == 0)
    #expect(try run(["diff", old, old + ".gone"]).status == 1)
    #expect(try run(["diff", old]).status == 2)
    #expect(try run(["diff", "--function", "main.none", old, old]).status == 2)
    #expect(try run(["diff", "--variants", "/nonexistent"]).status == 1)
    let json = try run(["diff", "-o", "json", old, new])
    #expect(json.status == 3)
    #expect(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) is [String: Any])
  }

  @Test(.enabled(if: GoToolchain.installed.last != nil, "no Go toolchain"))
  func graphsTellWhatIsRegisteredUnderACondition() throws {
    let go = try #require(GoToolchain.installed.last)
    let program = try go.build(
      """
      package main

      import "os"

      func guard() { recover() }

      //go:noinline
      func work(list []int) int { return list[5] }

      //go:noinline
      func maybe(deferred bool) {
      	if deferred {
      		defer guard()
      	}
      	work(nil)
      }

      //go:noinline
      func always() {
      	defer guard()
      	work(nil)
      }

      func main() {
      	always()
      	maybe(len(os.Args) > 1)
      }
      """)
    let maybe = try run(["show", "--graph", "mermaid", program, "main.maybe"])
    #expect(maybe.output.contains("recovers, registered under a condition or in a loop"))
    #expect(maybe.output.contains("where it is registered") && maybe.output.contains("unwinds to"))
    let always = try run(["show", "--graph", "mermaid", program, "main.always"])
    #expect(!always.output.contains("condition") && !always.output.contains("unwinds to"))
    #expect(try runCommand(program, ["with the guard"]).status == 0)
    #expect(try runCommand(program).status == 2)
  }

  /// One use works in every build, the other by inlining only: as a whole the recover is mixed in all.
  @Test(.enabled(if: GoToolchain.installed(1, 25) != nil, "no Go 1.25"))
  func variantsTellEachUseOfARecover() throws {
    let go = try #require(GoToolchain.installed(1, 25))
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let source = """
      package main

      type guard struct{}

      //go:noinline
      func (*guard) rescue() { recover() }

      type outer struct{ inner *guard }

      func (o *outer) close() { o.inner.rescue() }

      func directly(g *guard) {
      	defer g.rescue()
      	panic("directly")
      }

      func byInlining(o *outer) {
      	defer o.close()
      	panic("by inlining")
      }

      func main() {
      	directly(&guard{})
      	byInlining(&outer{&guard{}})
      }
      """
    try source.write(to: folder.appending(path: "main.go"), atomically: true, encoding: .utf8)
    try "module example.com/uses\n\ngo 1.21\n".write(
      to: folder.appending(path: "go.mod"), atomically: true, encoding: .utf8)
    let result = try run(["diff", "--variants", folder.path, "--go", go.root])
    #expect(result.status == 0, "\(result.errors)")
    let rows = result.output.split(separator: "\n").filter { $0.contains("used by") }
    #expect(rows.contains { $0.contains("used by main.directly") && $0.contains("effective") })
    #expect(rows.contains { $0.contains("accidental: inlined-into-wrapper") })
    #expect(rows.contains { $0.contains("ineffective: too-deep") })
    // What the table says of the build without inlining and of the default one.
    let binary = try go.build(source)
    #expect(try runCommand(binary).status == 0)
    let plain = try go.build(source, flags: ["-gcflags=-l"])
    #expect(try runCommand(plain).status == 2)
  }

  @Test(.enabled(if: GoToolchain.installed(1, 25) != nil, "no Go 1.25"))
  func upgradeEndsWith3WhenARecoverIsLost() throws {
    let go = try #require(GoToolchain.installed(1, 25))
    let accident = try go.build(
      """
      package main

      func helper() { recover() }

      func handle(n int) { helper() }

      func main() {
      	defer handle(1)
      	panic("boom")
      }
      """)
    let lost = try run(["upgrade", accident])
    #expect(lost.status == 3 && lost.output.contains("1 recover is lost"))
    #expect(lost.output.contains("accidental (inlined-into-wrapper); Go 1.27: ineffective"))
    #expect(try runCommand(accident).status == 0)
    #expect(try run(["upgrade", "--to", "1.25", accident]).status == 0)
    #expect(try run(["upgrade", "--exit-code", "0", accident]).status == 0)
    #expect(try run(["upgrade", "--to", "1.99", accident]).status == 2)
    #expect(try run(["upgrade", "--to", "soon", accident]).status == 2)
    #expect(try run(["upgrade", accident + ".gone"]).status == 1)
  }
}
