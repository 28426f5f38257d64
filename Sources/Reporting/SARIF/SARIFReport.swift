import PanicContract

/// SARIF 2.1.0 (OASIS) in the form that GitHub code scanning accepts: every result has a physical
/// location with a relative URI and a region, and `results` is there even when it is empty.
struct SARIFReport {
  let report: AuditReport
  let options: ReportOptions
  private let ruleIndex: [RuleID: Int]

  init(_ report: AuditReport, _ options: ReportOptions) {
    self.report = report
    self.options = options
    var index: [RuleID: Int] = [:]
    for (position, rule) in Rule.all.enumerated() { index[rule.id] = position }
    ruleIndex = index
  }

  func write(into buffer: consuming OutputBuffer) -> OutputBuffer {
    var writer = JSONWriter(buffer, layout: .lines)
    writer.object {
      $0.field("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
      $0.field("version", "2.1.0")
      $0.array("runs", CollectionOfOne(())) { writer, _ in writer.object(run) }
    }
    writer.endLine()
    return writer.out
  }

  private func run(_ writer: inout JSONWriter) {
    writer.object("tool") { $0.object("driver", driver) }
    writer.array("invocations", CollectionOfOne(())) { writer, _ in
      writer.object {
        $0.field("executionSuccessful", report.errors.isEmpty)
        $0.array("toolExecutionNotifications", report.errors) { writer, failure in
          writer.object {
            $0.field("level", "error")
            $0.message("\(failure.path): \(failure.message)")
          }
        }
        $0.array("toolConfigurationNotifications", report.notices) { writer, notice in
          writer.object {
            $0.field("level", "warning")
            $0.message(notice)
          }
        }
      }
    }
    writer.object("originalUriBaseIds") {
      $0.object("%SRCROOT%") {
        $0.object("description") { $0.field("text", "The root of the source repository.") }
      }
    }
    writer.field("columnKind", "utf16CodeUnits")
    let results = report.subjects.lazy.flatMap { subject in
      subject.findings.lazy.map { (finding: $0, subject: subject) }
    }
    writer.array("results", results) { writer, entry in
      writer.object { result(entry.finding, entry.subject, into: &$0) }
    }
  }

  private func driver(_ writer: inout JSONWriter) {
    writer.field("name", report.tool.name)
    writer.field("version", report.tool.version)
    writer.field("semanticVersion", report.tool.version)
    writer.array("rules", Rule.all) { writer, rule in
      writer.object {
        $0.field("id", rule.id.text)
        $0.field("name", rule.name)
        $0.object("shortDescription") { $0.field("text", rule.summary + ".") }
        $0.object("fullDescription") { $0.field("text", rule.why.joined(separator: " ")) }
        $0.object("help") {
          $0.field("text", rule.text)
          $0.field("markdown", rule.markdown(headingLevel: 1))
        }
        $0.object("defaultConfiguration") {
          $0.field("level", Self.level(rule.defaultSeverity))
        }
        $0.object("properties") {
          $0.strings("tags", ["go", "panic", "reliability"])
          $0.field("problem.severity", Self.problemSeverity(rule.defaultSeverity))
        }
      }
    }
  }

  private func result(
    _ finding: Finding, _ subject: AuditSubject, into writer: inout JSONWriter
  ) {
    writer.field("ruleId", finding.rule.text)
    if let index = ruleIndex[finding.rule] { writer.field("ruleIndex", index) }
    writer.field("level", Self.level(finding.severity))
    writer.message(finding.message + "\n\nFix: " + finding.fix)
    writer.array("locations", CollectionOfOne(finding.place)) { writer, place in
      writer.object { self.location(place, subject, into: &$0) }
    }
    writer.object("partialFingerprints") {
      $0.field("primaryLocationLineHash", Self.lineHash(finding.fingerprint) + ":1")
      $0.field("panicscope/v1", finding.fingerprint)
    }
    if finding.path.count > 1 { codeFlow(finding.path, subject, into: &writer) }
    let related = finding.evidence.filter { $0.location != nil }
    if !related.isEmpty {
      writer.array("relatedLocations", related) { writer, evidence in
        writer.object {
          let place = CodePlace(
            address: evidence.address, function: nil, location: evidence.location,
            note: evidence.note ?? evidence.text)
          self.location(place, subject, into: &$0)
        }
      }
    }
    if let suppression = finding.suppression {
      writer.array("suppressions", CollectionOfOne(suppression)) { writer, suppression in
        writer.object {
          $0.field("kind", "external")
          $0.field("status", "accepted")
          $0.field("justification", suppression.reason)
        }
      }
    }
    if let state = finding.baselineState { writer.field("baselineState", state.rawValue) }
    writer.object("properties") {
      $0.field("confidence", finding.confidence.rawValue)
      $0.field("severity", finding.severity.rawValue)
      $0.field("verdict", finding.verdict)
      $0.field("scope", finding.scope.rawValue)
      $0.field("binary", subject.path)
      $0.field("goVersion", subject.goVersion)
      $0.array("evidence", finding.evidence) { writer, evidence in
        writer.object { $0.evidence(evidence, options.pathMap) }
      }
      $0.strings("blindSpots", finding.blindSpots)
    }
  }

  static func level(_ severity: Severity) -> String {
    switch severity {
    case .high: "error"
    case .medium: "warning"
    case .low: "note"
    }
  }

  private static func problemSeverity(_ severity: Severity) -> String {
    severity == .low ? "recommendation" : level(severity)
  }

  /// FNV-1a, 64 bits: GitHub compares these and asks nothing of their form.
  static func lineHash(_ fingerprint: String) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in fingerprint.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hexadecimal(hash, digits: 16)
  }
}
