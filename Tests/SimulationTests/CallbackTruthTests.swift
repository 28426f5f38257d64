import GoRuntimeModel
import PanicContract
import TestSupport
import Testing

/// Random scenarios whose calls go through C, and whose goroutines are threads that C made, do under
/// the machine what the programs built with cgo do.
@Suite(.serialized) struct CallbackTruthTests {
  /// Programs that hang cost their time limit, so few of them run.
  private static let hangLimit = 2
  static let builds = SimulationTruthTests.builds.filter(\.flags.isEmpty)

  static func scenarios(for build: SimulationTruthTests.Build) throws -> [Scenario] {
    let usesRange = CrashText.of(build.version)?.hasRangeOverFunc ?? false
    let wanted = max(60, SimulationTruthTests.count / 4)
    var scenarios: [Scenario] = []
    var hangs = 0
    var seed = SimulationTruthTests.firstSeed
    while scenarios.count < wanted {
      var scenario = ScenarioGenerator.scenario(seed: seed, usesRange: usesRange, usesC: true)
      seed += 1
      guard scenario.containsC else { continue }
      scenario.build = build.scenarioBuild
      let machine = try #require(Machine(scenario, version: build.version))
      if machine.run().outcome == .hangs {
        hangs += 1
        if hangs > hangLimit { continue }
      }
      scenarios.append(scenario)
    }
    return scenarios
  }

  @Test(arguments: builds)
  func theMachineDoesWhatTheProgramDoes(build: SimulationTruthTests.Build) throws {
    guard CCompiler.isThere else { return }
    let scenarios = try Self.scenarios(for: build)
    let outcomes = try GeneratedPrograms.outcomes(
      scenarios, toolchain: build.toolchain, flags: build.flags,
      environment: ["CGO_ENABLED": "1"], seconds: 5)
    for scenario in scenarios {
      try expectSame(scenario, try #require(outcomes[scenario.name]), on: build)
    }
    print("\(build.testDescription): \(scenarios.count) programs with C")
  }
}

enum CCompiler {
  /// Says so once when it is not.
  static let isThere: Bool = {
    let found = try? runCommand("/usr/bin/env", ["gcc", "--version"]).status == 0
    if found != true { print("skipped: no gcc") }
    return found == true
  }()
}
