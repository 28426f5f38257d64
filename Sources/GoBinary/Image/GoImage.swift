public import ByteReading
public import GoRuntimeModel
public import ObjectFile

/// A program built by the gc toolchain (Go 1.18 and later): its build information, function table
/// and all that the runtime's tables tell about its functions.
///
/// The function table is read when the image is opened; the rest is read from the file when asked
/// for. A lookup that fails, for what reason ever, gives nil.
public final class GoImage: Sendable, MappedFileOwner {
  public let file: MappedFile
  public let object: ObjectFile
  public let architecture: GoArchitecture
  public let buildInfo: BuildInfo?
  /// As the program tells it: `go1.24.3 X:boringcrypto`.
  public let versionText: String?
  /// Nil when the program does not tell a released version; see `versionRange`.
  public let version: GoVersion?
  public let versionSource: VersionSource
  /// The versions that fit: one when it is known, else what pclntab, moduledata and the names of
  /// runtime functions leave.
  public let versionRange: ClosedRange<GoVersion>
  public let layout: RuntimeLayout
  public let layoutMatch: LayoutMatch
  /// `moduledata.text` and `etext`: all Go code, and C code that the linker put between.
  public let textStart: UInt64
  public let textEnd: UInt64
  /// True when there is no symbol table (`-ldflags=-s` or `strip`).
  public let stripped: Bool
  /// `abi.FuncIDWrapper` of this binary.
  public let wrapperID: UInt8

  let header: LineTableHeader
  let moduleData: ModuleData
  let functions: FunctionTable
  let packages: PackageScopes

  /// Where the version was read.
  public enum VersionSource: String, Sendable {
    case buildInfo = "buildinfo"
    /// `runtime.buildVersion` in the data segment.
    case runtimeVariable = "runtime.buildVersion"
    /// Bounded from pclntab, moduledata and names; `version` is the oldest that fits.
    case code
  }

  public init(file: MappedFile, object: ObjectFile) throws(GoImageError) {
    let architecture: GoArchitecture = object.machine == .amd64 ? .amd64 : .arm64
    let buildInfo = BuildInfo.read(object)
    let tables = try RuntimeTables(object, buildInfo: buildInfo)
    self.file = file
    self.object = object
    self.architecture = architecture
    self.buildInfo = buildInfo
    header = tables.header
    moduleData = tables.moduleData
    functions = tables.functions
    layout = tables.layout
    layoutMatch = tables.layoutMatch
    version = tables.version
    versionText = tables.versionText
    versionSource = tables.versionSource
    versionRange = tables.versionRange
    textStart = tables.moduleData.text.start
    textEnd = tables.moduleData.text.end
    stripped = !object.hasSymbols
    packages = PackageScopes(buildInfo)
    let names = FunctionNames(tables.header, tables.functions, file)
    wrapperID = Self.wrapperID(
      names, tables, isRelease: Self.isRelease(tables.versionText), file: file)
  }

  /// `go1.24.3` or `go1.24.3 X:boringcrypto`: what was built between releases may number otherwise.
  private static func isRelease(_ text: String?) -> Bool {
    guard let number = text?.prefix(while: { $0 != " " }), number.hasPrefix("go1.") else {
      return false
    }
    return number.dropFirst(4).allSatisfy { $0.isNumber || $0 == "." }
  }

  /// `runtime.deferreturn` is marked as a wrapper in every version, so its own record tells the
  /// number where the version does not.
  private static func wrapperID(
    _ names: FunctionNames, _ tables: RuntimeTables, isRelease: Bool, file: MappedFile
  ) -> UInt8 {
    let known = tables.layout.functionIDs.wrapper
    guard !isRelease, let index = names.indices(of: ["runtime.deferreturn"]).values.first?.first,
      index < tables.functions.count
    else { return known }
    let record = tables.header.functions.offset &+ Int(tables.functions.records[index])
    let id = file.bytes.uint8(at: record &+ tables.layout.function.funcID) ?? 0
    return id == 0 ? known : id
  }

  /// True when the symbol table is there.
  public var hasGoSymbols: Bool { !stripped }
}
