/// What is to be shown of a binary.
public struct ShowRequest: Sendable {
  /// Functions, addresses or source lines: `main.f`, `0x4a2f10`, `server.go:42`.
  public var targets: [String] = []
  public var syntax = AssemblySyntax.go
  /// Below it the sources are looked for.
  public var sourceFolder: String?
  /// The defer statements of the targets, or of the whole program.
  public var defers = false
  public var sites = false
  public var runtime = false
  /// SP and the frame pointer of the targets, or a survey of the whole program.
  public var track = false
  /// The way of a panic in each target.
  public var graph = false
  public init() {}
}

/// Why nothing can be shown.
public enum ShowError: Error, Sendable {
  /// The file cannot be read.
  case binary(AuditError)
  /// A target that fits nothing or too much, in one sentence.
  case target(String)
}
