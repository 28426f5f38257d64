import PanicContract
import PanicScope
import TestSupport
import Testing

/// Stepping through panics changes nothing of what is told of them.
@Suite(.serialized) struct TraceStepTests {
  private static let toolchains = [21, 22, 25, 27].compactMap { GoToolchain.installed(1, $0) }

  /// What is told of one run, without times and threads.
  private func stories(
    _ toolchain: GoToolchain, _ mode: String, steps: Int?
  ) throws -> (told: [String], stepped: Int) {
    let program = try toolchain.build(TracedStories.source)
    var options = TraceOptions(target: .command([program, mode]))
    options.engine = .ptrace
    options.steppedPanics = steps
    var stepped = 0
    var told: [String] = []
    let summary = try ProgramTrace(options).run(stepped: { _ in stepped += 1 }) { traced in
      let recovers = traced.episode.events.compactMap { event -> String? in
        guard case .recoverCalled(let seen) = event.kind else { return nil }
        return "\(seen.place?.function ?? "?") \(String(describing: seen.recovered))"
      }
      let explanation = traced.explanation
      told.append(
        ([traced.episode.outcome.name, explanation.sentence, "\(traced.episode.panics.count)"]
          + explanation.details + explanation.contradictions + recovers).joined(separator: "\n"))
    }
    #expect(summary.contradictions == 0, "\(toolchain) \(mode)")
    return (told, stepped)
  }

  @Test(arguments: toolchains)
  func steppedPanicsAreToldLikeOthers(toolchain: GoToolchain) throws {
    for (mode, panics) in [("recovered", 2), ("nested", 3), ("goexit", 1), ("dies", 1)] {
      let plain = try stories(toolchain, mode, steps: nil)
      let stepped = try stories(toolchain, mode, steps: 4)
      #expect(plain.told == stepped.told, "\(toolchain) \(mode)")
      #expect(plain.stepped == 0 && stepped.stepped > 0 && stepped.stepped <= panics)
    }
  }
}
