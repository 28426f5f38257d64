extension AuditReport {
  /// Findings that are neither suppressed nor known to the baseline.
  public var activeFindings: [Finding] {
    subjects.flatMap { $0.findings.filter(\.isActive) }
  }

  /// How many active findings are at or above the severity.
  public func count(atOrAbove severity: Severity) -> Int {
    subjects.reduce(0) { sum, subject in
      sum + subject.findings.count { $0.isActive && $0.severity >= severity }
    }
  }

  /// Suppresses, compares with the baseline, leaves out what is out of scope, and orders what is
  /// left: the most severe first, then by rule, the main module's before others.
  mutating func apply(_ options: AuditOptions) {
    var suppressor = Suppressor(options.configuration.ignore, today: options.today)
    var seen: Set<String> = []
    for index in subjects.indices {
      suppressor.apply(to: &subjects[index])
      if let known = options.baseline?.known(in: subjects[index]) {
        for (finding, state) in zip(subjects[index].findings.indices, known.states) {
          subjects[index].findings[finding].baselineState = state
        }
        seen.formUnion(known.fingerprints)
      }
      subjects[index].restrict(to: options.scopes)
      subjects[index].findings.sort(by: Finding.reportOrder)
    }
    notices += suppressor.notices
    // What a target that failed would have had is not known.
    guard errors.isEmpty else { return }
    for gone in options.baseline?.entries ?? [] where !seen.contains(gone.fingerprint) {
      notices.append("baseline: \(gone.rule) in \(gone.symbol ?? "?") is gone")
    }
  }
}

extension AuditSubject {
  fileprivate mutating func restrict(to scopes: Set<CodeScope>?) {
    let reported = scopes ?? [.main, .deps]
    findings.removeAll { !reported.contains($0.scope) }
    guard let scopes else { return }
    recovers.removeAll { !scopes.contains($0.scope) }
    defers.removeAll { !scopes.contains($0.scope) }
    goroutines.removeAll { !scopes.contains($0.scope) }
  }
}

extension Finding {
  fileprivate static func reportOrder(_ a: Finding, _ b: Finding) -> Bool {
    if a.severity != b.severity { return a.severity > b.severity }
    if a.rule != b.rule { return a.rule < b.rule }
    if a.scope != b.scope { return a.scope.rank < b.scope.rank }
    if a.confidence != b.confidence { return a.confidence > b.confidence }
    if a.place.address != b.place.address {
      return (a.place.address ?? 0) < (b.place.address ?? 0)
    }
    return a.fingerprint < b.fingerprint
  }
}

extension CodeScope {
  fileprivate var rank: Int {
    switch self {
    case .main: 0
    case .deps: 1
    case .std: 2
    }
  }
}
