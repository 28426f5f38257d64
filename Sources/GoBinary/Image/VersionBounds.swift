import ByteReading
import GoRuntimeModel
import ObjectFile

/// The versions that fit a program without build information.
///
/// The layouts that fit moduledata leave a few; the numbers of special functions and names that
/// came or went with a version leave fewer.
struct VersionBounds {
  /// From the oldest minor version that fits to the newest.
  var range: ClosedRange<GoVersion>
  /// Their layouts, oldest first; never empty.
  var rows: [LayoutRow]

  init(
    _ rows: [LayoutRow], _ header: LineTableHeader, _ functions: FunctionTable,
    _ object: ObjectFile
  ) {
    let byAge = rows.sorted { $0.version < $1.version }
    let names = FunctionNames(header, functions, object.file)
    let witnesses = names.indices(of: ["runtime.gopanic", "runtime.sigpanic"])
    var fitting = byAge.filter { row in
      func agrees(_ name: String, _ number: UInt8) -> Bool {
        guard let found = witnesses[name] else { return true }
        return found.contains { names.functionID($0, row.layout.function) == number }
      }
      return agrees("runtime.gopanic", row.layout.functionIDs.gopanic)
        && agrees("runtime.sigpanic", row.layout.functionIDs.sigpanic)
    }
    if fitting.isEmpty { fitting = byAge }
    for marker in VersionMarker.all where fitting.count > 1 {
      let present = names.hasName(withPrefix: marker.prefix)
      let kept = fitting.filter { ($0.version >= marker.since) == present }
      if !kept.isEmpty { fitting = kept }
    }
    self.rows = fitting
    range = fitting[0].version...fitting[fitting.count - 1].version
  }

  /// Whether a release's minor version is among those that fit.
  func admits(_ version: GoVersion) -> Bool {
    rows.contains { $0.version.major == version.major && $0.version.minor == version.minor }
  }
}
