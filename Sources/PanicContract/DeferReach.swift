/// Where in its function a deferred call is registered, by the ways that control can take.
public struct DeferReach: Hashable, Sendable {
  public enum State: Hashable, Sendable {
    /// On every way here.
    case registered
    /// On some ways here only: the statement stands under a condition or in a loop.
    case possible
    /// Not yet; control can still come to the statement.
    case ahead
    /// On no way here, and no way leads to the statement: another branch.
    case elsewhere
  }

  /// Addresses of the function's code; what is in none of them is elsewhere.
  public var registered: [Range<UInt64>]
  public var possible: [Range<UInt64>]
  public var ahead: [Range<UInt64>]

  public init(
    registered: [Range<UInt64>], possible: [Range<UInt64>], ahead: [Range<UInt64>]
  ) {
    self.registered = registered
    self.possible = possible
    self.ahead = ahead
  }

  public func state(at address: UInt64) -> State {
    func holds(_ ranges: [Range<UInt64>]) -> Bool { ranges.contains { $0.contains(address) } }
    if holds(registered) { return .registered }
    if holds(possible) { return .possible }
    return holds(ahead) ? .ahead : .elsewhere
  }
}
