import Foundation
import TestSupport
import Testing

/// `panicscope explain` as a user runs it.
@Suite struct ExplainTests {
  private static let source = """
    package main

    import "time"

    func helper() { _ = recover() }

    //go:noinline
    func worker() {
    \tdefer func() { helper() }()
    \tpanic("boom")
    }

    func main() {
    \tgo worker()
    \ttime.Sleep(time.Minute)
    }

    """

  private func run(_ arguments: [String], input: String? = nil) throws -> CommandResult {
    try runCommand(
      builtProgram.path, ["explain"] + arguments,
      environment: ["NO_COLOR": "1", "HOME": "/nonexistent"], input: input)
  }

  private func died(_ toolchain: GoToolchain) throws -> (program: String, text: String) {
    let program = try toolchain.build(Self.source)
    let result = try runCommand(program)
    #expect(result.status == 2)
    return (program, result.errors)
  }

  @Test func aPipeIsExplained() throws {
    let toolchain = try #require(GoToolchain.installed.last)
    let (_, text) = try died(toolchain)
    for arguments in [[], ["-"]] {
      let result = try run(arguments, input: text)
      #expect(result.status == 0 && result.errors == "")
      #expect(result.output.contains("goroutine"))
      #expect(result.output.contains("started by main.main"))
      #expect(result.output.contains("no-recover-on-goroutine, confidence medium"))
    }
  }

  /// The binary tells what the text cannot: the recover that is one frame too deep.
  @Test func theBinarySaysWhyNoRecoverWorked() throws {
    let toolchain = try #require(GoToolchain.installed.last)
    let (program, text) = try died(toolchain)
    let result = try run(["--binary", program, "-"], input: text)
    #expect(result.status == 0)
    #expect(result.output.contains("recover() in main.helper"), "\(result.output)")
    #expect(result.output.contains("one frame too deep"))
    #expect(result.output.contains("recover-ineffective"))
    #expect(result.output.contains("PS201"))
  }

