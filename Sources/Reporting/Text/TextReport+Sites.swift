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
    table("Defers", subject.defers, \.scope) { site in
      [row(site.place, site.kind.rawValue, site.target.map(places.name) ?? "unknown")]
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

  private mutating func table<Site>(
    _ title: String, _ sites: [Site], _ scope: KeyPath<Site, CodeScope>,
    _ rows: (Site) -> [[String]]
  ) {
    guard !sites.isEmpty else { return }
    line("")
    line(style(.bold, "\(title) (\(sites.count))"))
    var table = TextTable(indent: 2)
    for wanted in CodeScope.allCases {
      for site in sites where site[keyPath: scope] == wanted {
        for row in rows(site) { table.add(row) }
      }
    }
    table.write(into: &out, limit: 60)
  }
}
