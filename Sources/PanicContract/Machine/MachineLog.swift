/// One step of a simulated run.
public struct MachineStep: Sendable {
  public enum Event: Sendable {
    case goroutineStarted(function: String, byC: Bool)
    case goroutineEnded
    case called(function: String)
    case returned(function: String)
    case said(String)
    case deferred(function: String, by: String, kind: DeferSite.Kind)
    /// By `panic`, a fault or `runtime.Goexit`; index into the run's panics.
    case unwindingBegan(panic: Int)
    /// `panic` is nil where the function that deferred it runs it at its end.
    case deferredCallStarted(
      function: String, by: String, kind: DeferSite.Kind, panic: Int?)
    case deferredCallReturned(function: String, panic: Int?)
    case wrapperMovedArgumentPointer(wrapper: String, from: UInt64, to: UInt64)
    case recoverCalled(by: String, RecoverObservation, RecoverJudgement)
    /// Panics (indices) that ended; execution resumes in `function`.
    case recoveryCommitted(panics: [Int], function: String, skipped: [String])
    /// A recovery that would have passed a Goexit comes back to it.
    case goexitResumed(panic: Int)
    case fatalError(text: String)
    case died
    case exited(status: Int)
    case stepLimitReached
  }
  public var goroutine: Int
  public var event: Event
  /// After the step; nil unless states were asked for.
  public var state: MachineSnapshot?
}

/// A goroutine's stack and lists at one moment.
public struct MachineSnapshot: Hashable, Sendable {
  public struct Frame: Hashable, Sendable {
    public var name: String
    public var isWrapper: Bool
    public var isInlined: Bool
    public var isRuntime: Bool
    /// Logical addresses: they keep the order and the distances that the rules compare, no more.
    public var programCounter: UInt64
    public var stackPointer: UInt64
    public var argumentPointer: UInt64
  }
  public struct Deferred: Hashable, Sendable {
    public var function: String
    public var registeredBy: String
    public var kind: DeferSite.Kind
  }
  public struct Panic: Hashable, Sendable {
    /// Nil for Goexit.
    public var value: ScenarioValue?
    public var isRecovered: Bool
    public var argumentPointer: UInt64
  }
  /// Innermost first.
  public var frames: [Frame]
  /// In the order in which they would run.
  public var defers: [Deferred]
  /// `g._panic` first, then along `link`.
  public var panics: [Panic]
}

/// How a simulated program ended.
public enum SimulatedOutcome: Hashable, Sendable {
  /// `main` returned.
  case finished
  /// A panic that nobody recovered: exit status 2.
  case died
  case fatalError(text: String)
  case exited(status: Int)
  /// It would run for ever without a word: a blocked program that contains C code.
  case hangs
  /// The machine gave up.
  case stepLimit

  /// Nil where the program does not end.
  public var exitStatus: Int? {
    switch self {
    case .finished: 0
    case .died, .fatalError: 2
    case .exited(let status): status
    case .hangs, .stepLimit: nil
    }
  }
}
