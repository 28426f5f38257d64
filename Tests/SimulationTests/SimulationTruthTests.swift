import Foundation
import GoRuntimeModel
import PanicContract
import TestSupport
import Testing

/// Random scenarios do under the machine what the compiled programs do.
///
/// `PANICSCOPE_SIMULATIONS` is how many (default: 200), `PANICSCOPE_SEED` the first seed.
@Suite(.serialized) struct SimulationTruthTests {
  private static let environment = ProcessInfo.processInfo.environment
  static let count = environment["PANICSCOPE_SIMULATIONS"].flatMap(Int.init) ?? 200
  static let firstSeed = environment["PANICSCOPE_SEED"].flatMap(UInt64.init) ?? 1
  /// Scenarios in one program.
  static let batch = 500

  struct Build: CustomTestStringConvertible, Sendable {
    var toolchain: GoToolchain
    var flags: [String]
    var testDescription: String { "\(toolchain.version) \(flags.joined(separator: " "))" }
    var version: GoVersion { GoVersion(toolchain.major, toolchain.minor, toolchain.patch) }
    var scenarioBuild: ScenarioBuild {
      ScenarioBuild(
        inlines: flags.isEmpty, openCodesDefers: !flags.contains { $0.contains("-N") })
    }
  }

  static let builds: [Build] = GoToolchain.installed.flatMap { toolchain in
    [[], ["-gcflags=-l"], ["-gcflags=-N -l"]].map { Build(toolchain: toolchain, flags: $0) }
  }

  /// `-N -l` at the ends of the range only, unless there is time.
  static let chosen = builds.filter { build in
    count > 200 || !build.flags.contains("-gcflags=-N -l")
      || [21, 27].contains(build.toolchain.minor)
  }

  static func scenarios(for build: Build) -> [Scenario] {
    let usesRange = CrashText.of(build.version)?.hasRangeOverFunc ?? false
    return (0..<UInt64(count)).map { number in
      var scenario = ScenarioGenerator.scenario(seed: firstSeed + number, usesRange: usesRange)
      scenario.build = build.scenarioBuild
      return scenario
    }
  }

  static func observed(_ build: Build) throws -> [(Scenario, ProgramOutcome)] {
    let scenarios = scenarios(for: build)
    var results: [(Scenario, ProgramOutcome)] = []
    for start in stride(from: 0, to: scenarios.count, by: batch) {
      let part = Array(scenarios[start..<min(start + batch, scenarios.count)])
      let outcomes = try GeneratedPrograms.outcomes(
        part, toolchain: build.toolchain, flags: build.flags)
      for scenario in part {
        let outcome = try #require(outcomes[scenario.name])
        results.append((scenario, outcome))
      }
    }
    return results
  }

  @Test(arguments: chosen)
  func theMachineDoesWhatTheProgramDoes(build: Build) throws {
    print(
      "\(build.testDescription): seeds \(Self.firstSeed) to \(Self.firstSeed + UInt64(Self.count) - 1)"
    )
    for (scenario, observed) in try Self.observed(build) {
      try expectSame(scenario, observed, on: build)
    }
  }
}

/// The machine does with a scenario what its program did.
func expectSame(
  _ scenario: Scenario, _ observed: ProgramOutcome, on build: SimulationTruthTests.Build
) throws {
  let run = try #require(Machine(scenario, version: build.version)).run()
  let simulated = ProgramOutcome(run)
  #expect(
    simulated == observed,
    """
    \(scenario.name) on \(build.testDescription):
    simulated \(simulated.output) \(simulated.errorLines) \(simulated.status)
    observed  \(observed.output) \(observed.errorLines) \(observed.status)
    \(GoSource([scenario]).files["main.go"]?.components(separatedBy: "func main()").last ?? "")
    """)
  for case .recoverCalled(_, let observation, let judgement) in run.steps.map(\.event) {
    #expect(judgement.contradiction == nil)
    if let frames = observation.frames, judgement.reason != .goexit,
      judgement.reason != .alreadyRecovered
    {
      let byFrames = run.era.recover(through: frames.map(\.recoverFrame))
      #expect(
        (byFrames.verdict != .ineffective) == (judgement.recovers ?? false),
        "\(scenario.name) on \(build.testDescription): argp and frames disagree: \(frames.map(\.place.function))"
      )
    }
  }
}
