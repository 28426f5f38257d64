import GoBinary
import StaticAudit

extension PanicScope {
  /// The evidence in one binary: annotated code, tables, the runtime's own decisions.
  public static func show(
    path: String, request: ShowRequest
  ) throws(ShowError) -> BinaryEvidence {
    let result: Result<BinaryEvidence, TargetFailure>
    do throws(AuditError) {
      result = try TargetAudit.reading(path) { image in
        do throws(TargetFailure) {
          return .success(try evidence(image, path: path, request: request))
        } catch {
          return .failure(error)
        }
      }
    } catch {
      throw .binary(error)
    }
    switch result {
    case .success(let evidence): return evidence
    case .failure(let failure): throw .target(failure.sentence)
    }
  }

  private struct TargetFailure: Error { var sentence: String }

  private static func evidence(
    _ image: GoImage, path: String, request: ShowRequest
  ) throws(TargetFailure) -> BinaryEvidence {
    let reader = EvidenceReader(image: image)
    var matches: [FunctionMatch] = []
    for target in request.targets { matches += try find(target, in: reader) }
    var evidence = reader.evidence(path: path)
    var options = EvidenceReader.ListingOptions()
    options.syntax = request.syntax
    options.tracks = request.track
    let wantsTables = request.defers || request.sites || request.graph
    if !wantsTables || request.track {
      evidence.listings = matches.map { reader.listing(of: $0, options: options) }
    }
    let functions = matches.isEmpty ? nil : matches.map(\.function)
    if request.defers { evidence.defers = reader.defers(of: functions) }
    if request.sites { evidence.sites = reader.sites(in: functions) }
    if request.runtime { evidence.runtime = reader.runtime() }
    if request.track && matches.isEmpty { evidence.tracking = reader.tracking() }
    if request.graph { evidence.graphs = matches.map { reader.graph(of: $0.function) } }
    return evidence
  }

  private static func find(
    _ target: String, in reader: EvidenceReader
  ) throws(TargetFailure) -> [FunctionMatch] {
    switch reader.find(target) {
    case .found(let matches): return matches
    case .ambiguous(let count, let names):
      throw TargetFailure(
        sentence: "\(target) fits \(count) functions; name one of them: "
          + names.joined(separator: ", ") + (count > names.count ? ", ..." : ""))
    case .inlined(let name, let users):
      let few = users.prefix(8)
      throw TargetFailure(
        sentence: "\(name) has no code of its own: it was inlined into "
          + few.joined(separator: ", ")
          + (users.count > few.count ? " and \(users.count - few.count) more" : "")
          + "; show one of them")
    case .nothing(let near):
      let hint =
        near.isEmpty
        ? "; panicscope show --sites lists functions that matter"
        : "; near it: " + near.joined(separator: ", ")
      throw TargetFailure(sentence: "no function, address or source line is \(target)\(hint)")
    }
  }
}
