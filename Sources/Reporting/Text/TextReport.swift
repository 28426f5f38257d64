import PanicContract

/// For people: the findings that matter most directly under a summary line, evidence with each,
/// what is long at the end.
struct TextReport {
  let report: AuditReport
  let options: ReportOptions
  let style: TextStyle
  var out: OutputBuffer

  init(_ report: AuditReport, _ options: ReportOptions, _ out: consuming OutputBuffer) {
    self.report = report
    self.options = options
    self.style = TextStyle(color: options.color)
    self.out = out
  }

  consuming func write() -> OutputBuffer {
    for (index, subject) in report.subjects.enumerated() {
      if index > 0 && !options.quiet { line("") }
      write(subject)
    }
    if !options.quiet { writeEnd() }
    return out
  }

  mutating func line(_ text: String) {
    out.append(text)
    out.append(byte: UInt8(ascii: "\n"))
  }

  // MARK: A subject

  private mutating func write(_ subject: AuditSubject) {
    let shown = subject.findings.filter {
      options.showSuppressed || options.all && $0.suppression == nil || $0.isActive
    }
    if !options.quiet {
      summary(subject)
      for note in subject.notes { line("  note: " + VisibleText.escaping(note)) }
    }
    let places = PlaceText(subject, options.pathMap)
    for severity in Severity.allCases.sorted(by: >) {
      let group = shown.filter { $0.severity == severity }
      if severity == .low && !options.all { lowTable(group, places) } else { full(group, places) }
    }
    if options.sites { sites(of: subject) }
  }

  /// `./server: go1.27.3 amd64, 4217 functions, 3 recovers (1 ineffective), ...: 1 high, 2 low`
  private mutating func summary(_ subject: AuditSubject) {
    let counts = SubjectCounts(subject)
    func detail<Kind: Hashable & RawRepresentable<String>>(
      _ counts: [Kind: Int], _ kinds: [Kind]
    ) -> String {
      let told = kinds.compactMap { kind in
        counts[kind].map { "\($0) \(kind.rawValue)" }
      }
      return told.isEmpty ? "" : " (" + told.joined(separator: ", ") + ")"
    }
    let version = subject.goVersion.map { $0.hasPrefix("go") ? $0 : "go" + $0 }
    var facts = [
      "\(VisibleText.escaping(version ?? "Go of unknown version")) \(subject.architecture)",
      count(subject.functions, "function"),
      count(subject.recovers.count, "recover")
        + detail(counts.recovers, [.ineffective, .accidental, .mixed, .unknown]),
      count(subject.defers.count, "defer"),
      count(subject.goroutines.count, "goroutine")
        + detail(counts.goroutines, [.exposed, .conditional, .guarded, .unknown]),
    ]
    if subject.stripped { facts.insert("stripped", at: 1) }
    var found = Severity.allCases.sorted(by: >).compactMap { severity in
      counts.severities[severity].map { "\($0) \(severity.rawValue)" }
    }
    if found.isEmpty { found = ["no findings"] }
    if counts.unchanged > 0 { found.append("\(counts.unchanged) of them in the baseline") }
    if counts.suppressed > 0 { found.append("\(counts.suppressed) suppressed") }
    line(
      style(.bold, VisibleText.escaping(subject.path)) + ": " + facts.joined(separator: ", ")
        + ": " + style(.bold, found.joined(separator: ", ")))
  }

  func count(_ number: Int, _ noun: String) -> String {
    number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
  }

  // MARK: The end of the report

  private mutating func writeEnd() {
    var spots: [String: Int] = [:]
    for subject in report.subjects {
      for finding in subject.findings where finding.isActive {
        for spot in finding.blindSpots { spots[spot, default: 0] += 1 }
      }
    }
    if !spots.isEmpty {
      line("")
      line(style(.bold, "Blind spots"))
      let ordered = spots.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      for (spot, times) in ordered {
        line("  - \(VisibleText.escaping(spot)) (\(count(times, "finding")))")
      }
    }
    if !options.showSuppressed {
      let suppressed = report.subjects.reduce(0) { $0 + SubjectCounts($1).suppressed }
      if suppressed > 0 {
        line("")
        line("\(count(suppressed, "finding")) suppressed; --show-suppressed lists them")
      }
    }
    let passed = report.passedOver.reduce(0) { $0 + $1.count }
    if passed > 0 {
      let kinds = report.passedOver.map { "\($0.count) \($0.reason)" }
      if !report.subjects.isEmpty { line("") }
      line("Passed over \(count(passed, "file")): \(kinds.joined(separator: ", "))")
    }
  }
}
