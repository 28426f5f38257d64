public import GoRuntimeModel

/// What a reading of a measure has to be.
public struct Expectation: Sendable {
  public enum Value: Sendable, Hashable {
    case exactly(String)
    case containing(String)
    case oneOf([String])
    case between(Int, Int)
  }
  /// The reading's name.
  public var name: String
  public var value: Value
  public var versions: VersionRange
  /// Names of variants; nil for all.
  public var variants: [String]?
  /// It may be missing from the readings.
  public var isOptional: Bool

  public init(
    _ name: String, _ value: Value, _ versions: VersionRange = .all, variants: [String]? = nil,
    isOptional: Bool = false
  ) {
    self.isOptional = isOptional
    self.name = name
    self.value = value
    self.versions = versions
    self.variants = variants
  }

  public func applies(to version: GoVersion, variant: String) -> Bool {
    versions.contains(version) && (variants.map { $0.contains(variant) } ?? true)
  }
}

extension Expectation.Value {
  public func matches(_ found: String) -> Bool {
    switch self {
    case .exactly(let text): found == text
    case .containing(let text): found.contains(text)
    case .oneOf(let texts): texts.contains(found)
    case .between(let low, let high): Int(found).map { low <= $0 && $0 <= high } ?? false
    }
  }

  public var text: String {
    switch self {
    case .exactly(let text): text
    case .containing(let text): "... \(text) ..."
    case .oneOf(let texts): texts.joined(separator: " or ")
    case .between(let low, let high): "\(low) to \(high)"
    }
  }
}

extension Expectation {
  /// One for each name, with exactly this value.
  static func each(
    _ values: KeyValuePairs<String, String>, _ versions: VersionRange = .all,
    variants: [String]? = nil
  ) -> [Expectation] {
    values.map { Expectation($0.key, .exactly($0.value), versions, variants: variants) }
  }
}
