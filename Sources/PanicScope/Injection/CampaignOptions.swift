/// Which goroutine roots and handlers a campaign takes.
public struct CampaignOptions: Sendable {
  /// The first so many that are reached.
  public var most = 50
  /// No handlers.
  public var rootsOnly = false
  /// Only those whose name contains one of these; all when empty.
  public var only: [String] = []
  /// Called with a sentence before each run.
  public var progress: (@Sendable (String) -> Void)?
  public init() {}
}
