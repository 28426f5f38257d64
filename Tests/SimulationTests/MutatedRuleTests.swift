import GoRuntimeModel
import PanicContract
import TestSupport
import Testing

/// The generated programs notice when a rule of the contract is wrong.
@Suite(.serialized) struct MutatedRuleTests {
  struct Mutation: CustomTestStringConvertible, Sendable {
    var testDescription: String
    /// Minor version of the toolchain.
    var minor: Int
    var era: @Sendable (inout ContractEra) -> Void = { _ in }
    var crashText: @Sendable (inout CrashText) -> Void = { _ in }
  }

  static let mutations: [Mutation] = [
    Mutation(testDescription: "1.21 inlines into all wrappers", minor: 21) {
      $0.wrapperInlining = .all
    },
    Mutation(testDescription: "1.22 counts frames", minor: 22) { $0.recoverRule = .frameCount },
    Mutation(testDescription: "1.25 inlines into method wrappers only", minor: 25) {
      $0.wrapperInlining = .methods
    },
    Mutation(testDescription: "1.26 compares argument pointers", minor: 26) {
      $0.recoverRule = .argumentPointer
    },
    Mutation(testDescription: "1.25 prints equal values twice", minor: 25) { _ in
    } crashText: {
      $0.joinsRepanicked = false
    },
    Mutation(testDescription: "1.26 forgets panics before a fatal error", minor: 26) { _ in
    } crashText: {
      $0.printsPanicsBeforeFatal = false
    },
    Mutation(testDescription: "1.27 words panic(nil) as 1.26", minor: 27) { _ in
    } crashText: {
      $0.nilPanic = CrashText.of(GoVersion(1, 26))?.nilPanic
    },
  ]

  @Test(arguments: mutations)
  func isNoticedWithin200Programs(mutation: Mutation) throws {
    guard
      let build = SimulationTruthTests.builds.first(where: {
        $0.toolchain.minor == mutation.minor && $0.flags.isEmpty
      })
    else {
      print("skipped: no toolchain for Go 1.\(mutation.minor)")
      return
    }
    var era = try #require(ContractEra.of(build.version))
    var crashText = try #require(CrashText.of(build.version))
    mutation.era(&era)
    mutation.crashText(&crashText)
    let noticed = try SimulationTruthTests.observed(build).prefix(200).filter {
      scenario, observed in
      let machine = try #require(
        Machine(scenario, version: build.version, era: era, crashText: crashText))
      return ProgramOutcome(machine.run()) != observed
    }
    print("\(mutation.testDescription): \(noticed.count) of 200 programs differ")
    #expect(!noticed.isEmpty)
  }
}
