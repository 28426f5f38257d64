public import PanicContract
public import ProcessControl

/// A trace from beginning to end, with the engine that this system allows.
///
/// Used from one thread: ``start()``, then ``next(milliseconds:)`` until it gives nil or enough has been
/// seen, then ``stop()``.
public final class TraceSession {
  public let plan: TracePlan
  private let engine: any TraceEngine

  /// Which engine to use.
  public enum EngineChoice: String, Sendable, CaseIterable {
    case automatic = "auto"
    case bpf, perf, ptrace
  }

  /// Finds the probe points and an engine; sets nothing yet. Throws when no engine can be used, and
  /// names what each lacks.
  public init(_ request: TraceRequest, engine choice: EngineChoice = .automatic) throws(TraceError)
  {
    let finder = try ProbeFinder(request.image)
    var selection = EngineSelection(request: request, points: finder.points)
    engine = try selection.select(choice)
    plan = TracePlan(
      engine: engine.name, detail: request.detail, path: request.path,
      points: engine.points, missing: finder.missing,
      refusals: selection.refusals)
  }

  /// Sets the probes and lets a program that is to be started begin.
  public func start() throws(TraceError) { try engine.start() }

  /// The next events in time order; empty when none came in that time, nil when it is over.
  public func next(milliseconds: Int) throws(TraceError) -> [ProbeEvent]? {
    try engine.next(milliseconds: milliseconds)
  }

  /// Tells that the story which ends with an event of this ``ProbeEvent/story`` is known: from now on
  /// ``takeRepeats()`` counts it. Only with ``TraceRequest/foldsStories``.
  public func remember(_ story: Int) { engine.remember(story) }

  /// The stories that came again since the last call.
  public func takeRepeats() -> [StoryRepeat] { engine.takeRepeats() }

  /// Takes the probes away; ``next(milliseconds:)`` still gives what has come, then nil.
  public func detach() { engine.detach() }

  /// Takes the probes away. A program that was started runs on.
  public func stop() { engine.stop() }

  /// Sends a signal to the program that was started, if it runs.
  public func send(signal: Int32) {
    // Until its end was asked for, its number belongs to nobody else.
    if let process, end == nil { ProcessSignal.send(signal, to: process) }
  }

  /// The panics that were stepped through since the last call.
  public func takeSteppedPaths() -> [SteppedPath] {
    (engine as? PtraceEngine)?.takeSteppedPaths() ?? []
  }

  /// Up to when (CLOCK_MONOTONIC) all events were given.
  public var seenUntil: UInt64 { engine.seenUntil }

  public var losses: TraceLosses { engine.losses }
  /// What limits this trace, one sentence each.
  public var notes: [String] { engine.notes }
  /// How the program that was started ended; nil while it runs.
  public var end: ProcessEnding? { engine.end }
  /// What was installed for this signal at the end of a program
  /// that was started here.
  public func handler(ofSignal number: Int32) -> SignalFact.Handler? {
    // These cannot be caught.
    let uncatchable: Set<Int32> = [9, 19]
    guard !uncatchable.contains(number) else { return nil }
    switch engine.processStatus?.disposition(ofSignal: Int(number)) {
    case .handler?: return .some
    case .ignored?: return .ignored
    case .standard?: return SignalFact.Handler.none
    case nil: return nil
    }
  }

  /// The process that was started or attached to; nil before the start and for every process.
  public var process: Int32? { engine.process }
}