  /// As a trace tells it, which sees the recover fail: whatever panicked before.
  @Test func aRecoverThatFailedGoesBeforeTheChain() throws {
    let toolchain = try #require(GoToolchain.installed.last)
    let program = try toolchain.build(
      """
      package main

      func helper() { _ = recover() }

      //go:noinline
      func inner() {
      \tdefer func() {
      \t\t_ = recover()
      \t\tpanic("second")
      \t}()
      \tpanic("first")
      }

      //go:noinline
      func outer() {
      \tdefer func() { helper() }()
      \tinner()
      }

      func main() { outer() }

      """)
    let text = try runCommand(program).errors
    let result = try run(["--binary", program, "-"], input: text)
    #expect(result.output.contains("kind       recover-ineffective"), "\(result.output)")
    #expect(result.output.contains("recover() in main.helper"), "\(result.output)")
    #expect(
      result.output.contains("main.inner.func1 recovered the panic and panicked again"),
      "\(result.output)")
    #expect(!result.output.contains("Main."), "\(result.output)")
  }

  /// Main starts it, and it had nothing to do with the crash.
  @Test func findingsOfOtherGoroutinesAreLeftOut() throws {
    let toolchain = try #require(GoToolchain.installed.last)
    let program = try toolchain.build(
      """
      package main

      import "time"

      //go:noinline
      func idle() { time.Sleep(time.Hour) }

      //go:noinline
      func worker() { panic("boom") }

      func main() {
      \tgo idle()
      \tgo worker()
      \ttime.Sleep(time.Minute)
      }

      """)
    let text = try runCommand(program).errors
    let result = try run(["--binary", program, "-"], input: text)
    #expect(result.output.contains("a panic in main.worker kills the process"), "\(result.output)")
    #expect(!result.output.contains("main.idle"), "\(result.output)")
    // A panic of main itself is no matter of either.
    let ofMain = text.replacing("main.worker", with: "main.main")
      .components(separatedBy: "created by").first
    let other = try run(["--binary", program, "-"], input: ofMain)
    #expect(!other.output.contains("kills the process"), "\(other.output)")
  }

  /// What a deferred function calls through a function value is known at run time only.
  @Test func unknownCallsOfDeferredFunctionsLowerConfidence() throws {
    let toolchain = try #require(GoToolchain.installed.last)
    let program = try toolchain.build(
      """
      package main

      type service struct{ stop []func() }

      func helper() { _ = recover() }

      //go:noinline
      func (s *service) cleanup() {
      \tfor _, f := range s.stop {
      \t\tf()
      \t}
      }

      //go:noinline
      func (s *service) run() {
      \tdefer s.cleanup()
      \tpanic("boom")
      }

      func main() { (&service{stop: []func(){helper}}).run() }

      """)
    let died = try runCommand(program)
    #expect(died.status == 2)
    let result = try run(["--binary", program, "-"], input: died.errors)
    #expect(
      result.output.contains("no-recover-on-goroutine, confidence medium"), "\(result.output)")
    #expect(result.output.contains("main.(*service).cleanup, which main.(*service).run defers"))
  }

  /// Since which Go version the finding holds, and whether somebody has seen it before.
  @Test func findingsSaySinceWhen() throws {
    let toolchain = try #require(GoToolchain.installed.last)
    let (program, text) = try died(toolchain)
    let baseline = NSTemporaryDirectory() + "panicscope-\(UUID().uuidString).json"
    defer { try? FileManager.default.removeItem(atPath: baseline) }
    let before = try run(["--binary", program, "-"], input: text).output
    #expect(before.contains("PS201 high: "))
    #expect(before.contains("since      All Go versions. Up to Go 1.25 the runtime compares"))
    let written = try runCommand(
      builtProgram.path, ["baseline", "write", baseline, program],
      environment: ["HOME": "/nonexistent"])
    #expect(written.status == 0, "\(written.errors)")
    let after = try run(["--binary", program, "--baseline", baseline, "-"], input: text).output
    #expect(after.contains("PS201 high, in the baseline: "), "\(after)")
    // Of another program's findings none is this one.
    let other = try toolchain.build("package main\n\nfunc main() {}\n")
    _ = try runCommand(
      builtProgram.path, ["baseline", "write", baseline, other],
      environment: ["HOME": "/nonexistent"])
    let fresh = try run(["--binary", program, "--baseline", baseline, "-"], input: text).output
    #expect(fresh.contains("PS201 high, new: "), "\(fresh)")
  }

  @Test func aBinaryOfAnotherBuildIsTold() throws {
    let toolchain = try #require(GoToolchain.installed.last)
    let (_, text) = try died(toolchain)
    let other = try toolchain.build(
      Self.source.replacing("func helper", with: "\n\n\nfunc helper"))
    let result = try run(["--binary", other, "-"], input: text)
    #expect(result.status == 0)
    #expect(result.output.contains("are not of \(other)"), "\(result.output)")
    #expect(!result.output.contains("PS201"))
  }

  @Test func wrongUsageIsTwo() throws {
    let program = try #require(GoToolchain.installed.last).build(Self.source)
    for arguments in [
      ["--exit-status", "256"], ["--exit-status", "2", "file"], ["-o", "pdf", "-"], [program],
    ] {
      let result = try run(arguments, input: "")
      #expect(result.status == 2, "\(arguments)")
      #expect(result.output == "" && !result.errors.isEmpty)
    }
  }

  @Test func whatCannotBeReadIsOne() throws {
    let program = try #require(GoToolchain.installed.last).build(Self.source)
    for arguments in [
      ["/nonexistent/log"], ["/"], ["--core", "/nonexistent"], ["--core", program],
      ["--core", "/etc/passwd", "--binary", program], ["--binary", "/etc/passwd", "-"],
    ] {
      let result = try run(arguments, input: "")
      #expect(result.status == 1, "\(arguments) \(result.output)")
      #expect(result.output == "" && result.errors.split(separator: "\n").count == 1)
    }
  }

  /// A file of the wrong kind is told, with the command that reads it.
  @Test func filesOfOtherKinds() throws {
    let folder = NSTemporaryDirectory() + "panicscope-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    func file(_ name: String, _ bytes: [UInt8]) throws -> String {
      let path = folder + "/" + name
      try Data(bytes).write(to: URL(filePath: path))
      return path
    }
    let compressed = try file("crash.log.gz", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0])
    let core = try file(
      "core",
      Array("\u{7f}ELF".utf8) + [2, 1, 1] + [UInt8](repeating: 0, count: 9) + [4, 0, 62, 0])
    let text = try file("crash.log", Array("panic: boom\n".utf8))
    for (arguments, status, words) in [
      ([compressed], 1, "`zcat \(compressed) | panicscope explain -`"),
      ([core], 2, "`panicscope explain --core \(core)`"),
      (["--core", text], 1, "`panicscope explain \(text)`"),
      (["--core", core, "server"], 2, "--core \(core) --binary server"),
    ] {
      let result = try run(arguments)
      #expect(result.status == status, "\(arguments): \(result.errors)")
      #expect(result.output == "" && result.errors.contains(words), "\(result.errors)")
    }
  }

  @Test func nothingFoundIsSaid() throws {
    let result = try run(["-"], input: "all is well\n")
    #expect(result.status == 0)
    #expect(result.output == "standard input: no crash of a Go program found\n")
  }

  @Test func exitStatusesAreExplained() throws {
    let result = try run(["--exit-status", "137"])
    #expect(result.status == 0)
    #expect(result.output.contains("SIGKILL") && result.output.contains("cannot be"))
  }
}
