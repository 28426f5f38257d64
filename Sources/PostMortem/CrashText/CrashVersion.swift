import GoRuntimeModel
import PanicContract

/// The Go version that a crash text gives away.
struct CrashVersion {
  /// Nil when the text does not tell.
  var era: ContractEra?
  /// `1.24.3`, `1.22 or later`.
  var text: String?

  /// The text names a version in which the runtime prints each panic.
  var isBefore126: Bool { era.map { $0 != ContractEra.all.last } ?? false }

  init(_ crash: CrashText) {
    if let version = Self.inPaths(crash) {
      era = ContractEra.of(version)
      text = version.patch > 0 ? version.text : version.minorText
      return
    }
    guard let oldest = CrashFeatureTable.rows.last(where: { $0.isSeen(crash) })?.since else {
      return
    }
    // Only the newest era is certain by a lower bound.
    if let bound = ContractEra.of(oldest), bound == ContractEra.all.last { era = bound }
    text = "\(oldest.minorText) or later"
  }

  /// `/go1.24.3/src/runtime/panic.go`, `toolchain@v0.0.1-go1.24.3.linux-amd64/`
  private static func inPaths(_ crash: CrashText) -> GoVersion? {
    for goroutine in crash.goroutines.prefix(16) {
      for frame in goroutine.frames {
        guard let file = frame.file, !frame.function.hasPrefix("main."),
          let version = inPath(LineText(Array(file.utf8)))
        else { continue }
        return version
      }
    }
    return nil
  }

  private static func inPath(_ path: LineText) -> GoVersion? {
    guard path.contains("/src/") else { return nil }
    var from = 0
    while let offset = path.firstOffset(of: "go", from: from) {
      from = offset + 2
      var rest = path.dropFirst(from)
      if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
      guard rest.hasPrefix("1.") else { continue }
      let part = rest.prefix(rest.firstOffset(of: UInt8(ascii: "/")) ?? rest.count)
      if let version = GoVersion(parsing: "go" + part.text) { return version }
    }
    return nil
  }
}
