import GoRuntimeModel
import PanicContract
import PanicScope
import TestSupport
import Testing

/// Every scenario that ships does under the machine what its program does, with every toolchain.
@Suite(.serialized) struct CatalogueTruthTests {
  static func scenarios(withC: Bool, for build: SimulationTruthTests.Build) throws -> [Scenario] {
    let hasRange = CrashText.of(build.version)?.hasRangeOverFunc ?? false
    return try ScenarioCatalogue.names.compactMap { name in
      var scenario = try Scenario(yaml: try #require(ScenarioCatalogue.yaml(name)), path: name)
      guard scenario.containsC == withC, hasRange || !scenario.usesRangeOverFunc else { return nil }
      scenario.build.inlines = build.scenarioBuild.inlines
      scenario.build.openCodesDefers = build.scenarioBuild.openCodesDefers
      return scenario
    }
  }

  @Test(arguments: SimulationTruthTests.chosen)
  func theMachineDoesWhatTheProgramDoes(build: SimulationTruthTests.Build) throws {
    let scenarios = try Self.scenarios(withC: false, for: build)
    for (allows, scenarios) in Dictionary(grouping: scenarios, by: \.build.allowsNilPanics) {
      let outcomes = try GeneratedPrograms.outcomes(
        scenarios, toolchain: build.toolchain, flags: build.flags,
        debug: allows ? "panicnil=1" : "")
      for scenario in scenarios {
        try expectSame(scenario, try #require(outcomes[scenario.name]), on: build)
      }
    }
    print("\(build.testDescription): \(scenarios.count) scenarios")
  }

  @Test(arguments: CallbackTruthTests.builds)
  func theMachineDoesWhatTheProgramWithCDoes(build: SimulationTruthTests.Build) throws {
    guard CCompiler.isThere else { return }
    let scenarios = try Self.scenarios(withC: true, for: build)
    #expect(!scenarios.isEmpty)
    let outcomes = try GeneratedPrograms.outcomes(
      scenarios, toolchain: build.toolchain, flags: build.flags,
      environment: ["CGO_ENABLED": "1"], seconds: 5)
    for scenario in scenarios {
      try expectSame(scenario, try #require(outcomes[scenario.name]), on: build)
    }
    print("\(build.testDescription): \(scenarios.count) scenarios with C")
  }
}
