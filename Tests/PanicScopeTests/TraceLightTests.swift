import PanicContract
import PanicScope
import TestSupport
import Testing

/// A trace with few probes tells what it knows, and no cause.
@Suite(.serialized) struct TraceLightTests {
  private static let toolchains = [21, 22, 25, 27].compactMap { GoToolchain.installed(1, $0) }

  /// Nothing where the engine cannot be used.
  private func trace(
    _ toolchain: GoToolchain, _ mode: String, _ engine: TraceOptions.Engine
  ) throws -> [TracedEpisode] {
    let program = try toolchain.build(TracedStories.source)
    var options = TraceOptions(target: .command([program, mode]))
    options.engine = engine
    options.light = true
    let trace: ProgramTrace
    do throws(TraceFailure) { trace = try ProgramTrace(options) } catch {
      print("skipped: the \(engine.rawValue) engine cannot be used here: \(error.message)")
      return []
    }
    var told: [TracedEpisode] = []
    let summary = try trace.run { told.append($0) }
    #expect(summary.contradictions == 0 && summary.lostEvents == 0)
    #expect(summary.exitStatus == (mode == "dies" ? 2 : 0))
    // Whose a recover that returned nil is, nobody has seen.
    #expect(summary.ineffective.isEmpty)
    for one in told {
      #expect(one.explanation.cause == nil && one.explanation.advice == nil)
      #expect(one.episode.gaps.isEmpty)
      let text = ([one.explanation.sentence] + one.explanation.details).joined(separator: " ")
      #expect(text.contains("--light") && text.contains("leave it out for the whole story"))
      for invented in ["unknown function", "no deferred function", "nother goroutine"] {
        #expect(!text.contains(invented), "\(text)")
      }
    }
    return told
  }

  @Test(arguments: toolchains, [TraceOptions.Engine.ptrace, .bpf])
  func aPanicThatNobodyStopsHasNoInventedCause(
    toolchain: GoToolchain, engine: TraceOptions.Engine
  ) throws {
    guard let told = try trace(toolchain, "dies", engine).first else { return }
    #expect(told.episode.outcome == .died)
    #expect(
      told.explanation.sentence == "the process died of the panic, which no recover() stopped")
    // The end of a process is looked at in full: who panicked is on its stack.
    #expect(told.explanation.details.first?.contains("began in main.die") == true)
    #expect(told.episode.panics.first?.valueType == "string")
  }

  @Test(arguments: toolchains, [TraceOptions.Engine.ptrace, .bpf])
  func whatWasRecoveredIsToldByItsType(
    toolchain: GoToolchain, engine: TraceOptions.Engine
  ) throws {
    let told = try trace(toolchain, "recovered", engine)
    guard !told.isEmpty else { return }
    #expect(told.map(\.episode.outcome.name) == ["recovered", "recovered"])
    #expect(told.allSatisfy { $0.explanation.sentence == "a recover() stopped the panic" })
    #expect(
      told.map { $0.episode.panics.first?.valueType } == ["runtime.plainError", "string"])
  }

  /// What ended the outer panics is not looked at: the recovery of an inner one, a Goexit.
  @Test(arguments: toolchains, [TraceOptions.Engine.ptrace, .bpf])
  func anEndThatIsNotLookedAtIsNotInvented(
    toolchain: GoToolchain, engine: TraceOptions.Engine
  ) throws {
    for mode in ["nested", "goexit"] {
      let told = try trace(toolchain, mode, engine)
      #expect(told.allSatisfy { $0.episode.outcome == .unknown }, "\(mode)")
      #expect(told.count <= 1)
    }
  }
}
