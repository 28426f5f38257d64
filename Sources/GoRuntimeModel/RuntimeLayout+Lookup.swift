/// How sure a layout is for the version that was asked for.
public enum LayoutMatch: Sendable, Hashable {
  /// Measured on a release of this minor version.
  case exact
  /// Not measured; this version's layout stands in for it.
  case assumed(from: GoVersion)
}

extension RuntimeLayout {
  /// The oldest minor version that can be read.
  public static let oldestVersion = GoVersion(1, 18)

  /// All rows, oldest first, with those of versions that were not measured.
  public static let all: [(version: GoVersion, layout: RuntimeLayout, match: LayoutMatch)] = {
    var rows = measured.map { layout in
      let minor = GoVersion(layout.version.major, layout.version.minor)
      return (version: minor, layout: layout, match: LayoutMatch.exact)
    }
    rows.append((GoVersion(1, 18), go1_19, .assumed(from: go1_19.version)))
    rows.append((GoVersion(1, 20), go1_20, .assumed(from: go1_21.version)))
    return rows.sorted { $0.version < $1.version }
  }()

  /// The layout of `version`: its minor version's row, or the newest row for a version that is
  /// newer than all of them. Nil before Go 1.18.
  public static func lookup(_ version: GoVersion) -> (layout: RuntimeLayout, match: LayoutMatch)? {
    guard let row = all.last(where: { $0.version <= version }) else { return nil }
    let isSameMinor = row.version.major == version.major && row.version.minor == version.minor
    return (row.layout, isSameMinor ? row.match : .assumed(from: row.layout.version))
  }

  /// Go 1.20 is as 1.21, but its moduledata has no `inittasks` yet (`runtime/symtab.go` of both).
  static let go1_20: RuntimeLayout = {
    var layout = go1_21
    let slice = 24
    layout.version = GoVersion(1, 20)
    layout.moduleData.inittasks = nil
    layout.moduleData.modulename -= slice
    layout.moduleData.hasmain -= slice
    layout.moduleData.next -= slice
    layout.moduleData.size -= slice
    return layout
  }()
}

extension RuntimeLayout {
  /// How `FUNCDATA_OpenCodedDeferInfo` is written: before Go 1.22, whose runtime kept a record of
  /// open-coded defers in `_defer.openDefer`, one offset for each closure.
  public var listsOpenCodedClosures: Bool { deferRecord.openDefer != nil }
}
