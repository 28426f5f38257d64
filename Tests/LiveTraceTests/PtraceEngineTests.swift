import GoRuntimeModel
import PanicContract
import ProcessControl
import TestSupport
import Testing

@testable import LiveTrace

/// The engine that needs no privilege sees what the others see.
@Suite(.serialized) struct PtraceEngineTests {
  static let toolchains = [21, 24, 25, 26, 27].compactMap { GoToolchain.installed(1, $0) }

  static func trace(
    _ toolchain: GoToolchain, _ arguments: [String], engine: TraceSession.EngineChoice,
    steps: StepLimits? = nil
  ) throws -> (events: [ProbeEvent], end: ProcessEnding?, paths: [SteppedPath]) {
    let path = try toolchain.build(TraceProgram.source(for: "the ptrace engine"))
    var request = TraceRequest(
      target: .launch(arguments: [path] + arguments), path: path, image: try openImage(path))
    request.steps = steps
    let session = try TraceSession(request, engine: engine)
    #expect(session.plan.engine == (engine == .bpf ? "BPF" : "ptrace"))
    try session.start()
    var events: [ProbeEvent] = []
    var paths: [SteppedPath] = []
    while let batch = try session.next(milliseconds: 100) {
      events += batch
      paths += session.takeSteppedPaths()
    }
    paths += session.takeSteppedPaths()
    #expect(session.notes.isEmpty)
    let end = session.end
    session.stop()
    return (events, end, paths)
  }

  /// Hits of each probe; the numbers of a run do not depend on how it is watched.
  private func counts(_ events: [ProbeEvent]) -> [ProbeKind: Int] {
    events.reduce(into: [:]) { $0[$1.probe, default: 0] += 1 }
  }

  @Test(arguments: toolchains)
  func bothEnginesCountTheSame(toolchain: GoToolchain) throws {
    for arguments in [
      ["loop", "200"], ["parallel", "10"], ["grow", "20"], ["nested"], ["nil"],
      ["dies"],
      ["exit"],
    ] {
      let own = try Self.trace(toolchain, arguments, engine: .ptrace)
      guard let other = try? Self.trace(toolchain, arguments, engine: .bpf) else {
        print("no comparison with the BPF engine: it cannot be used here")
        continue
      }
      #expect(own.end == other.end, "\(arguments)")
      #expect(counts(own.events) == counts(other.events), "\(arguments)")
      // What is told of a panic is the same: its type, its text, who called.
      func values(_ events: [ProbeEvent]) -> [[UInt8]?] {
        events.filter { $0.probe == .gopanicEnter }.map { $0.value?.text }
      }
      if arguments[0] != "parallel" { #expect(values(own.events) == values(other.events)) }
      let recovers = { (events: [ProbeEvent]) in events.compactMap(\.recovers).count { $0 } }
      #expect(recovers(own.events) == recovers(other.events))
      #expect(
        own.events.allSatisfy { $0.probe != .gopanicEnter || !$0.missing.contains(.goroutine) })
    }
  }

  @Test(arguments: toolchains)
  func aPanicIsSteppedToWhereExecutionResumes(toolchain: GoToolchain) throws {
    var limits = StepLimits()
    limits.panics = 3
    let run = try Self.trace(toolchain, ["loop", "20"], engine: .ptrace, steps: limits)
    #expect(run.end == .exited(0))
    #expect(counts(run.events)[.gopanicEnter] == 20)
    #expect(counts(run.events)[.recoveryGogo] == 20)
    #expect(run.paths.count == 3)
    for path in run.paths where path.end == .resumed {
      #expect(path.instructions < 20_000)
      // What ran while the scheduler had the thread was not stepped; the path says so.
      #expect(path.deferredCalls == 1 || path.gaps > 0)
      #expect(path.instructions > 300 || path.gaps > 0)
      #expect(path.segments.first?.function == "runtime.gopanic")
      // From the goroutine's stack to g0, where `runtime.recovery` runs.
      #expect(path.segments.contains { $0.function == "runtime.recovery" && $0.stack == .g0 })
      #expect(path.stackSwitches >= 1)
      #expect(path.depth > 0)
    }
    #expect(run.paths.contains { $0.end == .resumed })
  }

  @Test(arguments: toolchains)
  func aWindowShowsTheFirstInstructions(toolchain: GoToolchain) throws {
    var limits = StepLimits()
    limits.panics = 0
    limits.window = "runtime.gopanic"
    let run = try Self.trace(toolchain, ["loop", "3"], engine: .ptrace, steps: limits)
    #expect(run.end == .exited(0))
    let window = try #require(run.paths.first)
    #expect(window.segments.count == limits.windowSize)
    #expect(window.segments.first?.function == "runtime.gopanic")
    #expect(window.segments.allSatisfy { $0.stack == .goroutine })
    // The frame is set up: the stack pointer goes down, the frame pointer follows.
    let first = try #require(window.segments.first)
    #expect(window.segments.contains { $0.stackPointer < first.stackPointer })
    #expect(window.segments.contains { $0.framePointer != first.framePointer })
  }

  @Test func aProcessThatRunsIsRefused() throws {
    let toolchain = try #require(Self.toolchains.last)
    let path = try toolchain.build(TraceProgram.source)
    let request = TraceRequest(
      target: .process(1), path: path, image: try openImage(path))
    #expect(throws: TraceError.self) { try TraceSession(request, engine: .ptrace) }
  }
}
