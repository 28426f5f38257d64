/// Why a finding is not reported: someone has accepted it, for a reason and perhaps for a time.
public struct Suppression: Hashable, Sendable {
  public var reason: String
  /// The last day it holds, `YYYY-MM-DD`; nil for ever.
  public var expires: String?
  public init(reason: String, expires: String?) {
    self.reason = reason
    self.expires = expires
  }
}

/// How a finding relates to the baseline that it was compared with.
public enum BaselineState: String, Sendable, CaseIterable {
  case new
  /// The baseline has it; it does not count against `--fail-on`.
  case unchanged
}
