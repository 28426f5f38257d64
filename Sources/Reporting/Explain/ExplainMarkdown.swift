import PanicContract

/// To be pasted into an issue tracker. What comes from the remains stands in code spans, so that it
/// can neither format nor mention anything.
struct ExplainMarkdown {
  private let report: ExplainReport
  private let options: ExplainReportOptions
  private let places: TracePlaces
  private var out: OutputBuffer
  private static let mostFrames = 30

  init(
    _ report: ExplainReport, _ options: ExplainReportOptions, _ out: consuming OutputBuffer
  ) {
    self.report = report
    self.options = options
    places = TracePlaces(options.pathMap, mainModule: nil)
    self.out = out
  }

  consuming func write() -> OutputBuffer {
    for (index, remains) in report.remains.enumerated() {
      if index > 0 { line("") }
      write(remains)
    }
    if report.remains.isEmpty { line("No crash of a Go program found in \(code(report.subject)).") }
    for notice in report.notices {
      line("")
      line("Note: \(text(notice))")
    }
    return out
  }

  private mutating func line(_ text: String) {
    out.append(text)
    out.append("\n")
  }

  private mutating func write(_ remains: Remains) {
    let explanation = remains.explanation
    let place = ExplainWords.lines(remains).map { ", \($0)" } ?? ""
    line("### \(code(report.subject))\(place): \(ExplainWords.title(remains))")
    line("")
    line(text(explanation.sentence) + ".")
    for detail in explanation.details { line("- \(text(detail))") }
    for contradiction in explanation.contradictions {
      line("- **Contradiction**: \(text(contradiction))")
    }
    if let advice = explanation.advice {
      line("")
      line("**Fix**: \(text(advice))")
    }
    line("")
    line("| | |")
    line("|---|---|")
    row("kind", "`\(explanation.kind.rawValue)`, confidence \(explanation.confidence.rawValue)")
    if let version = remains.goVersion { row("Go", code(version)) }
    for possibility in remains.possibilities { row("can be", text(possibility)) }
    for exclusion in remains.exclusions { row("cannot be", text(exclusion)) }
    for panic in remains.episode.panics where panic.origin != .goexit {
      let at = ExplainWords.shown(panic.callers, all: false).first.map {
        " in " + code(places.text($0.place))
      }
      row("panic", code(ExplainWords.value(panic)) + (at ?? ""))
    }
    for call in ExplainWords.shown(remains.episode.pending) {
      row("pending", code(call.function.map(places.text) ?? "?"))
    }
    if remains.episode.goroutine.id != nil {
      row("on", code(ExplainWords.goroutine(remains.episode.goroutine)))
    }
    if let creator = remains.episode.goroutine.createdBy {
      row("started by", code(places.text(creator)))
    }
    for finding in remains.findings {
      row("finding", "\(finding.rule.text) \(finding.severity.rawValue): \(text(finding.message))")
    }
    stack(remains.episode.stackAtEnd)
    for gap in remains.episode.gaps { line("- not seen: \(text(gap))") }
  }

  private mutating func row(_ name: String, _ text: String) { line("| \(name) | \(text) |") }

  private mutating func stack(_ frames: [StackFrame]) {
    let shown = ExplainWords.shown(frames, all: options.all)
    guard !shown.isEmpty else { return }
    line("")
    line("<details><summary>stack</summary>")
    line("")
    line("```")
    for frame in shown.prefix(options.all ? shown.count : Self.mostFrames) {
      line(places.text(frame.place).replacing("```", with: "'''"))
    }
    line("```")
    line("")
    line("</details>")
    line("")
  }

  /// A code span that nothing inside can end.
  private func code(_ value: String) -> String {
    let visible = VisibleText.escaping(value).replacing("|", with: "\\|")
    guard visible.contains("`") else { return "`\(visible)`" }
    return "`` \(visible.replacing("``", with: "''")) ``"
  }

  /// A sentence with names in it, in which nothing is markup.
  private func text(_ value: String) -> String {
    var result = ""
    for character in VisibleText.escaping(value) {
      if "\\`*_[]<>|@#!~".contains(character) { result.append("\\") }
      result.append(character)
    }
    return result
  }
}
