public import ProcessControl

/// Delivers the hits of probes. An engine is used from one thread, from `start` to `stop`.
public protocol TraceEngine: AnyObject {
  /// `BPF`, `perf` or `ptrace`.
  var name: String { get }

  /// Sets the probes; a program to be started stands before its first instruction until then.
  func start() throws(TraceError)

  /// The hits since the last call, in time order: waits at most so long for the first one.
  /// Nil when the traced processes are gone and all has been delivered.
  func next(milliseconds: Int) throws(TraceError) -> [ProbeEvent]?

  /// Takes the probes away, so that no hits come; what has come is still delivered.
  func detach()

  /// Takes the probes away and lets the process run on. May be called at any time, also twice.
  func stop()

  /// The probes that it sets.
  var points: [ProbePoint] { get }

  /// From now on panics with this story are counted; see ``ProbeEvent/story``.
  func remember(_ story: Int)

  /// The panics that were counted since the last call; their hits are not among the events.
  func takeRepeats() -> [StoryRepeat]

  /// Nanoseconds of CLOCK_MONOTONIC up to which all hits were delivered: less than now when the reader is
  /// behind.
  var seenUntil: UInt64 { get }

  /// What was lost so far.
  var losses: TraceLosses { get }

  /// What limits this trace, one sentence each, such as a layout that does not fit.
  var notes: [String] { get }

  /// How a program ended that this engine started; nil while it runs and for others.
  var end: ProcessEnding? { get }

  /// What a program that was started did with signals at its end.
  var processStatus: ProcessStatus? { get }

  /// The process that was started or attached to; nil before the start and for every process.
  var process: Int32? { get }
}

extension TraceEngine {
  public func detach() { stop() }
  public var seenUntil: UInt64 { MonotonicClock.nanoseconds }
  public func remember(_ story: Int) {}
  public func takeRepeats() -> [StoryRepeat] { [] }
}

/// How often a story that is remembered came again.
public struct StoryRepeat: Sendable, Hashable {
  public var story: Int
  public var times: Int
  /// Hits of all of them.
  public var hits: Int
  /// Among ``TraceLosses/incomplete``.
  var incomplete: UInt64
}

/// Hits that happened and are not among the events.
public struct TraceLosses: Sendable, Hashable {
  /// Hits for which there was no room, counted by the kernel one by one.
  public var events: UInt64
  /// Events with a part that could not be read or was cut short.
  public var incomplete: UInt64
  /// Those parts.
  public var missing: ProbeEvent.MissingParts

  public init(
    events: UInt64 = 0, incomplete: UInt64 = 0, missing: ProbeEvent.MissingParts = []
  ) {
    self.events = events
    self.incomplete = incomplete
    self.missing = missing
  }
}

/// Why a trace could not begin or go on: what is lacking, and what to do next.
public struct TraceError: Error, Sendable, Hashable {
  /// One line.
  public var message: String
  /// A command or setting that helps; nil when nothing does.
  public var advice: String?

  public init(_ message: String, advice: String? = nil) {
    self.message = message
    self.advice = advice
  }
}
