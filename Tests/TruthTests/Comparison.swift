/// How one verdict of the audit stands to what the program did.
enum Agreement: String {
  case right
  /// The audit said `unknown`.
  case unknown
  /// True but less than could be said, such as `conditional` for a goroutine that always dies.
  case weak
  /// There is no site where the source has one.
  case missing
  case wrong
}

/// One row of the comparison.
struct Judgement: CustomStringConvertible {
  var subject: String
  var agreement: Agreement
  var observed: String
  var said: String

  var description: String {
    "\(agreement.rawValue): \(subject): the program \(observed), the audit says \(said)"
      .replacing("example.org/panicmatrix/", with: "")
  }
}

/// Compares one audit with the runs of the same binary.
struct Comparison {
  let cell: Cell
  let audit: AuditDocument.Subject
  /// What recover returns by the specification, by case.
  let specification: [String: Bool]
  private(set) var judgements: [Judgement] = []
  /// The cases that run the recover of a line.
  private let casesByRecover: [Place: Set<String>]

  init(cell: Cell, audit: AuditDocument.Subject, specification: [String: Bool]) {
    self.cell = cell
    self.audit = audit
    self.specification = specification
    var casesByRecover: [Place: Set<String>] = [:]
    for item in cell.cases {
      for place in item.recoverPlaces { casesByRecover[place, default: []].insert(item.id) }
    }
    self.casesByRecover = casesByRecover
    for item in cell.cases {
      compareRecover(item)
      compareGoroutine(item)
      compareExit(item)
    }
    compareDefers()
    compareDeferTargets()
  }

  private mutating func judge(
    _ subject: String, _ agreement: Agreement, observed: String, said: String
  ) {
    judgements.append(
      Judgement(subject: subject, agreement: agreement, observed: observed, said: said))
  }

  // MARK: Recovers

  private mutating func compareRecover(_ item: Cell.Case) {
    guard !item.use.isEmpty || !item.recover.isEmpty else { return }
    let places = item.recoverPlaces
    guard let recovered = item.recovered(at: places) else { return }
    let expected =
      !recovered ? "ineffective" : specification[item.id] == false ? "accidental" : "effective"
    let observed = recovered ? "recovered" : "got nil"
    let sites = audit.recovers.filter { $0.place.map(places.contains) ?? false }
    guard !sites.isEmpty else {
      judge("recover \(item.id)", .missing, observed: observed, said: "nothing at \(places)")
      return
    }
    // Instances of a generic function share a line; only those that are used here count.
    let used = sites.flatMap { site in
      site.uses.filter { $0.place.map(item.use.contains) ?? false }.map { (site, $0) }
    }
    for (site, use) in used {
      judgeRecover("recover", item, site, use.verdict, expected, observed, said: use.verdict)
    }
    if places.allSatisfy({ casesByRecover[$0]?.count == 1 }) {
      // The program has this one use of it, so the site's verdict is the use's.
      for site in sites where !used.isEmpty {
        let uses = site.uses.map { "\($0.how) \($0.place ?? "?") \($0.verdict)" }
        judgeRecover(
          "site", item, site, site.verdict, expected, observed, said: "\(site.verdict): \(uses)")
      }
      compareRecoverFinding(item, places.union(item.use), expected)
    }
    guard used.isEmpty else { return }
    for site in sites {
      let uses = site.uses.map { "\($0.how) \($0.place ?? "?") \($0.verdict)" }
      let said = item.use.isEmpty ? "" : "; no use at \(item.use), but \(uses)"
      // A site whose uses differ says nothing of the one that it does not have.
      let verdict = site.verdict == "mixed" ? "unknown" : site.verdict
      judgeRecover(
        "recover", item, site, verdict, expected, observed, said: site.verdict + said)
    }
  }

  private mutating func compareRecoverFinding(
    _ item: Cell.Case, _ places: Set<Place>, _ expected: String
  ) {
    let rules = Set(
      audit.findings.filter { $0.place.map(places.contains) ?? false }.map(\.rule)
        .filter { $0.hasPrefix("PS2") || $0.hasPrefix("PS3") })
    let agreement: Agreement =
      switch expected {
      case "effective": rules.isEmpty ? .right : .wrong
      case "accidental": rules == ["PS301"] ? .right : rules.isEmpty ? .missing : .wrong
      default: rules.isEmpty ? .missing : rules.contains("PS301") ? .wrong : .right
      }
    judge(
      "finding \(item.id)", agreement, observed: "shows that recover is \(expected)",
      said: "\(rules.sorted())")
  }

  private mutating func judgeRecover(
    _ kind: String, _ item: Cell.Case, _ site: AuditDocument.Recover, _ verdict: String,
    _ expected: String, _ observed: String, said: String
  ) {
    let agreement: Agreement =
      verdict == expected ? .right : verdict == "unknown" ? .unknown : .wrong
    judge(
      "\(kind) \(item.id) in \(site.function ?? "?")", agreement,
      observed: observed + " (\(expected))", said: said)
  }

  // MARK: Goroutines

