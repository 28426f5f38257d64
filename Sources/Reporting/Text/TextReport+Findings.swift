import PanicContract

extension TextReport {
  private static let evidenceLimit = 8
  private static let pathLimit = 8
  /// Findings of one rule below high that are shown with all their proof; the others get a line.
  private static let detailLimit = 3
  /// Lines for those others.
  private static let briefLimit = 20
  private static let lowTableLimit = 12

  /// A finding and those that read the same: instantiations of one generic function.
  private struct Folded {
    var finding: Finding
    var count = 1
  }

  /// One heading a rule, then its findings, the main module's first.
  mutating func full(_ findings: [Finding], _ places: PlaceText) {
    let rules = Set(findings.map(\.rule)).sorted()
    for rule in rules {
      let group = stableByScope(findings.filter { $0.rule == rule })
      heading(rule, group)
      let severity = group.first?.severity ?? .high
      let folded = options.all ? group.map { Folded(finding: $0) } : fold(group, places)
      let detailed =
        severity == .high || options.all ? folded.count : min(folded.count, Self.detailLimit)
      var lastFix: String?
      for entry in folded.prefix(detailed) {
        write(entry, places, withFix: entry.finding.fix != lastFix)
        lastFix = entry.finding.fix
      }
      brief(folded.dropFirst(detailed), places)
    }
  }

  private func fold(_ findings: [Finding], _ places: PlaceText) -> [Folded] {
    var folded: [Folded] = []
    var positions: [String: Int] = [:]
    for finding in findings {
      let text =
        places.name(finding.place) + places.source(finding.place)
        + places.prose(finding.message)
      if let position = positions[text] {
        folded[position].count += 1
      } else {
        positions[text] = folded.count
        folded.append(Folded(finding: finding))
      }
    }
    return folded
  }

  private mutating func heading(_ rule: RuleID, _ group: [Finding]) {
    guard let severity = group.first?.severity else { return }
    if !options.quiet { line("") }
    let description = Rule.with(rule)
    let name = description.map { " " + $0.name } ?? ""
    let times = group.count > 1 ? " (\(group.count))" : ""
    let summary = description.map { ": " + $0.summary } ?? ""
    line(style.severity(severity) + " " + style(.bold, rule.text + name) + times + summary)
  }

  /// A stable order: what comes first in the findings stays first within its scope.
  private func stableByScope(_ findings: [Finding]) -> [Finding] {
    CodeScope.allCases.flatMap { scope in findings.filter { $0.scope == scope } }
  }

  private mutating func write(_ entry: Folded, _ places: PlaceText, withFix: Bool) {
    let finding = entry.finding
    var marks = [finding.verdict]
    if finding.confidence != .high { marks.append("\(finding.confidence.rawValue) confidence") }
    if entry.count > 1 { marks.append("\(entry.count) instances") }
    if let state = finding.baselineState { marks.append("\(state.rawValue) in the baseline") }
    let source = places.source(finding.place)
    line(
      "  " + style(.bold, places.name(finding.place)) + (source.isEmpty ? "" : "  " + source)
        + "  [" + marks.joined(separator: ", ") + "]")
    line("    " + places.prose(finding.message, in: finding.package))
    if let suppression = finding.suppression {
      let until = suppression.expires.map { ", until \($0)" } ?? ""
      line("    suppressed: \(VisibleText.escaping(suppression.reason))\(until)")
    }
    evidence(finding.evidence, of: finding.package, places)
    path(finding.path, places)
    if withFix {
      line("    " + style(.cyan, "fix: ") + places.prose(finding.fix, in: finding.package))
    }
  }

  private mutating func evidence(
    _ evidence: [Evidence], of package: String, _ places: PlaceText
  ) {
    let limit = options.all ? evidence.count : Self.evidenceLimit
    var table = TextTable(indent: 6)
    for entry in evidence.prefix(limit) {
      table.add([
        hexadecimalAddress(entry.address), hexadecimal(entry.bytes, separator: " "),
        places.prose(entry.text, in: package),
        entry.note.map { "; " + places.prose($0, in: package) } ?? "",
      ])
    }
    let style = style
    table.write(into: &out, limit: 60) { column, cell in
      column < 2 ? style(.dim, cell) : column == 3 ? style(.cyan, cell) : cell
    }
    if evidence.count > limit { line("      ... \(evidence.count - limit) more") }
  }

  private mutating func path(_ path: [CodePlace], _ places: PlaceText) {
    guard path.count > 1 else { return }
    let limit = options.all ? path.count : Self.pathLimit
    var table = TextTable(indent: 4)
    func row(_ place: CodePlace, first: Bool) -> [String] {
      [
        first ? "path" : "", places.shortName(place), places.source(place),
        VisibleText.escaping(place.note ?? ""),
      ]
    }
    // The two ends say most: leave out of the middle.
    if path.count > limit {
      for (index, place) in path.prefix(limit - 3).enumerated() {
        table.add(row(place, first: index == 0))
      }
      table.add(["", "... \(path.count - limit + 1) more"])
      for place in path.suffix(2) { table.add(row(place, first: false)) }
    } else {
      for (index, place) in path.enumerated() { table.add(row(place, first: index == 0)) }
    }
    table.write(into: &out, limit: 80)
  }

  private mutating func brief(_ entries: ArraySlice<Folded>, _ places: PlaceText) {
    guard !entries.isEmpty else { return }
    line("  \(entries.reduce(0) { $0 + $1.count }) more, in full with --all:")
    var table = TextTable(indent: 4)
    for entry in entries.prefix(Self.briefLimit) {
      let place = entry.finding.place
      table.add([
        places.name(place), places.source(place),
        entry.count > 1 ? "\(entry.count) instances" : "",
      ])
    }
    table.write(into: &out, limit: 80)
    let rest = entries.dropFirst(Self.briefLimit)
    if !rest.isEmpty { line("    ... and \(rest.reduce(0) { $0 + $1.count }) others") }
  }

  /// One row a package: how many, and one of them.
  mutating func lowTable(_ findings: [Finding], _ places: PlaceText) {
    guard !findings.isEmpty else { return }
    struct Row {
      var scope: CodeScope
      var package: String
      var count: Int
      var example: Finding
    }
    var rows: [String: Row] = [:]
    for finding in findings {
      rows[
        finding.package,
        default: Row(
          scope: finding.scope, package: finding.package, count: 0, example: finding)
      ].count += 1
    }
    let ordered = rows.values.sorted {
      (rank($0.scope), -$0.count, $0.package) < (rank($1.scope), -$1.count, $1.package)
    }
    if !options.quiet { line("") }
    line(
      style.severity(.low) + " \(count(findings.count, "finding")) in "
        + "\(count(rows.count, "package")), in full with --all")
    var table = TextTable(indent: 2, rightAligned: [0])
    table.add(["count", "package", "example", ""])
    for row in ordered.prefix(Self.lowTableLimit) {
      table.add([
        String(row.count), places.prose(row.package),
        "\(row.example.rule.text) \(places.shortName(row.example.place))",
        places.fileName(row.example.place),
      ])
    }
    table.write(into: &out, limit: 60)
    if ordered.count > Self.lowTableLimit {
      let rest = ordered.dropFirst(Self.lowTableLimit)
      line("  \(rest.reduce(0) { $0 + $1.count }) more in \(count(rest.count, "package"))")
    }
  }

  private func rank(_ scope: CodeScope) -> Int {
    CodeScope.allCases.firstIndex(of: scope) ?? CodeScope.allCases.count
  }
}
