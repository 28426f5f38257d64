/// What is left of a program that died or hangs, explained: one crash of a log, a core dump or an
/// exit status.
public struct Remains: Sendable {
  /// Of the log, counted from 1.
  public var lines: ClosedRange<Int>?
  public var episode: PanicEpisode
  public var explanation: Explanation
  /// As the remains tell it: `1.24.3`, or bounds such as `1.22 or later`.
  public var goVersion: String?
  /// Every goroutine that the remains show, the one of the episode first.
  public var goroutines: [GoroutineSummary]
  /// Goroutines that are not among them.
  public var omittedGoroutines: Int
  /// What an exit status alone can mean, the likely first.
  public var possibilities: [String]
  /// What an exit status alone excludes.
  public var exclusions: [String]
  /// What the audit of the binary says about this stack, and whether it is the right binary.
  public var findings: [Finding]
  public init(
    lines: ClosedRange<Int>? = nil, episode: PanicEpisode, explanation: Explanation,
    goVersion: String? = nil, goroutines: [GoroutineSummary] = [], omittedGoroutines: Int = 0,
    possibilities: [String] = [], exclusions: [String] = [], findings: [Finding] = []
  ) {
    self.lines = lines
    self.episode = episode
    self.explanation = explanation
    self.goVersion = goVersion
    self.goroutines = goroutines
    self.omittedGoroutines = omittedGoroutines
    self.possibilities = possibilities
    self.exclusions = exclusions
    self.findings = findings
  }
}

/// A goroutine at the time of death.
public struct GoroutineSummary: Sendable {
  public var identity: GoroutineIdentity
  /// In the runtime's words: `running`, `chan receive`.
  public var status: String
  /// Innermost first.
  public var frames: [StackFrame]
  /// Panics that run on it.
  public var panics: [PanicRecord]
  /// Deferred calls that are registered and have not run.
  public var pending: [DeferredCall]
  /// Not all frames could be followed.
  public var isIncomplete: Bool
  public init(
    identity: GoroutineIdentity, status: String, frames: [StackFrame] = [],
    panics: [PanicRecord] = [], pending: [DeferredCall] = [], isIncomplete: Bool = false
  ) {
    self.identity = identity
    self.status = status
    self.frames = frames
    self.panics = panics
    self.pending = pending
    self.isIncomplete = isIncomplete
  }
}

/// The result of one run of `explain`; writers format it and change nothing.
public struct ExplainReport: Sendable {
  public enum Source: String, Sendable {
    case text = "crash-text"
    case core
    case exitStatus = "exit-status"
  }
  public var tool: AuditReport.Tool
  public var source: Source
  /// The file, or `standard input`, or the status.
  public var subject: String
  /// The executable that it was joined with.
  public var binary: String?
  public var remains: [Remains]
  /// What was passed over or could not be read, one sentence each.
  public var notices: [String]
  public init(
    tool: AuditReport.Tool, source: Source, subject: String, binary: String? = nil,
    remains: [Remains] = [], notices: [String] = []
  ) {
    self.tool = tool
    self.source = source
    self.subject = subject
    self.binary = binary
    self.remains = remains
    self.notices = notices
  }
}