  private mutating func compareGoroutine(_ item: Cell.Case) {
    guard !item.go.isEmpty else { return }
    let survivals = item.survivals
    let observed =
      survivals == [true] ? "survived" : survivals == [false] ? "died" : "survived and died"
    var sites = audit.goroutines.filter { $0.place.map(item.go.contains) ?? false }
    if sites.isEmpty {
      sites = audit.goroutines.filter { $0.rootPlace.map(item.go.contains) ?? false }
    }
    // A spawner's own `go` statement may have an unknown root where the call of the spawner has not.
    if sites.contains(where: { $0.guard != "unknown" }) {
      sites.removeAll { $0.guard == "unknown" }
    }
    guard !sites.isEmpty else {
      judge("go \(item.id)", .missing, observed: observed, said: "nothing at \(item.go)")
      return
    }
    for site in sites {
      judge(
        "go \(item.id) \(site.root ?? "?")",
        Self.agreement(survivals: survivals, guard: site.guard), observed: observed,
        said: site.guard)
      guard !item.believed.isEmpty else { continue }
      let believed = site.believedPlace.map(item.believed.contains)
      judge(
        "believed \(item.id)", believed.map { $0 ? .right : .wrong } ?? .weak,
        observed: "has \(item.believed) on the spawner's stack",
        said: site.believedRecover ?? "nothing")
    }
    guard survivals.count == 1 else { return }
    let rules = Set(
      audit.findings.filter { $0.place.map(item.go.contains) ?? false }.map(\.rule)
        .filter { $0.hasPrefix("PS1") })
    // Of code that it does not know the audit says so and no more.
    let isUnknown = sites.allSatisfy { $0.guard == "unknown" }
    let agreement: Agreement =
      survivals == [true]
      ? (rules.isEmpty ? .right : .wrong)
      : rules.isEmpty ? (isUnknown ? .unknown : .missing) : .right
    judge("finding \(item.id)", agreement, observed: observed, said: "\(rules.sorted())")
  }

  private static func agreement(survivals: Set<Bool>, guard: String) -> Agreement {
    switch `guard` {
    case "guarded", "delegated": survivals == [true] ? .right : .wrong
    case "exposed": survivals == [false] ? .right : survivals == [true] ? .wrong : .weak
    case "conditional": survivals.count == 2 ? .right : .weak
    case "unknown": .unknown
    default: .wrong
    }
  }

  // MARK: Exits

  private mutating func compareExit(_ item: Cell.Case) {
    guard !item.exit.isEmpty else { return }
    // An end without a word of the panic.
    guard item.runs.contains(where: { !$0.survived && $0.panic == nil }) else { return }
    let found = audit.findings.contains {
      $0.rule == "PS401" && ($0.place.map(item.exit.contains) ?? false)
    }
    judge(
      "exit \(item.id)", found ? .right : .missing, observed: "ended in silence",
      said: found ? "PS401" : "nothing at \(item.exit)")
  }

  // MARK: Defers

  private mutating func compareDefers() {
    var said: [Place: Set<String>] = [:]
    for site in audit.defers {
      for place in site.places { said[place, default: []].insert(site.kind) }
    }
    let places = Dictionary(grouping: cell.defers, by: \.place)
    for (place, statements) in places.sorted(by: { $0.key < $1.key }) {
      let kinds = Set(statements.map(\.kind))
      guard let found = said[place] else {
        judge("defer \(place)", .missing, observed: "has \(kinds)", said: "nothing")
        continue
      }
      // The compiler calls a defer in a range-over-func body heap-allocated.
      let rangeFunc = found == ["rangefunc"] && kinds == ["heap"] && place.hasPrefix("rangefunc/")
      judge(
        "defer \(place)", found == kinds || rangeFunc ? .right : .wrong, observed: "has \(kinds)",
        said: "\(found)")
    }
    let directories = Set(cell.defers.compactMap { $0.place.split(separator: "/").first })
    for place in said.keys.sorted()
    where !places.keys.contains(place) && directories.contains(place.prefix { $0 != "/" }) {
      // Directories of the standard library may have the same names; only the fixtures' files count.
      guard
        cell.defers.contains(where: { $0.place.prefix { $0 != ":" } == place.prefix { $0 != ":" } })
      else { continue }
      judge("defer \(place)", .wrong, observed: "has no defer", said: "\(said[place] ?? [])")
    }
  }

  /// What ran as a deferred function is among the targets that the audit names.
  private mutating func compareDeferTargets() {
    let package = "example.org/panicmatrix/defers."
    let byFunction = Dictionary(grouping: audit.defers, by: { anyInstance($0.function ?? "") })
    var ran: [String: Set<String>] = [:]
    for record in cell.cases.flatMap(\.runs).flatMap(\.deferred) {
      guard let by = record.by, record.function.hasPrefix(package) else { continue }
      ran[by, default: []].insert(record.function)
    }
    for (function, deferred) in ran.sorted(by: { $0.key < $1.key }) {
      let sites = byFunction[function] ?? []
      let targets = sites.flatMap { site -> [String?] in
        let candidates = site.candidates.map { $0.function.map(anyInstance) }
        return candidates.isEmpty ? [site.target.map(anyInstance)] : candidates
      }
      let isOpen = sites.contains { $0.resolution == "unknown" || $0.resolution == "dynamic" }
      for name in deferred.sorted() {
        let agreement: Agreement =
          targets.contains(name) ? .right : isOpen ? .unknown : .missing
        judge(
          "defer target in \(function)", agreement, observed: "ran \(name)", said: "\(targets)")
      }
      let named = sites.filter { $0.resolution == "function" }.map { $0.target.map(anyInstance) }
      for case let target? in Set(named)
      where target.hasPrefix(package) && !deferred.contains(target) {
        judge(
          "defer target in \(function)", .wrong, observed: "never ran \(target)",
          said: "\(targets)")
      }
    }
  }
}

/// A generic function's name without its type arguments, as tracebacks print it.
private func anyInstance(_ name: String) -> String {
  name.replacing(/\[[^\]]*\]/, with: "[...]")
}
