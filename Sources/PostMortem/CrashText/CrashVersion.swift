import GoRuntimeModel
import PanicContract

/// The Go version that a crash text gives away.
struct CrashVersion {
  /// Nil when the text does not tell.
  var era: ContractEra?
  /// `1.24.3`, `1.22 or later`.
  var text: String?

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
        guard let file = frame.file, file.contains("/src/"), !frame.function.hasPrefix("main.")
        else { continue }
        for part in file.split(separator: "/") {
          guard let start = part.firstRange(of: "go1.") ?? part.firstRange(of: "go-1.") else {
            continue
          }
          let digits = part[start.lowerBound...].drop { !$0.isNumber }
          if let version = GoVersion(parsing: "go" + digits) { return version }
        }
      }
    }
    return nil
  }
}
