public import PanicContract

extension CampaignReport {
  /// Writes the report in one format, to the end.
  public func write(
    as format: InjectionFormat, options: ReportOptions, into out: inout OutputBuffer
  ) {
    let buffer = out
    out = OutputBuffer()
    switch format {
    case .text: out = writeText(options, buffer)
    case .json: out = InjectionJSON(options.pathMap).write(self, into: buffer)
    case .junit: out = JUnitReport(self).write(into: buffer)
    }
    out.flush()
  }

  private func writeText(_ options: ReportOptions, _ buffer: consuming OutputBuffer) -> OutputBuffer
  {
    var out = buffer
    let style = TextStyle(color: options.color)
    let places = PlaceText(mainModule: mainModule, options.pathMap)
    let words = InjectionWords(places: places, style: style)
    let roots = rows.filter { $0.kind == .root }
    let handlers = rows.filter { $0.kind == .handler }
    if !roots.isEmpty || handlers.isEmpty {
      write(roots, ["ROOT", "STARTED AT"], words, into: &out)
    }
    if !handlers.isEmpty {
      if !roots.isEmpty { out.append("\n") }
      write(handlers, ["HANDLER", "CALLED AT"], words, into: &out)
    }
    guard !options.quiet else { return out }
    let agreed = count(.agrees)
    let disagreed = count(.disagrees)
    let kinds = CampaignRow.Kind.allCases.compactMap { kind in
      let count = rows.count { $0.kind == kind }
      return count == 0 ? nil : counted(count, kind.rawValue)
    }
    let what = kinds.isEmpty ? "nothing reached" : kinds.joined(separator: " and ")
    var summary = "\(what), one run each: "
    summary += "\(agreed) as predicted, \(disagreed) not, \(rows.count - agreed - disagreed) open"
    if rootsLeftOut > 0 {
      summary += "; \(counted(rootsLeftOut, "more was", "more were")) reached (--max)"
    }
    if rootsNotReached > 0 {
      summary +=
        "; \(counted(rootsNotReached, "root of the binary was", "roots of the binary were")) not reached"
    }
    out.append("\n")
    out.append(line: style(.bold, summary), columns: options.columns)
    for note in notes {
      out.append(
        line: style(.dim, "note: " + VisibleText.escaping(note)), columns: options.columns)
    }
    return out
  }

  private func write(
    _ rows: [CampaignRow], _ heads: [String], _ words: InjectionWords,
    into out: inout OutputBuffer
  ) {
    let style = words.style
    let places = words.places
    var table = TextTable(indent: 0)
    table.add(heads + ["PREDICTED", "OBSERVED", "", "HOW"])
    for row in rows {
      table.add([
        places.name(row.root), started(row, places), row.predicted.rawValue, observed(row),
        mark(row), how(row, places, words),
      ])
    }
    table.write(into: &out, limit: 64) { column, cell in
      switch cell {
      case "DISAGREES": style(.red, cell)
      case "died" where column == 3: style(.red, cell)
      case _ where column == 5: style(.dim, cell)
      default: cell
      }
    }
  }

  private func started(_ row: CampaignRow, _ places: PlaceText) -> String {
    guard let first = row.startedAt.first else { return row.via.map { places.prose($0) } ?? "" }
    let more = row.startedAt.count - 1
    return places.source(first) + (more > 0 ? " +\(more)" : "")
  }

  private func observed(_ row: CampaignRow) -> String {
    row.failure != nil ? "failed" : row.result?.outcome.rawValue ?? ""
  }

  private func mark(_ row: CampaignRow) -> String {
    switch row.agreement {
    case .agrees: "as predicted"
    case .disagrees: "DISAGREES"
    case .open: "open"
    }
  }

  private func how(_ row: CampaignRow, _ places: PlaceText, _ words: InjectionWords) -> String {
    if let failure = row.failure { return VisibleText.escaping(failure) }
    guard let result = row.result else { return "" }
    guard result.isPanic else { return "the fault did not become a panic" }
    switch result.outcome {
    case .survived:
      return result.recoveredBy.map { "recovered by \(places.name($0))" } ?? "recovered"
    case .died where result.diedOfAnother:
      let who = result.recoveredBy.map { " by \(places.name($0))" } ?? ""
      let what = result.fatalError.map { "\"\(VisibleText.escaping($0))\"" } ?? "another panic"
      return "recovered\(who); \(what) ended the program"
    case .died:
      if let fatal = result.fatalError { return "fatal error: \(VisibleText.escaping(fatal))" }
      return result.end.map(words.end) ?? ""
    case .hung: return "neither recovered nor dead in time"
    case .undecided: return "the program ended while deferred calls of the panic still ran"
    case .notReached: return row.predicted == .exposed ? "" : "not with its defer in force"
    }
  }
}
