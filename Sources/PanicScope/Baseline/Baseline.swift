import ByteReading

/// Findings that were there before, so that only new ones count.
public struct Baseline: Sendable {
  public struct Entry: Hashable, Sendable {
    /// Survives a rebuild.
    public var fingerprint: String
    public var rule: RuleID
    /// The function, to be read by people.
    public var symbol: String?
    public var severity: Severity
    /// The source file's own name and the line; nil in baselines of earlier versions. Only to know closures
    /// again that another Go names differently.
    var statement: SourceStatement?

    var identity: FindingIdentity {
      FindingIdentity(fingerprint: fingerprint, rule: rule, symbol: symbol, statement: statement)
    }
  }

  /// Sorted by rule, symbol and fingerprint, so that two files differ only where findings do.
  public private(set) var entries: [Entry]

  /// The minor versions (`1.27`) of the Go that built the programs; nil in baselines of earlier
  /// versions.
  var goVersions: Set<String>?

  init(entries: [Entry], goVersions: Set<String>? = nil) {
    self.goVersions = goVersions
    var seen: Set<String> = []
    self.entries = entries.filter { seen.insert($0.fingerprint).inserted }.sorted {
      ($0.rule, $0.symbol ?? "", $0.fingerprint) < ($1.rule, $1.symbol ?? "", $1.fingerprint)
    }
  }

  /// All findings of a report that are not suppressed.
  public init(_ report: AuditReport) {
    self.init(
      entries: report.subjects.flatMap(\.findings).filter { $0.suppression == nil }.map {
        Entry(
          fingerprint: $0.fingerprint, rule: $0.rule, symbol: $0.place.function,
          severity: $0.severity, statement: SourceStatement($0.place))
      }, goVersions: Set(report.subjects.compactMap(\.goMinor)))
  }
}

/// Why a baseline cannot be used.
public struct BaselineError: Error, Hashable, Sendable, CustomStringConvertible {
  public var path: String
  public var message: String
  public var description: String { "\(path): \(message)" }
}

extension Baseline {
  /// Whether a finding of a subject is in the baseline, in their order, and the fingerprints of the
  /// entries that are among them.
  func known(in subject: AuditSubject) -> (states: [BaselineState], fingerprints: Set<String>) {
    let identities = subject.findings.map(FindingIdentity.init)
    // A baseline that does not say by which Go it was made has no lines either.
    let sameGo = subject.goMinor.flatMap { goVersions?.contains($0) } ?? true
    let pairs = SitePairs(
      entries.map(\.identity), identities, by: FindingIdentity.keys(sameGo: sameGo))
    let partners = Dictionary(
      pairs.both.map { ($0.new.fingerprint, $0.old.fingerprint) }, uniquingKeysWith: { a, _ in a })
    return (
      identities.map { partners[$0.fingerprint] == nil ? .new : .unchanged },
      Set(partners.values)
    )
  }

  private static let kind = "panicscope-baseline"
  /// Room for some 80,000 findings.
  private static let sizeLimit = 16 << 20

  public init(contentsOf path: String) throws(BaselineError) {
    let value: JSONValue
    do throws(JSONFileError) {
      value = try JSONValue(contentsOf: path, limit: Self.sizeLimit)
    } catch {
      throw BaselineError(path: path, message: error.message)
    }
    guard value["kind"]?.string == Self.kind, let findings = value["findings"]?.array else {
      throw BaselineError(
        path: path, message: "is no baseline; `panicscope baseline write` makes one")
    }
    guard value["schemaVersion"]?.string?.hasPrefix("1.") == true else {
      throw BaselineError(path: path, message: "is a baseline of a newer panicscope")
    }
    var entries: [Entry] = []
    for finding in findings {
      guard let fingerprint = finding["fingerprint"]?.string, let rule = finding["rule"]?.string,
        let severity = finding["severity"]?.string.flatMap(Severity.init(rawValue:))
      else { throw BaselineError(path: path, message: "has a finding without its fields") }
      entries.append(
        Entry(
          fingerprint: fingerprint, rule: RuleID(rule), symbol: finding["symbol"]?.string,
          severity: severity, statement: Self.statement(finding)))
    }
    self.init(
      entries: entries, goVersions: value["goVersions"]?.array.map { Set($0.compactMap(\.string)) })
  }

  private static func statement(_ finding: JSONValue) -> SourceStatement? {
    guard let file = finding["file"]?.string, let line = finding["line"]?.integer else {
      return nil
    }
    return SourceStatement(file: file, line: line)
  }

  /// Replaces the file's contents all at once.
  public func write(to path: String) throws(BaselineError) {
    var writer = JSONWriter(OutputBuffer(), layout: .lines)
    writer.object {
      $0.field("kind", Self.kind)
      $0.field("schemaVersion", "1.1.0")
      $0.strings("goVersions", (goVersions ?? []).sorted())
      $0.array("findings", entries) { writer, entry in
        writer.object {
          $0.field("rule", entry.rule.text)
          $0.field("severity", entry.severity.rawValue)
          $0.field("symbol", entry.symbol)
          $0.field("file", entry.statement?.file)
          $0.field("line", entry.statement?.line)
          $0.field("fingerprint", entry.fingerprint)
        }
      }
    }
    writer.endLine()
    do throws(HostError) {
      let file = try ReplacedFile(path: path)
      try file.write(writer.out.bytes)
      try file.commit()
    } catch {
      throw BaselineError(path: path, message: error.message)
    }
  }
}
