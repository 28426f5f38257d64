/// What the audit of a binary says, indexed by function: the static half of an explanation.
public struct AuditFacts: Sendable {
  /// A use of a function that calls `recover()`, with the call.
  public struct RecoverUse: Sendable {
    public var site: RecoverSite
    public var use: RecoverSite.Use
  }

  private let recoversByFunction: [String: [RecoverSite]]
  /// By the function that defers, calls or starts the one with the `recover()`.
  private let usesByUser: [String: [RecoverUse]]
  /// By the entry of the function that passes the one with the `recover()` on as a value.
  private let usesByPasser: [UInt64: [RecoverUse]]
  private let defersByFunction: [String: [DeferSite]]
  private let defersByEntry: [UInt64: DeferSite]
  private let entriesOfManyDefers: Set<UInt64>
  private let findingsByPlace: [UInt64: [Finding]]
  /// Bodies of range-over-func loops, by the function that they stand in.
  private let rangeBodies: [String: Set<String>]

  public init(_ subject: AuditSubject) {
    var recovers: [String: [RecoverSite]] = [:]
    var uses: [String: [RecoverUse]] = [:]
    var passed: [UInt64: [RecoverUse]] = [:]
    for site in subject.recovers {
      if let function = site.place.function { recovers[function, default: []].append(site) }
      for use in site.uses {
        for entry in use.passedBy.compactMap(\.address) {
          passed[entry, default: []].append(RecoverUse(site: site, use: use))
        }
        guard let user = use.place.function else { continue }
        uses[user, default: []].append(RecoverUse(site: site, use: use))
      }
    }
    var defers: [String: [DeferSite]] = [:]
    var entries: [UInt64: DeferSite] = [:]
    var repeated: Set<UInt64> = []
    for site in subject.defers {
      if let entry = site.entry {
        if entries[entry] == nil { entries[entry] = site } else { repeated.insert(entry) }
      }
      if let function = site.place.function { defers[function, default: []].append(site) }
    }
    var findings: [UInt64: [Finding]] = [:]
    for finding in subject.findings {
      for address in Set(([finding.place] + finding.path).compactMap(\.address)) {
        findings[address, default: []].append(finding)
      }
    }
    recoversByFunction = recovers
    usesByUser = uses
    usesByPasser = passed
    defersByFunction = defers
    defersByEntry = entries
    entriesOfManyDefers = repeated
    findingsByPlace = findings
    var bodies: [String: Set<String>] = [:]
    for name in Array(recovers.keys) + Array(uses.keys) + Array(defers.keys) {
      if let owner = Self.owner(ofRangeBody: name) { bodies[owner, default: []].insert(name) }
    }
    rangeBodies = bodies
  }

  /// The `recover()` calls that stand in a function.
  public func recovers(in function: String) -> [RecoverSite] { recoversByFunction[function] ?? [] }

  /// The `recover()` calls in functions that this one defers, calls or starts.
  public func uses(by function: String) -> [RecoverUse] { usesByUser[function] ?? [] }

  /// The `recover()` calls in functions that the one with this entry passes to others as values.
  public func uses(passedBy entry: UInt64) -> [RecoverUse] { usesByPasser[entry] ?? [] }

  /// The `defer` statements of a function.
  public func defers(in function: String) -> [DeferSite] { defersByFunction[function] ?? [] }

  /// A `defer` statement whose call begins at this entry.
  public func deferSite(calling entry: UInt64) -> DeferSite? { defersByEntry[entry] }

  /// The only `defer` statement whose call begins at this entry.
  public func onlyDeferSite(calling entry: UInt64) -> DeferSite? {
    entriesOfManyDefers.contains(entry) ? nil : defersByEntry[entry]
  }

  /// The bodies of a function's range-over-func loops that defer or recover: functions of their own,
  /// whose deferred calls belong to the function.
  public func rangeBodies(of function: String) -> [String] {
    rangeBodies[function]?.sorted() ?? []
  }

  /// `f` for `f-range1`.
  private static func owner(ofRangeBody name: String) -> String? {
    guard let mark = name.ranges(of: "-range").last,
      name[mark.upperBound...].allSatisfy({ $0.isASCII && $0.isNumber }),
      mark.upperBound < name.endIndex
    else { return nil }
    return String(name[..<mark.lowerBound])
  }

  /// The finding of a rule about a `recover()` call.
  ///
  /// - Parameter user: where its function was called from or is used; a finding about another use of
  ///   the same function is none about this one.
  public func finding(
    _ rule: RuleID, about site: RecoverSite, usedAt user: CodePlace? = nil
  ) -> Finding? {
    let own = user.map { uses(of: site, at: $0) } ?? site.uses
    let ownPlaces = Set(own.compactMap(\.place.address))
    let foreign = Set(site.uses.compactMap(\.place.address)).subtracting(ownPlaces)
    let places = user == nil ? [site.place] + own.map(\.place) : own.map(\.place) + [site.place]
    for address in places.compactMap(\.address) {
      let found = (findingsByPlace[address] ?? []).filter { finding in
        finding.rule == rule && !finding.addresses.contains(where: foreign.contains)
      }
      // A function that calls what it is given has a finding for each recover that it is given.
      let own = found.first { $0.evidence.contains { $0.address == site.place.address } }
      if let best = own ?? found.first { return best }
    }
    return nil
  }

  /// The uses at a place: by its address, else by its function and line. What a function defers is
  /// called where it returns, not at the statement.
  func uses(of site: RecoverSite, at place: CodePlace) -> [RecoverSite.Use] {
    let exact = site.uses.filter { $0.place.address != nil && $0.place.address == place.address }
    guard exact.isEmpty else { return exact }
    let own = site.uses.filter { $0.place.function == place.function }
    let onLine = own.filter { use in
      guard let line = place.location?.line, let own = use.place.location?.line else { return true }
      return line == own
    }
    return onLine.isEmpty ? own.filter { $0.how == .deferred } : onLine
  }

  /// The site of an observed call: by its address, or by its function and line.
  public func recover(at place: CodePlace) -> RecoverSite? {
    guard let function = place.function else { return nil }
    let sites = recovers(in: function)
    if let address = place.address, let exact = sites.first(where: { $0.place.address == address })
    {
      return exact
    }
    if let line = place.location?.line {
      return sites.first { $0.place.location?.line == line }
    }
    return sites.count == 1 ? sites[0] : nil
  }

  /// Whether a function, when it is deferred, stops a panic by a `recover()` of its own; nil when
  /// the audit does not tell.
  public func canRecover(whenDeferred function: String) -> Bool? {
    let sites = recovers(in: function)
    guard !sites.isEmpty else { return false }
    let deferred = sites.flatMap { site in site.uses.filter { $0.how == .deferred } }
    if deferred.contains(where: { $0.verdict == .effective || $0.verdict == .accidental }) {
      return true
    }
    if sites.contains(where: { $0.verdict == .effective }) { return true }
    return sites.allSatisfy { $0.verdict == .ineffective } ? false : nil
  }

  /// The defer statements of a function whose deferred function recovers.
  public func recoveringDefers(in function: String) -> [DeferSite] {
    defers(in: function).filter { site in
      site.target?.function.flatMap { canRecover(whenDeferred: $0) } == true
    }
  }
}

extension Finding {
  /// Where it stands, leads and what proves it.
  fileprivate var addresses: [UInt64] {
    ([place] + path).compactMap(\.address) + evidence.map(\.address)
  }
}
