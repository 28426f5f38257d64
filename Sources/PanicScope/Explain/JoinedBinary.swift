import ByteReading
import GoBinary
import ObjectFile
import PostMortem

/// The executable that remains are of: its tables and its audit.
struct JoinedBinary {
  let path: String
  let image: GoImage
  let subject: AuditSubject
  let facts: AuditFacts

  init(path: String, options: ExplainOptions) throws(ExplainError) {
    var audit = AuditOptions()
    audit.configuration = options.configuration
    audit.baseline = options.baseline
    audit.scopes = Set(CodeScope.allCases)
    let report = PanicScope.audit(paths: [path], options: audit)
    guard let subject = report.subjects.first else {
      throw ExplainError(
        path: path, message: report.errors.first?.message ?? "is no Go executable")
    }
    self.path = path
    self.subject = subject
    facts = AuditFacts(subject)
    image = try Self.image(path)
  }

  static func image(_ path: String) throws(ExplainError) -> GoImage {
    do {
      let file = try MappedFile(path: path)
      return try GoImage(file: file, object: ObjectFile(file: file))
    } catch {
      throw ExplainError(path: path, message: "is no Go executable that can be read")
    }
  }

  /// What the audit says of the goroutine and of the functions on its stack, the worst first.
  func findings(about episode: PanicEpisode) -> [Finding] {
    let mostFindings = 5
    let onStack = Set(
      (episode.stackAtEnd + episode.panics.flatMap(\.callers)).compactMap(\.place.function))
    // What they defer was meant to help.
    let stack = onStack.union(
      onStack.flatMap { facts.defers(in: $0).compactMap { $0.target?.function } })
    let starts = starts(of: episode.goroutine)
    return subject.findings.filter { finding in
      guard finding.suppression == nil else { return false }
      // A goroutine's findings are about where it was started; the others about functions of the stack.
      if finding.rule.text.hasPrefix("PS1") { return starts.contains(Start(finding.place)) }
      let places = ([finding.place] + finding.path).compactMap(\.function)
      return places.contains { stack.contains($0) }
    }
    .sorted { ($1.severity, $0.rule, $0.fingerprint) < ($0.severity, $1.rule, $1.fingerprint) }
    .prefix(mostFindings).map { $0 }
  }

  private struct Start: Hashable {
    var function: String?
    var line: Int?

    init(_ place: CodePlace) {
      function = place.function
      line = place.location?.line
    }
  }

  /// The `go` statements, calls of spawners or functions that can have begun the goroutine.
  private func starts(of goroutine: GoroutineIdentity) -> Set<Start> {
    guard let root = goroutine.root?.function else { return [] }
    return Set(subject.goroutines.filter { $0.root?.function == root }.map { Start($0.place) })
  }
}
