/// A release of the gc toolchain, such as `go1.24.3`.
///
/// The text is that of `runtime.Version()`: release, release candidate or beta,
/// followed by vendor suffixes and experiments (`go1.24.3-gke.1 X:boringcrypto`).
public struct GoVersion: Hashable, Sendable, Comparable {
  public var major: Int
  public var minor: Int
  public var patch: Int

  public init(_ major: Int, _ minor: Int, _ patch: Int = 0) {
    self.major = major
    self.minor = minor
    self.patch = patch
  }

  /// Reads `go1.24.3`, `go1.26rc1`, `go1.24.3 X:boringcrypto` or `1.24`; nil for `devel …` and others.
  public init?(parsing text: String) {
    var rest = Substring(text)
    if rest.hasPrefix("go") { rest = rest.dropFirst(2) }
    func number() -> Int? {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard !digits.isEmpty, digits.count <= 6, let value = Int(digits) else { return nil }
      rest = rest.dropFirst(digits.count)
      return value
    }
    guard let major = number(), rest.first == "." else { return nil }
    rest = rest.dropFirst()
    guard let minor = number() else { return nil }
    var patch = 0
    if rest.first == "." {
      rest = rest.dropFirst()
      guard let value = number() else { return nil }
      patch = value
    }
    self.init(major, minor, patch)
  }

  public static func < (a: GoVersion, b: GoVersion) -> Bool {
    (a.major, a.minor, a.patch) < (b.major, b.minor, b.patch)
  }

  /// `1.24.3`
  public var text: String { "\(major).\(minor).\(patch)" }
  /// `1.24`
  public var minorText: String { "\(major).\(minor)" }
}
