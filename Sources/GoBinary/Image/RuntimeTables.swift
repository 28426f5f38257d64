import ByteReading
import GoRuntimeModel
import ObjectFile

/// The pclntab, moduledata and layout that belong together, found and checked.
struct RuntimeTables {
  var header: LineTableHeader
  var moduleData: ModuleData
  var functions: FunctionTable
  var layout: RuntimeLayout
  var layoutMatch: LayoutMatch
  var version: GoVersion?
  var versionText: String?
  var versionSource: GoImage.VersionSource
  var versionRange: ClosedRange<GoVersion>

  init(_ object: ObjectFile, buildInfo: BuildInfo?) throws(GoImageError) {
    let known = buildInfo.flatMap { GoVersion(parsing: $0.goVersion) }
    if let known, known < RuntimeLayout.oldestVersion {
      throw .unsupported("a program of Go \(known.minorText); Go 1.18 and later are read")
    }
    var seenHeader: LineTableHeader?
    var chosen: Candidate?
    if let header = LineTableSearch.fromSection(object) {
      seenHeader = header
      chosen = Candidate(header, known, object)
    }
    if chosen == nil {
      var candidates = 0
      LineTableSearch.scan(object) { header in
        if seenHeader == nil { seenHeader = header }
        chosen = Candidate(header, known, object)
        candidates += 1
        return chosen == nil && candidates < Self.mostCandidates
      }
    }
    guard var chosen else {
      if let known, let newest = RuntimeLayout.all.last?.version, known.minor > newest.minor {
        throw .unsupported(
          "a program of Go \(known.minorText), newer than the tables known (Go \(newest.minorText))"
        )
      }
      throw Self.explanation(object, header: seenHeader, buildInfo: buildInfo)
    }
    if let size = Int(exactly: chosen.moduleData.functionsSize),
      let part = chosen.header.functions.part(from: 0, count: size)
    {
      chosen.header.functions = part
    }
    guard let table = object.file.bytes.part(chosen.header.functions) else {
      throw .damaged(what: "pclntab lies outside the file", offset: chosen.header.fileOffset)
    }
    functions = try FunctionTable(
      table, count: chosen.header.functionCount, fileOffset: chosen.header.functions.offset)
    guard UInt64(functions.textEnd) <= chosen.moduleData.text.length else {
      throw .damaged(
        what: "the function table reaches beyond the text", offset: chosen.header.functions.offset)
    }
    header = chosen.header
    moduleData = chosen.moduleData
    if let known {
      version = known
      versionText = buildInfo?.goVersion
      versionSource = .buildInfo
      versionRange = known...known
      layout = chosen.rows[0].layout
      layoutMatch = chosen.rows[0].match
      return
    }
    let bounds = VersionBounds(chosen.rows, header, functions, object)
    let variable = RuntimeVersionVariable.find(
      object, data: moduleData.data, isPossible: bounds.admits)
    if let variable, let told = GoVersion(parsing: variable),
      let row = bounds.rows.last(where: { $0.version <= told })
    {
      version = told
      versionText = variable
      versionSource = .runtimeVariable
      versionRange = told...told
      layout = row.layout
      layoutMatch = RuntimeLayout.lookup(told)?.match ?? row.match
    } else {
      version = bounds.range.lowerBound
      versionText = buildInfo?.goVersion
      versionSource = .code
      versionRange = bounds.range
      layout = bounds.rows[0].layout
      layoutMatch = .assumed(from: bounds.rows[0].layout.version)
    }
  }

  /// More places that read like a pclntab are the mark of a hostile file.
  private static let mostCandidates = 16

  /// A pclntab with its moduledata, and the layouts that fit both, the likeliest first.
  private struct Candidate {
    var header: LineTableHeader
    var moduleData: ModuleData
    var rows: [LayoutRow]

    init?(_ header: LineTableHeader, _ known: GoVersion?, _ object: ObjectFile) {
      var likely: [LayoutRow] = []
      if let known, let found = RuntimeLayout.lookup(known) {
        likely.append(LayoutRow(known, found.layout, found.match))
      }
      for row in RuntimeLayout.all.reversed() where row.version.magic == header.magic {
        likely.append(
          LayoutRow(row.version, row.layout, .assumed(from: row.layout.version)))
      }
      for address in ModuleDataSearch.addresses(for: header, in: object) {
        var fitting: [LayoutRow] = []
        var data: ModuleData?
        for row in likely {
          let layout = row.layout.moduleData
          guard let read = ModuleData(at: address, layout: layout, header: header, in: object)
          else { continue }
          data = data ?? read
          fitting.append(row)
        }
        if let data {
          self.header = header
          moduleData = data
          rows = fitting
          return
        }
      }
      return nil
    }
  }

  /// Why no tables were found.
  private static func explanation(
    _ object: ObjectFile, header: LineTableHeader?, buildInfo: BuildInfo?
  ) -> GoImageError {
    if let header {
      return .damaged(
        what: "the runtime's module data does not fit the pclntab", offset: header.fileOffset)
    }
    if let section = object.section(named: ".gopclntab"), !section.range.isEmpty {
      if let versions = LineTableSearch.tooOld(object) {
        return .unsupported("a program of \(versions); Go 1.18 and later are read")
      }
      return .damaged(what: "the pclntab header is not valid", offset: section.range.offset)
    }
    return NonGoProgram.explanation(object, buildInfo: buildInfo)
  }
}

/// A layout that may be the program's.
struct LayoutRow {
  var version: GoVersion
  var layout: RuntimeLayout
  var match: LayoutMatch

  init(_ version: GoVersion, _ layout: RuntimeLayout, _ match: LayoutMatch) {
    self.version = version
    self.layout = layout
    self.match = match
  }
}
