public import GoBinary
internal import GoRuntimeModel
internal import MachineCode
internal import ObjectFile
public import PanicContract

/// Audits one Go binary: which goroutines a panic kills and which `recover()` calls can never work.
public struct BinaryAudit {
  public struct Options: Sendable {
    /// Functions beyond the built-in table that run an argument on a goroutine of its own.
    public var spawners: [(function: String, argument: Int)] = []
    public init() {}
  }

  /// The audit of an opened image; paths and hashes are the caller's to fill in.
  public static func run(
    image: GoImage, path: String, options: Options = Options()
  ) -> AuditSubject {
    let architecture: CodeArchitecture =
      switch image.architecture {
      case .amd64: .amd64
      case .arm64: .arm64
      }
    let context = AuditContext(image: image, architecture: architecture)
    let rows =
      SpawnerTable.rows
      + options.spawners.map {
        SpawnerTable.Row(
          function: $0.function, argument: UInt8(clamping: $0.argument), runtimeRoot: nil)
      }
    let model = AuditModel(context: context, spawners: rows)
    let builder = FindingBuilder(context: context)
    var findings: [Finding] = []
    for rule in rules { findings += rule.findings(in: model, with: builder) }
    let sites = SiteTables(model: model)
    return AuditSubject(
      path: path, goBuildID: image.object.goBuildID, gnuBuildID: image.object.gnuBuildID,
      format: "elf",
      architecture: architecture == .amd64 ? "amd64" : "arm64",
      goVersion: image.versionText, goVersionSource: source(of: image), era: context.era.name,
      stripped: image.stripped, functions: image.functionCount,
      mainModule: image.buildInfo?.mainModule?.path,
      coverage: Coverage(
        textBytes: image.textEnd - image.textStart, decodedBytes: context.store.decodedBytes),
      findings: findings, recovers: sites.recovers, defers: sites.defers,
      goroutines: sites.goroutines, notes: notes(of: context))
  }

  private static func source(of image: GoImage) -> GoVersionSource {
    switch image.versionSource {
    case .buildInfo: .buildInfo
    case .runtimeVariable: .runtimeVariable
    case .code: .code
    }
  }

  private static func notes(of context: AuditContext) -> [String] {
    var notes = context.reading.notes
    if context.store.incompleteFunctions > 0 {
      notes.append(
        counted(context.store.incompleteFunctions, "function has", "functions have")
          + " jump tables or bytes that could not be followed; what stands there may be missing"
      )
    }
    return notes
  }

  private static var rules: [any AuditRule.Type] {
    [
      PS101ExposedGoroutine.self, PS102ExposedSpawned.self, PS103ExposedRuntimeRoot.self,
      PS201RecoverTooDeep.self, PS202RecoverOnOtherGoroutine.self, PS203DeferRecover.self,
      PS204RecoverNeverDeferred.self, PS205RecoverAsArgument.self, PS206RecoverInRangeFunc.self,
      PS301AccidentalRecover.self, PS401DeferredExit.self, PS601UnwindBarrier.self,
      PS602StackTableMismatch.self,
    ]
  }
}
