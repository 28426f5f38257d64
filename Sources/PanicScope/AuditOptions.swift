/// What is asked of an audit.
public struct AuditOptions: Sendable {
  /// How far an audit of several files is.
  public struct Progress: Sendable {
    public var finished: Int
    public var total: Int
    /// The file that was finished last.
    public var path: String
  }

  /// Whose code findings and sites are reported of. nil stands for findings of the main module and
  /// its dependencies, and sites of everything.
  public var scopes: Set<CodeScope>?
  /// Hash each file with SHA-256, which costs more than the audit.
  public var hash = false
  /// Files audited at once; nil for one a processor.
  public var jobs: Int?
  /// Suppressions and spawners.
  public var configuration = Configuration()
  public var baseline: Baseline?
  /// Called on any thread, one call at a time.
  public var progress: (@Sendable (Progress) -> Void)?
  /// How many bytes of how many of one file are hashed; called on any thread.
  public var hashing: (@Sendable (_ path: String, _ done: Int, _ total: Int) -> Void)?
  /// Decides which suppressions have expired.
  public var today = CivilDate.today

  public init() {}
}

/// Why a path could not be audited.
public struct AuditError: Error, Hashable, Sendable, CustomStringConvertible {
  public var path: String
  /// One sentence without the path.
  public var message: String
  public var description: String { "\(path): \(message)" }
}
