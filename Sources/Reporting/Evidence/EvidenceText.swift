import PanicContract

/// `show` for people: first what was asked for of single functions, then the tables.
struct EvidenceText {
  let evidence: BinaryEvidence
  let options: EvidenceOptions
  let style: TextStyle
  var out: OutputBuffer

  init(_ evidence: BinaryEvidence, _ options: EvidenceOptions, _ out: consuming OutputBuffer) {
    self.evidence = evidence
    self.options = options
    style = TextStyle(color: options.color)
    self.out = out
  }

  consuming func write() -> OutputBuffer {
    for (index, listing) in evidence.listings.enumerated() {
      if index > 0 { line("") }
      write(listing)
    }
    if let defers = evidence.defers { write(defers) }
    if let sites = evidence.sites { write(sites) }
    if let runtime = evidence.runtime { write(runtime) }
    if let tracking = evidence.tracking { write(tracking) }
    for note in evidence.notes { line("note: " + VisibleText.escaping(note)) }
    return out
  }

  mutating func line(_ text: String) {
    out.append(text)
    out.append(byte: UInt8(ascii: "\n"))
  }

  mutating func heading(_ text: String) {
    if evidence.listings.count > 0 || !out.bytes.isEmpty { line("") }
    line(style(.bold, text))
  }

  func source(_ location: SourceLocation?) -> String {
    guard let location else { return "" }
    return VisibleText.escaping(options.pathMap.short(location.file, mainModule: nil))
      + ":\(location.line)"
  }

  func fileName(_ location: SourceLocation?) -> String {
    guard let location else { return "" }
    let name = location.file.split(separator: "/").last.map(String.init) ?? location.file
    return "\(VisibleText.escaping(name)):\(location.line)"
  }

  func name(_ place: CodePlace) -> String {
    VisibleText.escaping(place.function ?? place.address.map(hexadecimalAddress) ?? "?")
  }

  // MARK: tables

  /// Why a table is empty.
  private func nothing(_ what: String, of count: Int) -> String {
    count == 0 ? "\(what) here" : "\(what) in this --scope, \(count) elsewhere"
  }

  private func isWanted(_ scope: CodeScope) -> Bool {
    options.scopes.map { $0.contains(scope) } ?? true
  }

  private mutating func write(_ defers: DeferEvidence) {
    let totals = DeferSite.Kind.allCases.compactMap { kind in
      defers.totals[kind].map { "\($0) \(kind.rawValue)" }
    }
    heading("Defers (whole program: \(totals.isEmpty ? "none" : totals.joined(separator: ", ")))")
    let shown = defers.lowerings.filter { isWanted($0.site.scope) }
    if shown.isEmpty { line("  " + nothing("no defer statement", of: defers.lowerings.count)) }
    var current: String?
    for lowering in shown {
      if lowering.site.place.function != current {
        current = lowering.site.place.function
        line("  " + style(.cyan, name(lowering.site.place)))
      }
      let slot = lowering.slot.map { " slot \($0)," } ?? ""
      let target = lowering.site.target.map(name) ?? "a function known at run time only"
      line(
        "    \(fileName(lowering.site.place.location))  defer \(target): "
          + "\(lowering.site.kind.rawValue),\(slot) number \(lowering.order + 1) registered")
      var table = TextTable(indent: 6)
      for step in lowering.steps {
        table.add([
          hexadecimalAddress(step.address), VisibleText.escaping(step.text),
          VisibleText.escaping(step.note),
        ])
      }
      table.write(into: &out, limit: 52)
    }
  }

  private mutating func write(_ sites: [SiteEvidence]) {
    let shown = sites.filter { isWanted($0.scope) }
    guard !shown.isEmpty else {
      heading("Sites")
      let what = "no call of gorecover, gopanic, newproc, deferproc or deferreturn"
      return line("  " + nothing(what, of: sites.count))
    }
    heading("Sites (\(shown.count) of \(sites.count))")
    var table = TextTable(indent: 2)
    for site in shown {
      table.add([
        site.place.address.map(hexadecimalAddress) ?? "", VisibleText.escaping(site.callee),
        hexadecimalAddress(site.target), name(site.place), fileName(site.place.location),
        VisibleText.escaping(site.verdict ?? ""),
      ])
    }
    table.write(into: &out, limit: 60)
  }

  private mutating func write(_ runtime: RuntimeEvidence) {
    heading("How this binary's runtime decides")
    for function in runtime.functions {
      line(
        "  " + style(.cyan, VisibleText.escaping(function.name)) + " at "
          + hexadecimalAddress(function.entry))
      var table = TextTable(indent: 4)
      for decision in function.decisions {
        table.add([
          hexadecimalAddress(decision.address), VisibleText.escaping(decision.text),
          decision.name, VisibleText.escaping(decision.meaning),
        ])
      }
      table.write(into: &out, limit: 40)
    }
    line("  " + style(.cyan, "What follows"))
    var table = TextTable(indent: 4)
    for property in runtime.properties {
      table.add([property.name, property.value, VisibleText.escaping(property.reason)])
    }
    table.write(into: &out)
    line(
      runtime.eras.isEmpty
        ? "    this code follows the rules of no Go version that is known"
        : "    these are the rules of Go \(runtime.eras.joined(separator: " or "))")
  }

  private mutating func write(_ tracking: TrackEvidence) {
    heading("SP by the code and by the binary's own table (pcsp)")
    let followed = tracking.instructions - tracking.unknown
    line(
      "  \(counted(tracking.functions, "function")), \(followed) of \(tracking.instructions) instructions "
        + "followed, " + Self.functions(tracking.disagreements.count, "disagrees", "disagree"))
    var table = TextTable(indent: 2)
    for d in tracking.disagreements {
      table.add([
        d.place.address.map(hexadecimalAddress) ?? "", VisibleText.escaping(d.function),
        fileName(d.place.location),
        "SP is at entry\(signed(d.depth)), pcsp says entry\(signed(d.tableDepth))",
      ])
    }
    table.write(into: &out, limit: 70)
    if !tracking.returnAddressWriters.isEmpty {
      let count = tracking.returnAddressWriters.count
      line(
        "  "
          + Self.functions(
            count, "overwrites its return address", "overwrite their return addresses"))
      write(tracking.returnAddressWriters)
    }
    line(
      "  "
        + Self.functions(
          tracking.writers.count, "sets SP freely (SPWRITE)", "set SP freely (SPWRITE)"))
    write(tracking.writers)
  }

  private mutating func write(_ places: [CodePlace]) {
    var table = TextTable(indent: 4)
    for place in places {
      table.add([place.address.map(hexadecimalAddress) ?? "", name(place)])
    }
    table.write(into: &out, limit: 70)
  }

  private static func functions(_ count: Int, _ one: String, _ more: String) -> String {
    count == 1 ? "1 function \(one)" : "\(count) functions \(more)"
  }

  /// A depth as the distance of SP from where it was at entry.
  func signed(_ depth: Int32?) -> String {
    guard let depth else { return "?" }
    if depth == 0 { return "" }
    return (depth > 0 ? "-0x" : "+0x") + hexadecimal(UInt64(depth.magnitude))
  }
}
