/// What another Go version makes of the recovers of one binary.
public struct UpgradeSubject: Sendable {
  /// A use of a `recover()` call by the rules of both versions.
  public struct Use: Sendable {
    /// The `recover()` call.
    public var place: CodePlace
    public var how: RecoverSite.How
    /// Where its function is deferred, called or started.
    public var use: CodePlace
    public var before: RecoverOutcome
    /// Nil where it depends on what the other compiler inlines.
    public var after: RecoverOutcome?
    public var scope: CodeScope
    public init(
      place: CodePlace, how: RecoverSite.How, use: CodePlace, before: RecoverOutcome,
      after: RecoverOutcome?, scope: CodeScope
    ) {
      self.place = place
      self.how = how
      self.use = use
      self.before = before
      self.after = after
      self.scope = scope
    }
  }

  /// A use whose outcome differs between the two versions.
  public struct Change: Sendable {
    public enum Direction: String, Sendable { case lost, gained }
    public var direction: Direction
    public var use: Use
    public init(direction: Direction, use: Use) {
      self.direction = direction
      self.use = use
    }
  }

  public var path: String
  public var goVersion: String?
  /// The rules that the binary follows now, and those of the other version.
  public var era: String
  public var otherEra: String
  public var recovers: Int
  /// Uses whose outcome cannot be told by one of the two.
  public var unknown: [Use]
  public var changes: [Change]
  public var notes: [String]

  public init(
    path: String, goVersion: String?, era: String, otherEra: String, recovers: Int, unknown: [Use],
    changes: [Change], notes: [String]
  ) {
    self.path = path
    self.goVersion = goVersion
    self.era = era
    self.otherEra = otherEra
    self.recovers = recovers
    self.unknown = unknown
    self.changes = changes
    self.notes = notes
  }
}

/// What one run of `upgrade` found.
public struct UpgradeReport: Sendable {
  /// `1.27`
  public var version: String
  public var subjects: [UpgradeSubject]
  public var errors: [AuditReport.Failure]
  public init(version: String, subjects: [UpgradeSubject], errors: [AuditReport.Failure]) {
    self.version = version
    self.subjects = subjects
    self.errors = errors
  }
}

extension RecoverOutcome {
  /// The panic ends with it.
  public var recovers: Bool { verdict == .effective || verdict == .accidental }
}

extension ContractEra {
  /// An outcome by these rules when the compiler is this era's too; nil where that depends on what it
  /// inlines.
  ///
  /// A compiler that inlines deferred functions into fewer wrappers than the other makes fewer recovers work
  /// by accident; one that inlines into more of them can do so for any recover one call below a function
  /// that a wrapper calls.
  public func rebuilt(
    _ outcome: RecoverOutcome, through frames: [RecoverFrame], from old: ContractEra
  ) -> RecoverOutcome? {
    switch outcome.verdict {
    case .accidental: return accidental == .all ? outcome : nil
    case .ineffective where outcome.cause == .tooDeep:
      guard let accidental, accidental.rank > old.wrapperInlining.rank else { return outcome }
      let mayBeInlined =
        frames.contains(where: \.isWrapper)
        && frames.count { !$0.isWrapper && !$0.isInlined } == 2
      return mayBeInlined ? nil : outcome
    default: return outcome
    }
  }
}

extension ContractEra.WrapperInlining {
  fileprivate var rank: Int {
    switch self {
    case .interfaces: 0
    case .methods: 1
    case .all: 2
    }
  }
}
