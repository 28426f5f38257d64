public import GoRuntimeModel

/// Go versions from one minor version to another, both included.
public struct VersionRange: Sendable, Hashable {
  /// `1.22`
  public var first: String?
  public var last: String?

  public static let all = VersionRange()

  public static func from(_ first: String, to last: String? = nil) -> VersionRange {
    VersionRange(first: first, last: last)
  }

  public static func upTo(_ last: String) -> VersionRange { VersionRange(last: last) }

  public static func only(_ version: String) -> VersionRange {
    VersionRange(first: version, last: version)
  }

  public func contains(_ version: GoVersion) -> Bool {
    let minor = GoVersion(version.major, version.minor)
    if let first = first.flatMap({ GoVersion(parsing: $0) }), minor < first { return false }
    if let last = last.flatMap({ GoVersion(parsing: $0) }), last < minor { return false }
    return true
  }

  /// `1.22 to 1.25`
  public var text: String {
    switch (first, last) {
    case (nil, nil): "all versions"
    case (let first?, nil): "\(first) and later"
    case (nil, let last?): "up to \(last)"
    case (let first?, let last?): first == last ? first : "\(first) to \(last)"
    }
  }
}
