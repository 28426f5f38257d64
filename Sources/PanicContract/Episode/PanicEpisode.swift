/// What is known of one panic and all that followed from it on its goroutine: seen live, read from
/// a core dump or from crash text, or simulated.
public struct PanicEpisode: Sendable {
  public enum Source: String, Sendable { case trace, core, text, simulation }
  public var source: Source
  /// Nil where the Go version is not known.
  public var era: ContractEra?
  public var goroutine: GoroutineIdentity
  /// In the order in which they began.
  public var panics: [PanicRecord]
  /// In the order in which they happened.
  public var events: [EpisodeEvent]
  public var outcome: EpisodeOutcome
  /// What came while a deferred call of the panic had not returned.
  public var interruption: Interruption?
  /// Deferred calls of this goroutine that were registered and did not run, innermost first.
  public var pending: [DeferredCall]
  /// Deferred calls of functions on the stack that are over, where the moment was not seen.
  public var finished: [DeferredCall] = []
  /// The panic that was injected, where one was.
  public var injection: Injection?
  /// Only that panics began, which recover() calls stopped one and how the process died was looked at.
  public var isLight = false
  /// The goroutine's whole stack was looked at: there are no others.
  public var pendingIsComplete = false
  /// Deferred functions with a `recover()` on other goroutines' stacks at the time of the panic.
  public var recoversElsewhere: [RecoverElsewhere]
  /// The stack at the fatal error, signal or exit that ended the episode, innermost frame first.
  public var stackAtEnd: [StackFrame]
  /// What could not be seen, one sentence each.
  public var gaps: [String]
  public init(
    source: Source, era: ContractEra?, goroutine: GoroutineIdentity, panics: [PanicRecord] = [],
    events: [EpisodeEvent] = [], outcome: EpisodeOutcome = .unknown, pending: [DeferredCall] = [],
    recoversElsewhere: [RecoverElsewhere] = [], stackAtEnd: [StackFrame] = [],
    gaps: [String] = []
  ) {
    self.source = source
    self.era = era
    self.goroutine = goroutine
    self.panics = panics
    self.events = events
    self.outcome = outcome
    self.pending = pending
    self.recoversElsewhere = recoversElsewhere
    self.stackAtEnd = stackAtEnd
    self.gaps = gaps
  }
}

extension PanicEpisode {
  /// A panic that did not come of the program.
  public struct Injection: Hashable, Sendable {
    /// Its index.
    public var panic: Int
    /// It was put where its function begins, ahead of the function's first statement.
    public var isAtEntry: Bool
    public init(panic: Int, isAtEntry: Bool) {
      self.panic = panic
      self.isAtEntry = isAtEntry
    }
  }
}

extension PanicEpisode {
  /// The end of the process, or of the trace, that a panic did not bring about and did not live to see.
  public struct Interruption: Hashable, Sendable {
    public enum Cause: Hashable, Sendable {
      case fatalError(text: String)
      /// The panic of another goroutine.
      case panicElsewhere
      /// By another goroutine or by C code.
      case exited(status: Int)
      case signal(SignalFact)
      case traceEnded
    }
    public var cause: Cause
    /// Nanoseconds since the last step of the panic; nil when that was not seen.
    public var waited: UInt64?
    public init(cause: Cause, waited: UInt64?) {
      self.cause = cause
      self.waited = waited
    }
  }
}

/// A deferred call that was registered, started or left pending.
public struct DeferredCall: Hashable, Sendable {
  public var function: CodePlace?
  /// The function whose `defer` statement registered it.
  public var registeredBy: CodePlace?
  public var kind: DeferSite.Kind?
  /// It can stop a panic: as was seen, else as the audit of the binary says of the `recover()` calls in its
  /// own body; nil when unknown.
  public var canRecover: Bool?
  public init(
    function: CodePlace? = nil, registeredBy: CodePlace? = nil, kind: DeferSite.Kind? = nil,
    canRecover: Bool? = nil
  ) {
    self.function = function
    self.registeredBy = registeredBy
    self.kind = kind
    self.canRecover = canRecover
  }
}

extension DeferredCall {
  /// The runtime's own, such as that of `runtime.main`.
  public var isOfRuntime: Bool { function?.function?.hasPrefix("runtime.") == true }
}

/// A recover that people may have counted on, on a goroutine that did not panic.
public struct RecoverElsewhere: Hashable, Sendable {
  /// Where it is known from.
  public enum Basis: String, Sendable {
    /// The other goroutines' stacks were read.
    case seen
    /// The code of the function that started the goroutine, by the audit of the binary.
    case audit
    /// The same, where the statement stands under a condition or in a loop.
    case possible
  }
  public var goroutine: GoroutineIdentity
  public var deferred: DeferredCall
  public var basis: Basis
  public init(goroutine: GoroutineIdentity, deferred: DeferredCall, basis: Basis = .seen) {
    self.goroutine = goroutine
    self.deferred = deferred
    self.basis = basis
  }
}

/// How an episode ended.
public enum EpisodeOutcome: Hashable, Sendable {
  /// A `recover()` call stopped the panic; execution went on in the caller of the frame that deferred it.
  case recovered(by: CodePlace?)
  /// Nobody recovered; the runtime printed the panic and ended the process (exit status 2, or SIGABRT with `GOTRACEBACK=crash`).
  case died
  /// The goroutine ended by `runtime.Goexit`.
  case goexit
  /// `os.Exit` or a C `exit` ended the process while it panicked.
  case exited(status: Int)
  /// The runtime ended the process; no deferred call runs.
  case fatalError(text: String)
  /// A signal ended the process.
  case signal(SignalFact)
  /// A deferred call blocks: the panic neither ends nor is recovered.
  case stuck
  case unknown
}
