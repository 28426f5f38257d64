public import GoRuntimeModel

/// Executes a scenario by the rules of one Go version: goroutines, frames, deferred calls, the
/// chain of panics and what recover() returns.
///
/// A model of `src/runtime/panic.go`. What decides a recover is `ContractEra.judge`, as it does for
/// a running process and for a core dump. A new goroutine runs to its end before the statement after
/// the `go` statement does, so that a scenario has one outcome.
public struct Machine {
  /// Steps after which the machine gives up.
  public static let stepLimit = 20_000
  /// Steps whose states are kept: more than anybody reads, and a bound for memory.
  public static let stateLimit = 1_000
  /// Frames at which a goroutine's stack overflows.
  public static let frameLimit = 400

  let scenario: Scenario
  let era: ContractEra
  let crashText: CrashText
  let version: GoVersion
  let recordsStates: Bool
  let indices: [String: Int]
  let containsC: Bool

  var goroutines: [MachineGoroutine] = []
  /// Indices into `goroutines`: each waits for the next, the last runs.
  var running: [Int] = []
  var panics: [MachinePanic] = []
  var loops: [RangeLoop] = []
  var steps: [MachineStep] = []
  var output: [String] = []
  var outcome: SimulatedOutcome?
  var errorLines: [String] = []
  var lastFrame = 0
  /// How many values were made that are equal to no other.
  var freshValues = 0

  /// `era` and `crashText` are those of the version unless a test puts others in their place.
  public init?(
    _ scenario: Scenario, version: GoVersion, era: ContractEra? = nil, crashText: CrashText? = nil,
    recordsStates: Bool = false
  ) {
    guard let era = era ?? ContractEra.of(version),
      let crashText = crashText ?? CrashText.of(version)
    else { return nil }
    self.scenario = scenario
    self.version = version
    self.era = era
    self.crashText = crashText
    self.recordsStates = recordsStates
    var indices: [String: Int] = [:]
    for (index, function) in scenario.functions.enumerated() { indices[function.name] = index }
    self.indices = indices
    containsC = scenario.containsC
  }

  /// Runs `main` to the end of the program.
  public consuming func run() -> SimulatedRun {
    startGoroutine("main", byC: false)
    var count = 0
    while outcome == nil {
      count += 1
      if count > Self.stepLimit || steps.count > Self.stepLimit {
        outcome = .stepLimit
        log(.stepLimitReached)
        break
      }
      step()
    }
    return SimulatedRun(
      scenario: scenario, version: version, era: era, steps: steps, output: output,
      errorLines: errorLines, outcome: outcome ?? .stepLimit,
      panics: panics.map {
        SimulatedPanic(
          value: $0.isGoexit ? nil : $0.value.value, fault: $0.fault, state: $0.state,
          callers: $0.callers)
      },
      goroutines: goroutines.map(\.root))
  }

  // MARK: The running goroutine

  var goroutine: MachineGoroutine {
    get { goroutines[running[running.count - 1]] }
    set { goroutines[running[running.count - 1]] = newValue }
  }

  /// The innermost frame.
  var top: MachineFrame {
    get {
      let frames = goroutines[running[running.count - 1]].frames
      return frames[frames.count - 1]
    }
    set {
      let index = running[running.count - 1]
      goroutines[index].frames[goroutines[index].frames.count - 1] = newValue
    }
  }

  func frameIndex(_ id: Int) -> Int? { goroutine.frames.lastIndex { $0.id == id } }

  mutating func log(_ event: MachineStep.Event) {
    steps.append(
      MachineStep(
        goroutine: running.last.map { goroutines[$0].id } ?? 1, event: event,
        state: recordsStates && steps.count < Self.stateLimit && !running.isEmpty
          ? snapshot() : nil))
  }

  // MARK: Steps

  private mutating func step() {
    switch top.role {
    case .unwinding(let panic): continueUnwinding(panic)
    case .recoverWrapper(let argumentPointer, let name):
      _ = callRecover(name: name, argumentPointer: argumentPointer, isSilent: true)
      leave()
    case .passing: leave()
    case .function, .rangeBody:
      if top.isReturning {
        finish()
      } else if let statement = nextStatement() {
        execute(statement)
      } else {
        top.isReturning = true
      }
    }
  }

  private mutating func nextStatement() -> Statement? {
    var frame = top
    while var cursor = frame.cursors.popLast() {
      if cursor.next < cursor.body.count {
        let statement = cursor.body[cursor.next]
        cursor.next += 1
        frame.cursors.append(cursor)
        top = frame
        return statement
      }
      if cursor.repeats > 0 {
        cursor.repeats -= 1
        cursor.next = 0
        frame.cursors.append(cursor)
        // An empty loop must not hold up the count of steps.
        top = frame
        if cursor.body.isEmpty { continue }
      }
    }
    top = frame
    return nil
  }

  /// Runs what is deferred in the frame, then leaves it.
  private mutating func finish() {
    guard let pending = top.defers.popLast() else {
      if case .rangeBody(_, let loop) = top.role { loops[loop].state = .ready }
      leave()
      return
    }
    let owner = top.name
    // Open-coded calls stand in the function itself.
    if pending.kind != .openCoded || top.isRecovered {
      push(name: "runtime.deferreturn", role: .passing, isWrapper: true, isRuntime: true)
    }
    start(pending, by: owner, panic: nil)
  }

  /// The innermost frame returns.
  mutating func leave() {
    let frame = goroutine.frames.removeLast()
    switch frame.role {
    case .function, .rangeBody: log(.returned(function: frame.name))
    default: break
    }
    if goroutine.frames.isEmpty {
      endGoroutine()
      return
    }
    if let loop = frame.yields, case .function = frame.role { finishRange(loop) }
  }

  private mutating func endGoroutine() {
    log(.goroutineEnded)
    running.removeLast()
    if running.isEmpty { outcome = .finished }
  }
}
