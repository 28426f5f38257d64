/// A function's name, or a beginning of names, that every program has from one version on and none
/// before.
public struct VersionMarker: Sendable {
  public var prefix: String
  public var since: GoVersion
  /// A whole name, not only a beginning.
  public var isName: Bool { !prefix.hasSuffix(".") }

  public static let all: [VersionMarker] = [
    VersionMarker(prefix: "runtime.(*PanicNilError).Error", since: GoVersion(1, 21)),
    VersionMarker(prefix: "runtime.(*_panic).nextDefer", since: GoVersion(1, 22)),
    VersionMarker(prefix: "internal/runtime/atomic.", since: GoVersion(1, 23)),
    VersionMarker(prefix: "internal/runtime/maps.", since: GoVersion(1, 24)),
    VersionMarker(prefix: "runtime.gcPrepareMarkRoots", since: GoVersion(1, 25)),
    VersionMarker(prefix: "runtime.panicBounds", since: GoVersion(1, 26)),
  ]
}

extension GoVersion {
  /// The first word of this version's pclntab.
  public var magic: UInt32 {
    self < GoVersion(1, 20) ? LineTableMagic.go118 : LineTableMagic.go120
  }
}
