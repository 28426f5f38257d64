/// Where a Go version was read.
public enum GoVersionSource: String, Sendable {
  case buildInfo = "buildinfo"
  /// `runtime.buildVersion` in the data segment.
  case runtimeVariable = "runtime.buildVersion"
  /// Bounded from pclntab and the code; `goVersion` is then the lowest that fits, or nil.
  case code
}

/// A `recover()` call and what it does at each use of the function that contains it.
public struct RecoverSite: Sendable {
  public enum How: String, Sendable { case deferred, called, go, argument, unknown }
  public struct Use: Sendable {
    public var how: How
    public var place: CodePlace
    public var verdict: Verdict
    public var cause: Cause?
    /// The functions that pass the recovering function, as a value, to the one that calls it, and deferred
    /// functions that call that one.
    public var passedBy: [CodePlace]
    public init(
      how: How, place: CodePlace, verdict: Verdict, cause: Cause?, passedBy: [CodePlace] = []
    ) {
      self.how = how
      self.place = place
      self.verdict = verdict
      self.cause = cause
      self.passedBy = passedBy
    }
  }
  public var place: CodePlace
  public var verdict: Verdict
  public var cause: Cause?
  public var rule: RuleID?
  public var uses: [Use]
  public var scope: CodeScope
  public init(
    place: CodePlace, verdict: Verdict, cause: Cause?, rule: RuleID?, uses: [Use],
    scope: CodeScope
  ) {
    self.place = place
    self.verdict = verdict
    self.cause = cause
    self.rule = rule
    self.uses = uses
    self.scope = scope
  }
}

/// A `go` statement, or a goroutine that the runtime starts, and what protects it.
public struct GoroutineSite: Sendable {
  /// The `go` statement, the call of the spawner, or the root itself where the runtime starts it.
  public var place: CodePlace
  /// The goroutine's first function; nil when it is not known statically.
  public var root: CodePlace?
  public var verdict: Guard
  /// The deferred function that guards, with the condition as its note where there is one.
  public var guardedBy: CodePlace?
  /// Why the verdict is not a plain one, in words.
  public var condition: String?
  /// The spawner (`golang.org/x/sync/errgroup.(*Group).Go`) or the runtime's mechanism (`finalizer`); nil for a `go` statement.
  public var via: String?
  /// The recover that its author probably counted on.
  public var believedRecover: CodePlace?
  public var scope: CodeScope
  public init(
    place: CodePlace, root: CodePlace?, verdict: Guard, guardedBy: CodePlace?,
    condition: String? = nil, via: String?, believedRecover: CodePlace?, scope: CodeScope
  ) {
    self.place = place
    self.root = root
    self.verdict = verdict
    self.guardedBy = guardedBy
    self.condition = condition
    self.via = via
    self.believedRecover = believedRecover
    self.scope = scope
  }
}

/// How many bytes of Go code there are and how many instructions' bytes were decoded to judge.
public struct Coverage: Hashable, Sendable {
  public var textBytes: UInt64
  public var decodedBytes: UInt64
  public init(textBytes: UInt64, decodedBytes: UInt64) {
    self.textBytes = textBytes
    self.decodedBytes = decodedBytes
  }
}

/// One audited executable.
public struct AuditSubject: Sendable {
  public var path: String
  /// Go's build ID (`action/content`).
  public var goBuildID: String?
  /// The `NT_GNU_BUILD_ID` note in lower-case hexadecimal.
  public var gnuBuildID: String?
  /// Lower-case hexadecimal; only when asked for.
  public var sha256: String?
  /// `elf`
  public var format: String
  /// `amd64` or `arm64`
  public var architecture: String
  public var goVersion: String?
  public var goVersionSource: GoVersionSource?
  /// The contract's era, such as `1.22-1.24`.
  public var era: String
  public var stripped: Bool
  /// Entries of the function table.
  public var functions: Int
  public var mainModule: String?
  public var coverage: Coverage
  public var findings: [Finding]
  public var recovers: [RecoverSite]
  public var defers: [DeferSite]
  public var goroutines: [GoroutineSite]
  /// What lowers confidence in the whole subject (an unknown Go version, undecoded bytes), one sentence each.
  public var notes: [String]

  public init(
    path: String, goBuildID: String?, gnuBuildID: String?, sha256: String? = nil, format: String,
    architecture: String, goVersion: String?, goVersionSource: GoVersionSource?, era: String,
    stripped: Bool, functions: Int, mainModule: String?, coverage: Coverage, findings: [Finding],
    recovers: [RecoverSite], defers: [DeferSite], goroutines: [GoroutineSite], notes: [String]
  ) {
    self.path = path
    self.goBuildID = goBuildID
    self.gnuBuildID = gnuBuildID
    self.sha256 = sha256
    self.format = format
    self.architecture = architecture
    self.goVersion = goVersion
    self.goVersionSource = goVersionSource
    self.era = era
    self.stripped = stripped
    self.functions = functions
    self.mainModule = mainModule
    self.coverage = coverage
    self.findings = findings
    self.recovers = recovers
    self.defers = defers
    self.goroutines = goroutines
    self.notes = notes
  }
}
