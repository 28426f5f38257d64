/// What a whole trace comes to.
public struct TraceSummary: Sendable {
  /// A place and how often.
  public struct Count: Hashable, Sendable {
    public var place: CodePlace
    public var cause: Cause?
    public var times: Int
  }

  public private(set) var episodes = 0
  /// Panics of all episodes, nested ones too; without `runtime.Goexit`.
  public private(set) var panics = 0
  public private(set) var outcomes: [String: Int] = [:]
  /// `recover()` calls seen while a panic ran.
  public private(set) var recoverCalls = 0
  /// Recovers that stopped a panic, most often first.
  public var recoveredBy: [Count] { Self.sorted(recoverers) }
  /// Recovers that could not, most often first.
  public var ineffective: [Count] { Self.sorted(failed) }
  public private(set) var contradictions = 0
  /// Episodes of panics that nobody recovered, fatal errors and faults.
  public private(set) var unrecovered = 0
  /// Panics that were stuck for a while; they count among the outcomes only if they never ended.
  public private(set) var stuck = 0

  /// What limited the trace and became known while it went on, one sentence each.
  public var notes: [String] = []
  /// Hits of probes.
  public var hits = 0
  /// Hits that the kernel had no room for.
  public var lostEvents: UInt64 = 0
  /// Events of which a part could not be read.
  public var incompleteEvents: UInt64 = 0
  /// Nanoseconds from the beginning to the end of the trace.
  public var duration: UInt64 = 0
  /// Processor time that panicscope itself took meanwhile, in nanoseconds.
  public var ownTime: UInt64 = 0
  /// Processor time that the hits cost the program, by the engine's measured cost a hit; an estimate.
  public var estimatedCost: UInt64?
  /// How the program that was started ended: its exit status, or 128 and the signal.
  public var exitStatus: Int?

  private var recoverers: [CodePlace: Int] = [:]
  private var failed: [FailedRecover: Int] = [:]
  private struct FailedRecover: Hashable {
    var place: CodePlace
    var cause: Cause?
  }

  public init() {}

  /// Adds an episode that came so many times.
  public mutating func add(_ traced: TracedEpisode, times: Int = 1) {
    guard !traced.isInterim else {
      stuck += times
      return
    }
    let episode = traced.episode
    episodes += times
    panics += times * episode.panics.count { $0.origin != .goexit }
    outcomes[episode.outcome.name, default: 0] += times
    if episode.isUnrecovered { unrecovered += times }
    if !traced.explanation.contradictions.isEmpty { contradictions += times }
    if case .recovered(let place?) = episode.outcome { recoverers[place, default: 0] += times }
    for event in episode.events {
      guard case .recoverCalled(let seen) = event.kind else { continue }
      recoverCalls += times
      guard seen.recovered == false, let place = seen.place,
        let judgement = episode.era?.judge(seen),
        judgement.reason == .frameCount || judgement.reason == .argumentPointerDiffers
      else { continue }
      failed[FailedRecover(place: place, cause: judgement.cause), default: 0] += times
    }
  }

  private static func sorted(_ counts: [CodePlace: Int]) -> [Count] {
    ordered(counts.map { Count(place: $0.key, cause: nil, times: $0.value) })
  }

  private static func sorted(_ counts: [FailedRecover: Int]) -> [Count] {
    ordered(counts.map { Count(place: $0.key.place, cause: $0.key.cause, times: $0.value) })
  }

  private static func ordered(_ counts: [Count]) -> [Count] {
    counts.sorted {
      ($1.times, $0.place.function ?? "", $0.place.address ?? 0)
        < ($0.times, $1.place.function ?? "", $1.place.address ?? 0)
    }
  }
}

extension EpisodeOutcome {
  /// Stable; stands in JSON.
  public var name: String {
    switch self {
    case .recovered: "recovered"
    case .died: "died"
    case .goexit: "goexit"
    case .exited: "exited"
    case .fatalError: "fatal-error"
    case .signal: "signal"
    case .stuck: "stuck"
    case .unknown: "unknown"
    }
  }

  /// In the order in which they are told.
  public static let names = [
    "recovered", "died", "fatal-error", "signal", "exited", "goexit", "stuck", "unknown",
  ]
}

extension PanicEpisode {
  /// Something went wrong that nobody recovered; not a process that was told to end.
  fileprivate var isUnrecovered: Bool {
    switch outcome {
    case .died, .fatalError, .stuck: true
    case .exited: panics.contains { $0.origin != .goexit }
    case .signal(let fact): fact.isFault || panics.contains { $0.origin != .goexit }
    case .recovered, .goexit, .unknown: false
    }
  }
}
