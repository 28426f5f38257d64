import ByteReading
import ObjectFile

/// Says what a file is that has no tables of the gc runtime.
enum NonGoProgram {
  static func explanation(_ object: ObjectFile, buildInfo: BuildInfo?) -> GoImageError {
    if object.neededLibraries.contains(where: { $0.hasPrefix("libgo.so") })
      || object.section(named: ".go_export") != nil
    {
      return .notGo(kind: "a gccgo program, which has other tables than those of the gc toolchain")
    }
    if let compiler = compilerFromSymbols(object) { return .notGo(kind: compiler) }
    if let versions = LineTableSearch.tooOld(object) {
      return .unsupported("a program of \(versions); Go 1.18 and later are read")
    }
    if let compiler = buildInfo?.settings["-compiler"], compiler != "gc" {
      return .notGo(kind: "a program of the Go compiler \(compiler)")
    }
    if let end = cut(object) {
      return .damaged(what: "a segment is cut off by the file's end", offset: end)
    }
    if let buildInfo {
      return .damaged(
        what: "build information of \(buildInfo.goVersion) but no pclntab", offset: 0)
    }
    return .notGo(kind: "a program that was not built by Go, or its pclntab was removed")
  }

  /// Where a file ends that should go on. In files of debug information segments have no bytes
  /// either, but there no section claims to have any.
  private static func cut(_ object: ObjectFile) -> Int? {
    let noBits: UInt32 = 8
    let isCut = object.sections.contains {
      $0.isLoaded && $0.type != noBits && UInt64($0.range.count) < $0.memorySize
    }
    guard isCut || object.sections.isEmpty else { return nil }
    return object.segments.first(where: \.isCutOff)?.range.end
  }

  private static func compilerFromSymbols(_ object: ObjectFile) -> String? {
    let bytes = object.file.bytes
    var found: String?
    object.forEachSymbol { symbol in
      if bytes.matches("tinygo_", at: symbol.name.offset) {
        found = "a TinyGo program, which has no tables of the gc runtime"
      } else if bytes.matches("__go_init_main", at: symbol.name.offset)
        || bytes.matches("runtime_gogo", at: symbol.name.offset)
      {
        found = "a gccgo program, which has other tables than those of the gc toolchain"
      }
      return found == nil
    }
    return found
  }
}
