import ByteReading
import PanicContract

/// What the binary's code and tables say.
extension Bench {
  func verdicts(_ names: [String]) throws(LabFailure) -> MeasureResult {
    let subject = try source.audit(binary)
    var result = MeasureResult()
    var lines: [String] = []
    for name in names {
      let sites = subject.recovers.filter { site in
        site.scope == .main && (site.place.function?.contains(name) ?? false)
      }
      var seen: [String] = []
      for site in sites {
        if !seen.contains(site.verdict.rawValue) { seen.append(site.verdict.rawValue) }
        let cause = site.cause.map { " (\($0.rawValue))" } ?? ""
        lines.append(
          "\(name.padded(to: 10)) recover() in \(site.place.function ?? "?"): "
            + "\(site.verdict.rawValue)\(cause)")
      }
      result.readings.append(
        Reading("verdict \(name)", seen.isEmpty ? "no recover()" : seen.joined(separator: ", ")))
    }
    result.exhibits = [Exhibit("verdicts of the audit", engine: "its code", lines: lines)]
    return result
  }

  func reportedRules() throws(LabFailure) -> MeasureResult {
    let found = try source.audit(binary).findings.filter { $0.scope == .main }
    let rules = Set(found.map(\.rule.text)).sorted()
    return MeasureResult(
      readings: [
        Reading("audit reports", rules.isEmpty ? "nothing" : rules.joined(separator: ", "))
      ],
      exhibits: [Exhibit("findings", engine: "its code", lines: found.map(\.message))])
  }

  func findings(_ rules: [String]) throws(LabFailure) -> MeasureResult {
    let subject = try source.audit(binary)
    var result = MeasureResult()
    for rule in rules {
      let found = subject.findings.filter { $0.rule.text == rule && $0.scope == .main }
      let places = Set(found.compactMap(\.place.function)).sorted()
      result.readings.append(
        Reading("findings \(rule)", places.isEmpty ? "none" : places.joined(separator: ", ")))
      result.exhibits.append(
        Exhibit(
          "findings of \(rule)", engine: "its code",
          lines: found.flatMap { finding in
            [finding.message]
              + finding.evidence.prefix(6).map {
                "  \(hexadecimal($0.address))  \($0.text)" + ($0.note.map { "  ; \($0)" } ?? "")
              }
          }))
    }
    return result
  }

  func defers(_ functions: [String]) throws(LabFailure) -> MeasureResult {
    let subject = try source.audit(binary)
    var result = MeasureResult()
    var lines: [String] = []
    for function in functions {
      var counts: [String] = []
      let sites = subject.defers.filter { $0.place.function == function }
      for kind in DeferSite.Kind.allCases {
        let count = sites.count { $0.kind == kind }
        if count > 0 { counts.append("\(count) \(kind.rawValue)") }
      }
      for site in sites {
        let line = site.place.location.map { "line \($0.line)" } ?? "?"
        lines.append(
          "\(function) \(line): defer \(site.target?.function ?? "?"), \(site.kind.rawValue)")
      }
      result.readings.append(
        Reading("defers of \(function)", counts.isEmpty ? "none" : counts.joined(separator: ", ")))
    }
    result.exhibits = [Exhibit("defer statements", engine: "its code", lines: lines)]
    return result
  }

  func calls(_ function: String, _ callees: [String]) throws(LabFailure) -> MeasureResult {
    var result = MeasureResult()
    let evidence = try source.show(binary, functions: [function])
    let listing = try listing(of: function, in: evidence)
    for callee in callees {
      let count = listing.lines.count { $0.callee == callee }
      result.readings.append(Reading("\(function) calls \(callee)", "\(count)"))
    }
    result.exhibits = [
      Exhibit(
        "calls, stores into defer slots and what follows in \(function)", engine: "its code",
        lines: listing.lines.filter { !$0.notes.isEmpty || $0.callee != nil }.prefix(60).map(line))
    ]
    return result
  }

  func recoverTargets(_ functions: [String]) throws(LabFailure) -> MeasureResult {
    let evidence = try source.show(binary, functions: [])
    let sites = (evidence.sites ?? []).filter { site in
      site.callee == "gorecover" && site.scope == .main
    }
    var result = MeasureResult()
    for function in functions {
      let verdicts = Set(sites.filter { $0.place.function == function }.compactMap(\.verdict))
      result.readings.append(
        Reading("recover() in \(function)", verdicts.sorted().joined(separator: ", ")))
    }
    let targets = Set(sites.map(\.target))
    result.readings.append(
      Reading("targets of all calls of recover()", "\(targets.count)"))
    let lines = sites.map { site in
      "\(hexadecimal(site.place.address ?? 0)) CALL runtime.gorecover at \(hexadecimal(site.target)) in "
        + "\(site.place.function ?? "?"): \(site.verdict ?? "?")"
    }
    result.exhibits = [Exhibit("calls of recover()", engine: "its code", lines: lines)]
    return result
  }

  func decisions() throws(LabFailure) -> MeasureResult {
    guard let runtime = try source.show(binary, functions: []).runtime else {
      throw LabFailure("the runtime's decisions could not be read")
    }
    var result = MeasureResult()
    for function in runtime.functions {
      result.readings.append(
        Reading(function.name, function.decisions.map(\.name).joined(separator: ", ")))
      result.exhibits.append(
        Exhibit(
          "\(function.name) at \(hexadecimal(function.entry))", engine: "its code",
          lines: function.decisions.map {
            "\(hexadecimal($0.address))  \($0.text.padded(to: 24)) \($0.name.padded(to: 24)) \($0.meaning)"
          }))
    }
    for property in runtime.properties {
      result.readings.append(Reading(property.name, property.value))
    }
    result.readings.append(Reading("era", runtime.eras.joined(separator: ", ")))
    return result
  }

  func upgrade(_ version: String) throws(LabFailure) -> MeasureResult {
    let subject = try source.upgrade(binary, to: version)
    let changes = subject.changes.filter { $0.use.scope == .main }
    func names(_ direction: UpgradeSubject.Change.Direction) -> String {
      let names = Set(
        changes.filter { $0.direction == direction }.compactMap { $0.use.place.function })
      return names.isEmpty ? "none" : names.sorted().joined(separator: ", ")
    }
    return MeasureResult(
      readings: [
        Reading("recovers lost with Go \(version)", names(.lost)),
        Reading("recovers gained with Go \(version)", names(.gained)),
      ],
      exhibits: [
        Exhibit(
          "upgrade to Go \(version)", engine: "its code",
          lines: changes.map { change in
            "\(change.direction.rawValue): recover() in \(change.use.place.function ?? "?"), used in "
              + "\(change.use.use.function ?? "?"): \(Self.words(change.use.before)), then "
              + (change.use.after.map(Self.words) ?? "?")
          })
      ])
  }

  private static func words(_ outcome: RecoverOutcome) -> String {
    outcome.verdict.rawValue + (outcome.cause.map { " (\($0.rawValue))" } ?? "")
  }

  // MARK: Listings

  func listing(
    of function: String, in evidence: BinaryEvidence
  ) throws(LabFailure) -> FunctionListing {
    // Assembly functions have a wrapper of the same name.
    let found = evidence.listings.filter { $0.function == function }
    guard let listing = found.max(by: { $0.lines.count < $1.lines.count }) else {
      throw LabFailure("the program has no function \(function)")
    }
    return listing
  }

  func line(_ line: FunctionListing.Line) -> String {
    let notes = line.notes.isEmpty ? "" : "  ; " + line.notes.joined(separator: "; ")
    return "\(hexadecimal(line.address))  \(line.text)\(notes)"
  }
}
