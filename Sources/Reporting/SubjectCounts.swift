import PanicContract

/// How many of each kind a subject has; suppressed findings count apart.
struct SubjectCounts {
  var recovers: [Verdict: Int] = [:]
  var defers: [DeferSite.Kind: Int] = [:]
  var deferTargets: [DeferSite.Resolution: Int] = [:]
  var goroutines: [Guard: Int] = [:]
  var severities: [Severity: Int] = [:]
  var rules: [(id: RuleID, count: Int)]
  var suppressed = 0
  /// In the baseline already.
  var unchanged = 0

  init(_ subject: AuditSubject) {
    for site in subject.recovers { recovers[site.verdict, default: 0] += 1 }
    for site in subject.defers {
      defers[site.kind, default: 0] += 1
      deferTargets[site.resolution, default: 0] += 1
    }
    for site in subject.goroutines { goroutines[site.verdict, default: 0] += 1 }
    var perRule: [RuleID: Int] = [:]
    for rule in Rule.all { perRule[rule.id] = 0 }
    for finding in subject.findings {
      if finding.suppression != nil {
        suppressed += 1
        continue
      }
      if finding.baselineState == .unchanged { unchanged += 1 }
      severities[finding.severity, default: 0] += 1
      perRule[finding.rule, default: 0] += 1
    }
    rules = perRule.map { (id: $0.key, count: $0.value) }.sorted { $0.id < $1.id }
  }
}
