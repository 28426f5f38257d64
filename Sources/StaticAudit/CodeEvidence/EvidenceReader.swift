public import GoBinary
internal import GoRuntimeModel
internal import MachineCode
public import PanicContract

/// Reads from one binary what `show` tells: the evidence that verdicts rest on.
public final class EvidenceReader {
  public struct ListingOptions: Sendable {
    public var syntax = AssemblySyntax.go
    /// Follow SP and the frame pointer beside the binary's own table.
    public var tracks = false
    public init() {}
  }

  let context: AuditContext
  private(set) lazy var model = AuditModel(context: context, spawners: SpawnerTable.rows)
  private(set) lazy var recovers = RecoverJudge(context: context)

  public init(image: GoImage) {
    let architecture: CodeArchitecture =
      switch image.architecture {
      case .amd64: .amd64
      case .arm64: .arm64
      }
    context = AuditContext(image: image, architecture: architecture)
  }

  /// The binary itself, without any of the parts that can be asked for.
  public func evidence(path: String) -> BinaryEvidence {
    let image = context.image
    return BinaryEvidence(
      path: path, goVersion: image.versionText,
      architecture: context.architecture == .amd64 ? "amd64" : "arm64", era: context.era.name,
      stripped: image.stripped, functions: image.functionCount, notes: context.reading.notes)
  }

  public func find(_ text: String) -> FunctionSearch {
    FunctionFinder(image: context.image).find(text)
  }

  public func listing(
    of match: FunctionMatch, options: ListingOptions = ListingOptions()
  ) -> FunctionListing {
    ListingBuilder(context: context, recovers: recovers, match: match, options: options).listing()
  }

  /// Compares the stack analysis with pcsp over the whole program.
  public func tracking() -> TrackEvidence { StackSurvey(context: context).evidence(context) }
}
