/// An episode of a trace with its explanation.
public struct TracedEpisode: Sendable {
  /// Counts from 1, in the order in which the episodes began.
  public var number: Int
  public var process: Int
  /// Nanoseconds from the beginning of the trace.
  public var began: UInt64
  public var ended: UInt64
  /// The panic goes on; the same number comes again when it ends.
  public var isInterim: Bool
  public var episode: PanicEpisode
  public var explanation: Explanation
  public init(
    number: Int, process: Int, began: UInt64, ended: UInt64, isInterim: Bool = false,
    episode: PanicEpisode, explanation: Explanation
  ) {
    self.number = number
    self.process = process
    self.began = began
    self.ended = ended
    self.isInterim = isInterim
    self.episode = episode
    self.explanation = explanation
  }
}

/// What is traced, and how.
public struct TraceHeader: Sendable {
  public var tool: AuditReport.Tool
  /// The executable.
  public var path: String
  /// Empty for processes that ran already.
  public var command: [String]
  /// Processes that ran already.
  public var processes: [Int]
  public var goVersion: String?
  /// The contract's era, such as `1.26+`.
  public var era: String?
  public var mainModule: String?
  /// `BPF`, `perf` or `ptrace`.
  public var engine: String
  /// Places in the runtime that are watched.
  public var probes: Int
  /// What lowers confidence or could not be had, one sentence each.
  public var notes: [String]
  public init(
    tool: AuditReport.Tool, path: String, command: [String] = [], processes: [Int] = [],
    goVersion: String?, era: String?, mainModule: String? = nil, engine: String, probes: Int,
    notes: [String] = []
  ) {
    self.tool = tool
    self.path = path
    self.command = command
    self.processes = processes
    self.goVersion = goVersion
    self.era = era
    self.mainModule = mainModule
    self.engine = engine
    self.probes = probes
    self.notes = notes
  }
}
