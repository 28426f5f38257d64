import PanicContract

extension TextReport {
  /// Three tables; the main module's sites first, then by the order of the binary.
  mutating func sites(of subject: AuditSubject) {
    let places = PlaceText(subject, options.pathMap)
    func row(_ place: CodePlace, _ kind: String, _ note: String) -> [String] {
      [
        place.address.map(hexadecimalAddress) ?? "", kind, places.name(place),
        places.source(place), note,
      ]
    }
    table("Recovers", subject.recovers, \.scope) { site in
      [row(site.place, site.verdict.rawValue, site.cause?.rawValue ?? "")]
        + site.uses.map { use in
          let verdict = use.cause.map { "\(use.verdict.rawValue): \($0.rawValue)" }
          return [
            "", "", "\(use.how.rawValue) in \(places.name(use.place))",
            places.source(use.place), verdict ?? use.verdict.rawValue,
          ]
        }
    }
    table("Defers", subject.defers, \.scope, summary: Self.deferSummary(subject)) { site in
      [row(site.place, site.kind.rawValue, Self.deferred(site, places))]
    }
    table("Goroutines", subject.goroutines, \.scope) { site in
      var notes = ["starts \(site.root.map(places.name) ?? "unknown")"]
      if let via = site.via { notes.append("through \(VisibleText.escaping(via))") }
      if let handler = site.guardedBy {
        let condition = handler.note.map { " (\(VisibleText.escaping($0)))" } ?? ""
        notes.append("guarded by \(places.name(handler))\(condition)")
      }
      if let believed = site.believedRecover {
        notes.append("believed in \(places.name(believed))")
      }
      return [row(site.place, site.verdict.rawValue, notes.joined(separator: ", "))]
    }
  }

  /// What a defer statement runs, as far as it is known.
  private static func deferred(_ site: DeferSite, _ places: PlaceText) -> String {
    switch site.resolution {
    case .function: return site.target.map(places.name) ?? "unknown"
    case .candidates: return "one of " + site.candidates.map(places.name).joined(separator: ", ")
    case .unknown: return "unknown"
    case .dynamic:
      let wrapper = site.target.map(places.name) ?? "a wrapper"
      let callee =
        switch site.calls?.kind {
        case .interfaceMethod:
          "interface method "
            + (site.calls?.method.map(VisibleText.escaping) ?? "in slot \(site.calls?.slot ?? 0)")
        case .functionValue: "a function value"
        case .unknown, nil: "what is known at run time only"
        }
      return "\(wrapper), calls \(callee)"
    }
  }

  /// `: function known 975, one of several 20, chosen at run time behind a wrapper 73, unknown 5`
  private static func deferSummary(_ subject: AuditSubject) -> String {
    let counts = SubjectCounts(subject).deferTargets
    let parts = DeferSite.Resolution.allCases.compactMap { resolution -> String? in
      guard let count = counts[resolution] else { return nil }
      let words =
        switch resolution {
        case .function: "function known"
        case .candidates: "one of several"
        case .dynamic: "chosen at run time behind a wrapper"
        case .unknown: "unknown"
        }
      return "\(words) \(count)"
    }
    return ": " + parts.joined(separator: ", ")
  }

  private mutating func table<Site>(
    _ title: String, _ sites: [Site], _ scope: KeyPath<Site, CodeScope>,
    summary: String = "", _ rows: (Site) -> [[String]]
  ) {
    guard !sites.isEmpty else { return }
    line("")
    line(style(.bold, "\(title) (\(sites.count))") + summary)
    var table = TextTable(indent: 2)
    for wanted in CodeScope.allCases {
      for site in sites where site[keyPath: scope] == wanted {
        for row in rows(site) { table.add(row) }
      }
    }
    table.write(into: &out, limit: 60)
  }
}
