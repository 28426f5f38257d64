/// What is asked of an explanation.
public struct ExplainOptions: Sendable {
  /// The executable that the remains are of, to be joined with its audit.
  public var binary: String?
  public var configuration = Configuration()
  /// Tells which findings were known before.
  public var baseline: Baseline?

  public init() {}
}

/// Why remains could not be explained.
public struct ExplainError: Error, Hashable, Sendable, CustomStringConvertible {
  public var path: String
  /// One sentence without the path.
  public var message: String
  public var description: String { "\(path): \(message)" }
}
