/// One step of an episode.
public struct EpisodeEvent: Sendable {
  public enum Kind: Sendable {
    /// Index into `PanicEpisode.panics`.
    case panicBegan(Int)
    case deferredCallStarted(DeferredCall)
    case deferredCallReturned(DeferredCall)
    case recoverCalled(RecoverObservation)
    /// The panic (index) is over; execution resumes at `at`, `skipped` frames further out.
    case recoveryCommitted(panic: Int, at: CodePlace?, skipped: Int?)
    case goexitBegan(Int)
    case fatalError(text: String)
    case exit(status: Int)
    case signal(SignalFact)
    /// No step for this long, in nanoseconds.
    case blocked(nanoseconds: UInt64)
  }
  public var kind: Kind
  /// Nanoseconds of the monotonic clock.
  public var time: UInt64?
  public var thread: Int?
  public var registers: RegisterReading?
  public init(
    _ kind: Kind, time: UInt64? = nil, thread: Int? = nil, registers: RegisterReading? = nil
  ) {
    self.kind = kind
    self.time = time
    self.thread = thread
    self.registers = registers
  }
}

/// The registers that matter to a panic, at one event.
public struct RegisterReading: Hashable, Sendable {
  public enum Stack: String, Hashable, Sendable {
    case goroutine, g0, gsignal
    /// A stack of the operating system's thread that is none of Go's.
    case system
  }
  /// Name (`PC`, `SP`, `BP`, `AX`, `BX`, `R14`; arm64 `PC`, `SP`, `R29`, `R0`, `R1`, `R28`, `R30`) and value, in this order.
  public var values: [(name: String, value: UInt64)]
  /// `g.stack`
  public var stackBounds: Range<UInt64>?
  public var stack: Stack?
  public init(
    values: [(name: String, value: UInt64)], stackBounds: Range<UInt64>? = nil, stack: Stack? = nil
  ) {
    self.values = values
    self.stackBounds = stackBounds
    self.stack = stack
  }
  public static func == (a: RegisterReading, b: RegisterReading) -> Bool {
    a.stackBounds == b.stackBounds && a.stack == b.stack
      && a.values.elementsEqual(b.values) { $0.name == $1.name && $0.value == $1.value }
  }
  public func hash(into hasher: inout Hasher) {
    hasher.combine(stackBounds)
    for value in values { hasher.combine(value.value) }
  }
}
