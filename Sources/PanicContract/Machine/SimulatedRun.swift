public import GoRuntimeModel

/// What a scenario does under the rules of one Go version.
public struct SimulatedRun: Sendable {
  public var scenario: Scenario
  public var version: GoVersion
  public var era: ContractEra
  public var steps: [MachineStep]
  /// Lines of standard output: what the scenario says and what each recover returned.
  public var output: [String]
  /// What the runtime prints before the goroutines' stacks; `[signal …]` lines without numbers.
  public var errorLines: [String]
  public var outcome: SimulatedOutcome
  public var panics: [SimulatedPanic]
  /// Root functions of the goroutines; the first has number 1.
  public var goroutines: [String]
}

/// A panic of a simulated run, or a Goexit.
public struct SimulatedPanic: Hashable, Sendable {
  /// Nil for Goexit.
  public var value: ScenarioValue?
  public var fault: Fault?
  public var state: PanicRecord.State
  public var callers: [StackFrame]
}

extension Scenario {
  /// It calls C, so that its program is built with cgo.
  public var containsC: Bool {
    functions.contains { function in
      Scenario.contains(function.body) {
        switch $0 {
        case .callThroughC, .threadFromC: true
        default: false
        }
      }
    }
  }
}
