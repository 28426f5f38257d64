import PanicContract

extension JSONWriter {
  mutating func finding(_ finding: Finding, _ paths: PathMap) {
    field("rule", finding.rule.text)
    field("ruleName", Rule.with(finding.rule)?.name)
    field("severity", finding.severity.rawValue)
    field("confidence", finding.confidence.rawValue)
    field("verdict", finding.verdict)
    field("scope", finding.scope.rawValue)
    field("package", finding.package)
    place(finding.place, paths)
    field("message", finding.message)
    field("fix", finding.fix)
    field("fingerprint", finding.fingerprint)
    field("baselineState", finding.baselineState?.rawValue)
    if let suppression = finding.suppression {
      object("suppression") {
        $0.field("reason", suppression.reason)
        $0.field("expires", suppression.expires)
      }
    }
    array("evidence", finding.evidence) { writer, evidence in
      writer.object { $0.evidence(evidence, paths) }
    }
    array("path", finding.path) { writer, place in
      writer.object {
        $0.place(place, paths)
        $0.field("note", place.note)
      }
    }
    strings("blindSpots", finding.blindSpots)
  }

  /// `bytes` are hexadecimal digits in the order of the file.
  mutating func evidence(_ evidence: Evidence, _ paths: PathMap) {
    field("address", hexadecimalAddress(evidence.address))
    field("bytes", hexadecimal(evidence.bytes, separator: ""))
    field("text", evidence.text)
    location(evidence.location, paths)
    field("note", evidence.note)
  }

  /// What is said of a subject apart from its lists.
  mutating func subject(_ subject: AuditSubject) {
    field("path", subject.path)
    object("buildID") {
      $0.field("go", subject.goBuildID)
      $0.field("gnu", subject.gnuBuildID)
    }
    field("sha256", subject.sha256)
    field("format", subject.format)
    field("architecture", subject.architecture)
    field("goVersion", subject.goVersion)
    field("goVersionSource", subject.goVersionSource?.rawValue)
    field("era", subject.era)
    field("stripped", subject.stripped)
    field("functions", subject.functions)
    field("mainModule", subject.mainModule)
    object("coverage") {
      $0.field("textBytes", unsigned: subject.coverage.textBytes)
      $0.field("decodedBytes", unsigned: subject.coverage.decodedBytes)
    }
    eachKind(SubjectCounts(subject))
    strings("notes", subject.notes)
  }

  private mutating func eachKind(_ counts: SubjectCounts) {
    object("eachKind") {
      $0.counts("recovers", counts.recovers, of: Verdict.self)
      $0.counts("defers", counts.defers, of: DeferSite.Kind.self)
      $0.counts("deferTargets", counts.deferTargets, of: DeferSite.Resolution.self)
      $0.counts("goroutines", counts.goroutines, of: Guard.self)
      $0.object("findings") {
        $0.object("rule") {
          for rule in counts.rules { $0.field(rule.id.text, rule.count) }
        }
        $0.counts("severity", counts.severities, of: Severity.self)
        $0.field("suppressed", counts.suppressed)
      }
    }
  }

  private mutating func counts<Kind: CaseIterable & RawRepresentable<String> & Hashable>(
    _ key: String, _ counts: [Kind: Int], of: Kind.Type
  ) {
    object(key) {
      for kind in Kind.allCases { $0.field(kind.rawValue, counts[kind, default: 0]) }
    }
  }

  mutating func tool(_ tool: AuditReport.Tool) {
    object("tool") {
      $0.field("name", tool.name)
      $0.field("version", tool.version)
    }
  }
}
