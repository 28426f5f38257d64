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
  }

  /// Sorted by rule, symbol and fingerprint, so that two files differ only where findings do.
  public private(set) var entries: [Entry]

  public var fingerprints: Set<String> { Set(entries.map(\.fingerprint)) }

  init(entries: [Entry]) {
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
          severity: $0.severity)
      })
  }
}

/// Why a baseline cannot be used.
public struct BaselineError: Error, Hashable, Sendable, CustomStringConvertible {
  public var path: String
  public var message: String
  public var description: String { "\(path): \(message)" }
}

extension Baseline {
  private static let kind = "panicscope-baseline"

  public init(contentsOf path: String) throws(BaselineError) {
    let value: JSONValue
    do {
      value = try JSONValue(parsing: try Host.contents(of: path, limit: 1 << 28))
    } catch let error as HostError {
      throw BaselineError(path: path, message: error.message)
    } catch let error as JSONValue.SyntaxError {
      throw BaselineError(path: path, message: "is no JSON, line \(error.line)")
    } catch {
      throw BaselineError(path: path, message: "cannot be read")
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
          severity: severity))
    }
    self.init(entries: entries)
  }

  /// Replaces the file's contents all at once.
  public func write(to path: String) throws(BaselineError) {
    var writer = JSONWriter(OutputBuffer(), layout: .lines)
    writer.object {
      $0.field("kind", Self.kind)
      $0.field("schemaVersion", "1.0.0")
      $0.array("findings", entries) { writer, entry in
        writer.object {
          $0.field("rule", entry.rule.text)
          $0.field("severity", entry.severity.rawValue)
          $0.field("symbol", entry.symbol)
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
