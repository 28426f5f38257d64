public import PanicContract

/// Reads binaries and watches runs for the lab. The facade gives it, since it is the facade that
/// joins auditing and tracing.
public protocol EvidenceSource {
  func audit(_ binary: String) throws(LabFailure) -> AuditSubject
  /// Listings of the functions, with SP and BP; without any, the runtime's own decisions and the
  /// calls of the runtime's panic functions.
  func show(_ binary: String, functions: [String]) throws(LabFailure) -> BinaryEvidence
  func upgrade(_ binary: String, to version: String) throws(LabFailure) -> UpgradeSubject
  func trace(_ command: [String], _ depth: TraceDepth) throws(LabFailure) -> TracedRun
}

/// What to look at while a program runs.
public enum TraceDepth: Sendable, Hashable {
  case events
  /// The first panic, instruction by instruction.
  case path
  /// The beginning of a function, instruction by instruction.
  case window(function: String)
}

/// What was seen of one run.
public struct TracedRun: Sendable {
  /// `BPF`, `perf` or `ptrace`.
  public var engine: String
  public var episodes: [TracedEpisode]
  public var paths: [SteppedPath]
  /// What limits it, one sentence each.
  public var notes: [String]

  public init(
    engine: String, episodes: [TracedEpisode], paths: [SteppedPath], notes: [String]
  ) {
    self.engine = engine
    self.episodes = episodes
    self.paths = paths
    self.notes = notes
  }
}
