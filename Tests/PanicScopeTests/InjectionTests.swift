import Foundation
import PanicScope
import TestSupport
import Testing

/// Panics injected into real programs. Every verdict is what the program did.
@Suite(.enabled(if: InjectionProgram.canRun))
struct InjectionTests {
  private struct Outcome {
    var result: InjectionResult
    var output: String
  }

  private func inject(
    _ place: String, into program: String, _ arguments: [String] = [],
    _ change: (inout InjectionTarget) -> Void = { _ in }
  ) throws -> Outcome {
    let log = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).log"
    defer { try? FileManager.default.removeItem(atPath: log) }
    var options = InjectionOptions(command: [program] + arguments)
    options.output = .file(log)
    options.inheritsInput = false
    options.timeout = 20_000
    var target = InjectionTarget(place: place)
    change(&target)
    let result = try PanicScope.inject(target, options: options).result
    let output = try String(contentsOfFile: log, encoding: .utf8)
    return Outcome(result: result, output: output)
  }

  @Test(arguments: InjectionProgram.toolchains)
  func whatIsGuardedSurvives(toolchain: GoToolchain) throws {
    let program = try InjectionProgram.build(toolchain)
    let line = InjectionProgram.line("step(i)")
    let seen = try inject("main.guarded:main.go:\(line)", into: program) {
      $0.createdBy = "main.main"
      $0.nth = 2
    }
    #expect(seen.result.outcome == .survived)
    #expect(seen.result.hits == 2)
    #expect(seen.result.goroutine?.root?.function == "main.guarded")
    #expect(seen.result.recoveredBy?.function == "main.guarded.func1")
    #expect(seen.result.resumedIn?.function == "main.guarded")
    #expect(seen.result.end == .exited(status: 0))
    #expect(seen.output.contains("recovered: runtime error: invalid memory address"))
  }

  /// Ahead of the first statement no guard is in force: that is no fault of the function.
  @Test(arguments: InjectionProgram.toolchains)
  func aPanicAheadOfTheGuardIsTold(toolchain: GoToolchain) throws {
    let seen = try inject("main.guarded", into: try InjectionProgram.build(toolchain))
    #expect(seen.result.outcome == .died)
    let explanation = try #require(seen.result.explanation)
    #expect(
      explanation.sentence.contains("the panic was put at the beginning of main.guarded"),
      "\(explanation.sentence)")
    #expect(explanation.sentence.contains("ahead of its first statement"))
    #expect(explanation.advice?.contains("--at main.guarded:main.go:LINE") == true)
  }

  @Test(arguments: InjectionProgram.toolchains)
  func whatIsExposedDies(toolchain: GoToolchain) throws {
    let seen = try inject("main.exposed", into: try InjectionProgram.build(toolchain))
    #expect(seen.result.outcome == .died)
    #expect(seen.result.end == .exited(status: 2))
    #expect(seen.result.goroutine?.root?.function == "main.exposed")
    #expect(seen.result.goroutine?.createdBy?.function == "main.main")
    #expect(seen.result.recoveredBy == nil)
    #expect(seen.output.contains("panic: runtime error: invalid memory address or nil pointer"))
    #expect(seen.output.contains("[signal SIGSEGV"))
  }

  @Test(arguments: InjectionProgram.toolchains)
  func aRecoverThatIsTooDeepIsNamed(toolchain: GoToolchain) throws {
    let program = try InjectionProgram.build(toolchain)
    let line = InjectionProgram.line("step(8)")
    let seen = try inject("main.tooDeep:main.go:\(line)", into: program)
    #expect(seen.result.outcome == .died)
    #expect(seen.result.failedRecovers.map(\.function) == ["main.help"])
    #expect(!seen.output.contains("never printed"))
  }

  @Test(arguments: InjectionProgram.toolchains)
  func anHTTPHandlerSurvives(toolchain: GoToolchain) throws {
    let seen = try inject("main.handle", into: try InjectionProgram.build(toolchain), ["serve"]) {
      $0.nth = 2
    }
    #expect(seen.result.outcome == .survived)
    #expect(seen.result.hits == 2)
    #expect(seen.result.recoveredBy?.function == "net/http.(*conn).serve.func1")
    #expect(seen.output.contains("http: panic serving"))
    // The others are answered, and the client may ask again for the one that was not.
    #expect(seen.output.components(separatedBy: "hello").count >= 3)
    #expect(seen.result.end == .exited(status: 0))
  }

  @Test(arguments: InjectionProgram.toolchains)
  func anOrdinaryPanicCarriesItsText(toolchain: GoToolchain) throws {
    let program = try InjectionProgram.build(
      toolchain, flags: ["-buildmode=pie", "-ldflags=-s -w"])
    let seen = try inject("main.exposed", into: program) { $0.value = "out of cheese" }
    #expect(seen.result.outcome == .died)
    #expect(seen.result.end == .exited(status: 2))
    #expect(seen.output.contains("panic: out of cheese"))
    #expect(!seen.output.contains("SIGSEGV"))
    let leaf = try inject("main.leaf", into: program) { $0.value = "leaf" }
    #expect(leaf.result.outcome == .died)
    #expect(leaf.output.contains("panic: leaf"))
  }

  /// A function without a frame of its own hides its caller from the chain of frame pointers.
  @Test(arguments: InjectionProgram.toolchains)
  func theCallerOfAFunctionWithoutAFrameIsKnown(toolchain: GoToolchain) throws {
    let seen = try inject("main.leaf", into: try InjectionProgram.build(toolchain))
    #expect(seen.result.outcome == .died)
    #expect(
      seen.result.explanation?.advice == "Defer a function that calls recover() in main.main.")
  }

  @Test func whatIsNotReachedIsSaid() throws {
    let toolchain = try #require(InjectionProgram.toolchains.last)
    let seen = try inject("main.handle", into: try InjectionProgram.build(toolchain))
    #expect(seen.result.outcome == .notReached)
    #expect(seen.result.end == .exited(status: 0))
    #expect(seen.output.contains("sum 18"))
  }

  @Test func wrongNamesAreExplained() throws {
    let toolchain = try #require(InjectionProgram.toolchains.last)
    let program = try InjectionProgram.build(toolchain)
    func message(_ place: String) -> String {
      do {
        _ = try inject(place, into: program)
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(message("main.exposd").contains("did you mean main.exposed"))
    #expect(message("exposd").contains("did you mean main.exposed") == false)
    #expect(message("main.step:7").contains("a line is given with its file: main.step:FILE:7"))
    #expect(message("ServeHTTP").contains("net/http.(*ServeMux).ServeHTTP"))
    #expect(message("ServeHTTP").contains("give the whole name"))
    #expect(message("main.inlined").contains("was inlined everywhere"))
    #expect(message("main.inlined").contains("main.main"))
    for name in [
      "runtime.gopanic", "gopanic", "runtime.mallocgc", "runtime.deferreturn:panic.go:600",
    ] {
      #expect(message(name).contains("is part of the Go runtime"), "\(message(name))")
      #expect(message(name).contains("Inject into the function of the program that calls it"))
    }
    #expect(message("main.guarded:main.go:9999").contains("no code of its own at main.go:9999"))
  }

  /// The last words of a name are enough where there is only one such function.
  @Test func namesNeedNotBeWhole() throws {
    let toolchain = try #require(InjectionProgram.toolchains.last)
    let seen = try inject("exposed", into: try InjectionProgram.build(toolchain)) {
      $0.createdBy = "main.main"
    }
    #expect(seen.result.outcome == .died)
    #expect(seen.result.place.function == "main.exposed")
  }

  @Test func aCreatorThatIsNotThereIsExplained() throws {
    let toolchain = try #require(InjectionProgram.toolchains.last)
    let program = try InjectionProgram.build(toolchain)
    #expect(throws: AuditError.self) {
      try inject("main.step", into: program) { $0.createdBy = "main.mian" }
    }
    let others = try inject("main.step", into: program) { $0.createdBy = "main.guarded" }
    #expect(others.result.outcome == .notReached)
    #expect(others.result.notes.contains { $0.contains("on goroutines that do not count") })
  }

  /// Whoever interrupts has the program ended at once.
  @Test func interruptionsEndTheProgram() throws {
    let toolchain = try #require(InjectionProgram.toolchains.last)
    var options = InjectionOptions(
      command: [try InjectionProgram.build(toolchain), "restart"])
    options.output = .dropped
    options.inheritsInput = false
    options.timeout = 600_000
    options.isInterrupted = { true }
    let begin = ContinuousClock.now
    #expect(throws: AuditError.self) {
      try PanicScope.inject(InjectionTarget(place: "main.handle"), options: options)
    }
    #expect(throws: AuditError.self) {
      try PanicScope.campaign(CampaignOptions(), options: options)
    }
    // The program sleeps for 10 minutes.
    #expect(ContinuousClock.now - begin < .seconds(300))
  }

  /// What prepares a run comes before every one, and fails aloud.
  @Test func preparationsComeFirst() throws {
    let toolchain = try #require(InjectionProgram.toolchains.last)
    let file = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).prepared"
    defer { try? FileManager.default.removeItem(atPath: file) }
    var options = InjectionOptions(command: [try InjectionProgram.build(toolchain)])
    options.output = .dropped
    options.inheritsInput = false
    options.prepare = "echo prepared >> \(file)"
    var campaign = CampaignOptions()
    campaign.only = ["main.exposed", "main.guarded"]
    let report = try PanicScope.campaign(campaign, options: options)
    #expect(report.rows.count == 2)
    let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 3)
    options.prepare = "echo no such thing; exit 7"
    do {
      _ = try PanicScope.inject(InjectionTarget(place: "main.step"), options: options)
      Issue.record("it was run")
    } catch {
      #expect("\(error)".contains("the --prepare command failed with exit status 7: no such thing"))
    }
  }

  /// The same number of hits as the program counts itself, although breakpoints stay in the code.
  @Test(arguments: InjectionProgram.toolchains)
  func hitsAreExact(toolchain: GoToolchain) throws {
    let program = try InjectionProgram.build(toolchain)
    let seen = try inject("main.step", into: program) { $0.nth = 6 }
    #expect(seen.result.hits == 6)
    let beyond = try inject("main.step", into: program) { $0.nth = 7 }
    #expect(beyond.result.outcome == .notReached)
    #expect(beyond.result.hits == 6)
    #expect(beyond.output.contains("sum 18"))
  }

  @Test func aCampaignAgreesWithTheAudit() throws {
    for toolchain in InjectionProgram.toolchains {
      var options = InjectionOptions(command: [try InjectionProgram.build(toolchain)])
      options.output = .dropped
      options.inheritsInput = false
      let report = try PanicScope.campaign(CampaignOptions(), options: options)
      let rows = Dictionary(
        uniqueKeysWithValues: report.rows.map { ($0.root.function ?? "", $0) })
      #expect(report.count(.disagrees) == 0)
      #expect(rows["main.guarded"]?.predicted == .guarded)
      #expect(rows["main.guarded"]?.result?.outcome == .survived)
      #expect(rows["main.exposed"]?.result?.outcome == .died)
      #expect(rows["main.tooDeep"]?.result?.outcome == .died)
      #expect(rows["main.main"]?.result?.outcome == .died)
    }
  }

  /// The deferred function that recovers takes the work up again and never returns.
  @Test(arguments: InjectionProgram.toolchains)
  func aHandlerThatGoesOnHasSurvived(toolchain: GoToolchain) throws {
    let seen = try inject("main.beat", into: try InjectionProgram.build(toolchain), ["restart"])
    #expect(seen.result.outcome == .survived)
    #expect(seen.result.recoveredBy?.function == "main.restarting.func1")
    #expect(seen.result.resumedIn == nil)
    #expect(seen.result.end == .endedByTool)
    #expect(
      seen.result.notes.contains { $0.contains("the deferred function that called it goes on") })
    #expect(seen.output.contains("beating again"))
  }

  /// What the program has started does not outlive its run.
  @Test func nothingIsLeftBehind() throws {
    let toolchain = try #require(InjectionProgram.toolchains.last)
    let seconds = "600.\(UInt32.random(in: 1...UInt32.max))"
    let seen = try inject(
      "main.beat", into: try InjectionProgram.build(toolchain), ["children", seconds])
    #expect(seen.result.outcome == .died)
    func isThere() throws -> Bool {
      try FileManager.default.contentsOfDirectory(atPath: "/proc").contains { name in
        let line = try? String(contentsOfFile: "/proc/\(name)/cmdline", encoding: .utf8)
        return line == "sleep\0\(seconds)\0"
      }
    }
    for _ in 0..<3000 where try isThere() { usleep(10_000) }
    #expect(try !isThere())
  }

  /// Functions that net/http calls for the program are handlers, whatever goroutine they run on.
  @Test(arguments: InjectionProgram.toolchains)
  func handlersAreGuardedByTheServer(toolchain: GoToolchain) throws {
    for flags in [InjectionProgram.stripped, ["-gcflags=all=-l"]] {
      var options = InjectionOptions(
        command: [try InjectionProgram.build(toolchain, flags: flags), "serve"])
      options.output = .dropped
      options.inheritsInput = false
      var campaign = CampaignOptions()
      campaign.only = ["main.handle"]
      let report = try PanicScope.campaign(campaign, options: options)
      #expect(report.rows.map(\.kind) == [.handler])
      #expect(report.rows.map(\.root.function) == ["main.handle"])
      #expect(report.rows.map(\.predicted) == [.guarded])
      #expect(report.rows.first?.guardedBy?.function == "net/http.(*conn).serve.func1")
      #expect(report.rows.map(\.result?.outcome) == [.survived])
      campaign.rootsOnly = true
      #expect(throws: (any Error).self) { try PanicScope.campaign(campaign, options: options) }
    }
  }

  /// The standard library's goroutine for a connection recovers what handlers panic: a root that is
  /// reached through a wrapper, and whose handler compares the panic's value.
  @Test func theServersOwnGoroutineIsGuarded() throws {
    for toolchain in InjectionProgram.toolchains {
      var options = InjectionOptions(command: [try InjectionProgram.build(toolchain), "serve"])
      options.output = .dropped
      options.inheritsInput = false
      var campaign = CampaignOptions()
      campaign.only = ["net/http.(*conn).serve"]
      let report = try PanicScope.campaign(campaign, options: options)
      #expect(report.rows.map(\.predicted) == [.guarded])
      #expect(report.rows.map(\.result?.outcome) == [.survived])
      #expect(report.rows.first?.result?.recoveredBy?.function == "net/http.(*conn).serve.func1")
    }
  }
}
