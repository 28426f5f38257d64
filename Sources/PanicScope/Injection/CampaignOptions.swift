/// Which roots a campaign takes.
public struct CampaignOptions: Sendable {
  /// The first so many that are reached.
  public var most = 50
  /// Only roots whose name contains one of these; all when empty.
  public var only: [String] = []
  /// Called with a sentence before each run.
  public var progress: (@Sendable (String) -> Void)?
  public init() {}
}
