/// What one run of the audit found, over all its targets; writers format it and change nothing.
public struct AuditReport: Sendable {
  public struct Tool: Hashable, Sendable {
    public var name: String
    public var version: String
    public init(name: String, version: String) {
      self.name = name
      self.version = version
    }
  }

  /// A target, or a Go executable below one, that could not be audited.
  public struct Failure: Hashable, Sendable {
    public var path: String
    /// One sentence without the path.
    public var message: String
    public init(path: String, message: String) {
      self.path = path
      self.message = message
    }
  }

  /// Files below a directory that are no Go executables, by what they are (`not Go`, `TinyGo`).
  public struct PassedOver: Hashable, Sendable {
    public var reason: String
    public var count: Int
    public init(reason: String, count: Int) {
      self.reason = reason
      self.count = count
    }
  }

  public var tool: Tool
  /// In the order of the targets, inside a directory by path.
  public var subjects: [AuditSubject]
  public var errors: [Failure]
  public var passedOver: [PassedOver]
  /// What is wrong with the suppressions or the baseline: expired, unused, gone; a sentence each.
  public var notices: [String]

  public init(
    tool: Tool, subjects: [AuditSubject], errors: [Failure] = [], passedOver: [PassedOver] = [],
    notices: [String] = []
  ) {
    self.tool = tool
    self.subjects = subjects
    self.errors = errors
    self.passedOver = passedOver
    self.notices = notices
  }
}
