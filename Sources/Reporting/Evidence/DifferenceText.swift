public import PanicContract

/// `diff` for people.
struct DifferenceText {
  let difference: BinaryDifference
  let options: EvidenceOptions
  let style: TextStyle
  var out: OutputBuffer

  private static let column = 52

  init(
    _ difference: BinaryDifference, _ options: EvidenceOptions, _ out: consuming OutputBuffer
  ) {
    self.difference = difference
    self.options = options
    style = TextStyle(color: options.color)
    self.out = out
  }

  consuming func write() -> OutputBuffer {
    let d = difference
    line("old: \(side(d.old))")
    line("new: \(side(d.new))")
    line(
      style(
        .bold,
        "findings: \(d.newFindings.count) new, \(d.goneFindings.count) gone, "
          + "\(d.unchangedFindings) unchanged"))
    for finding in d.newFindings { write(finding, "+", .red) }
    for finding in d.goneFindings { write(finding, "-", .dim) }
    section("recovers whose verdict changed", d.recovers.count)
    for change in d.recovers {
      line(
        "  \(change.isWorse ? "!" : " ") \(text(change.new.place)): "
          + "\(words(change.old)) -> \(words(change.new))")
    }
    sites("recovers added", d.addedRecovers.map { (text($0.place), words($0)) })
    sites("recovers removed", d.removedRecovers.map { (text($0.place), words($0)) })
    sites("goroutines added", d.addedGoroutines.map { (text($0.place), words($0)) })
    sites("goroutines removed", d.removedGoroutines.map { (text($0.place), words($0)) })
    section("defers that became something else", d.defers.count)
    for change in d.defers {
      line(
        "    \(text(change.new.place)): \(change.old.kind.rawValue) -> \(change.new.kind.rawValue)")
    }
    if let function = d.function { write(function) }
    if d.isSame { line("no difference") }
    return out
  }

  private mutating func line(_ text: String) {
    out.append(text)
    out.append(byte: UInt8(ascii: "\n"))
  }

  private mutating func section(_ title: String, _ count: Int) {
    if count > 0 { line(style(.bold, "\(title): \(count)")) }
  }

  private mutating func sites(_ title: String, _ rows: [(String, String)]) {
    section(title, rows.count)
    for row in rows { line("    \(row.0): \(row.1)") }
  }

  private mutating func write(_ finding: Finding, _ mark: String, _ paint: TextStyle.Paint) {
    line(
      "  " + style(paint, "\(mark) \(finding.rule) \(finding.severity.rawValue)")
        + "  \(text(finding.place)): \(VisibleText.escaping(finding.message))")
  }

  // MARK: words

  private func side(_ side: BinaryDifference.Side) -> String {
    "\(VisibleText.escaping(side.path)), "
      + "\(VisibleText.escaping(side.goVersion ?? "Go of unknown version")) \(side.architecture), "
      + "\(side.functions) functions"
  }

  private func text(_ place: CodePlace) -> String {
    let name = VisibleText.escaping(
      place.function ?? place.address.map(hexadecimalAddress) ?? "?")
    guard let location = place.location else { return name }
    let file = location.file.split(separator: "/").last.map(String.init) ?? location.file
    return "\(name) (\(VisibleText.escaping(file)):\(location.line))"
  }

  private func words(_ site: RecoverSite) -> String {
    site.verdict.rawValue + (site.cause.map { " (\($0.rawValue))" } ?? "")
  }

  private func words(_ site: GoroutineSite) -> String {
    let root =
      site.root?.function.map { VisibleText.escaping($0) } ?? "a function known at run time only"
    return "\(site.verdict.rawValue), starts \(root)"
  }

  // MARK: a function

  private mutating func write(_ function: FunctionDifference) {
    line("")
    line(
      style(.bold, VisibleText.escaping(function.function))
        + ": \(function.oldSize) bytes -> \(function.newSize) bytes")
    for callee in function.removedCallees {
      line("  no longer calls \(VisibleText.escaping(callee))")
    }
    for callee in function.addedCallees { line("  now calls \(VisibleText.escaping(callee))") }
    for row in function.rows {
      let left = row.old.map(cell) ?? ""
      let right = row.new.map(cell) ?? ""
      let mark = row.isSame ? " " : row.old == nil ? ">" : "<"
      let padding = String(repeating: " ", count: max(0, Self.column - left.count))
      let text = left + padding + " \(mark) " + right
      line("  " + (row.isSame ? text : style(row.old == nil ? .yellow : .red, text)))
    }
  }

  private func cell(_ line: FunctionListing.Line) -> String {
    hexadecimalAddress(line.address) + "  " + VisibleText.escaping(line.text)
  }
}

extension BinaryDifference {
  /// For people.
  public func writeText(options: EvidenceOptions, into out: inout OutputBuffer) {
    let buffer = out
    out = OutputBuffer()
    out = DifferenceText(self, options, buffer).write()
    out.flush()
  }
}
