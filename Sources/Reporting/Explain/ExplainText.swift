import PanicContract

/// For people: what happened, why, and what to do, each crash under its own title.
struct ExplainText {
  private let report: ExplainReport
  private let options: ExplainReportOptions
  private let style: TextStyle
  private let places: TracePlaces
  private var out: OutputBuffer
  private static let mostFrames = 12
  private static let mostGoroutines = 8

  init(
    _ report: ExplainReport, _ options: ExplainReportOptions, _ out: consuming OutputBuffer
  ) {
    self.report = report
    self.options = options
    style = TextStyle(color: options.color)
    places = TracePlaces(options.pathMap, mainModule: nil)
    self.out = out
  }

  consuming func write() -> OutputBuffer {
    for (index, remains) in report.remains.enumerated() {
      if index > 0 { line("") }
      write(remains, number: report.remains.count > 1 ? index + 1 : nil)
    }
    if report.remains.isEmpty {
      line("\(places.prose(report.subject)): no crash of a Go program found")
    }
    if !report.notices.isEmpty { line("") }
    for notice in report.notices { line("note: " + places.prose(notice)) }
    return out
  }

  private mutating func line(_ text: String, indent: Int? = nil) {
    out.append(line: text, columns: options.columns, indent: indent)
  }

  private mutating func field(_ name: String, _ text: String) {
    let width = 11
    line(
      "  " + name + String(repeating: " ", count: max(1, width - name.count)) + text,
      indent: 2 + width)
  }

  private mutating func write(_ remains: Remains, number: Int?) {
    title(remains, number)
    let explanation = remains.explanation
    field("why", style(.bold, places.prose(explanation.sentence)))
    for detail in explanation.details { field("", places.prose(detail)) }
    for contradiction in explanation.contradictions {
      field("", style(.red, "CONTRADICTION: ") + places.prose(contradiction))
    }
    if let advice = explanation.advice { field("fix", places.prose(advice)) }
    field("kind", explanation.kind.rawValue + ", confidence " + explanation.confidence.rawValue)
    if let version = remains.goVersion { field("go", places.prose(version)) }
    for possibility in remains.possibilities { field("can be", places.prose(possibility)) }
    for exclusion in remains.exclusions { field("cannot be", places.prose(exclusion)) }
    panics(remains.episode)
    deferred(remains.episode)
    if remains.episode.goroutine.id != nil || !remains.episode.stackAtEnd.isEmpty {
      goroutine(remains.episode)
    }
    for evidence in explanation.evidence { self.evidence(evidence) }
    findings(remains.findings)
    others(remains)
    for gap in remains.episode.gaps { field("gap", places.prose(gap)) }
  }

  private mutating func title(_ remains: Remains, _ number: Int?) {
    var words = places.prose(report.subject)
    if let number { words += ", crash \(number)" }
    if let lines = ExplainWords.lines(remains) { words += ", " + lines }
    let title = ExplainWords.title(remains)
    let paint: TextStyle.Paint =
      switch remains.explanation.kind {
      case .recovered, .goexit, .exit: .cyan
      case .unknown, .stuck: .yellow
      default: .red
      }
    line("\(words): \(style(paint, title))")
  }

  private mutating func panics(_ episode: PanicEpisode) {
    for (index, panic) in episode.panics.enumerated() {
      let name = episode.panics.count == 1 ? "panic" : "panic \(index + 1)"
      if panic.origin == .goexit {
        field(name, "runtime.Goexit")
        continue
      }
      var text = places.prose(ExplainWords.value(panic))
      if let place = ExplainWords.shown(panic.callers, all: false).first?.place {
        text += style(.dim, "  in ") + places.text(place)
      }
      if let state = ExplainWords.state(panic) { text += style(.dim, "  (\(state))") }
      field(name, text)
      if case .signal(let fact)? = panic.origin {
        let address = fact.address.map { " at address " + hexadecimalAddress($0) } ?? ""
        field("", style(.dim, "from signal \(fact.number)\(address)"))
      }
    }
  }

  private mutating func deferred(_ episode: PanicEpisode) {
    for event in episode.events {
      guard case .deferredCallStarted(let call) = event.kind else { continue }
      field("ran", call.function.map(places.text) ?? "a deferred function")
    }
    for call in ExplainWords.shown(episode.pending) {
      var text = call.function.map(places.text) ?? "a function that is not known"
      if let owner = call.registeredBy {
        text += style(.dim, ", deferred by ") + places.name(owner)
      }
      if let kind = call.kind { text += style(.dim, " (\(kind.rawValue))") }
      if call.canRecover == true { text += ", which would recover" }
      field("pending", text)
    }
    for other in episode.recoversElsewhere {
      field(
        "elsewhere",
        "\(places.name(other.deferred.function)) would recover on "
          + places.prose(ExplainWords.goroutine(other.goroutine)))
    }
  }

  private mutating func goroutine(_ episode: PanicEpisode) {
    field("on", places.prose(ExplainWords.goroutine(episode.goroutine)))
    stack(episode.stackAtEnd)
    if let creator = episode.goroutine.createdBy {
      let id = episode.goroutine.creatorID.map { " (goroutine \($0))" } ?? ""
      field("", style(.dim, "started by ") + places.text(creator) + id)
    }
  }

  private mutating func stack(_ frames: [StackFrame]) {
    let shown = ExplainWords.shown(frames, all: options.all)
    let limit = options.all ? shown.count : Self.mostFrames
    for frame in shown.prefix(limit) { field("", style(.dim, "in ") + places.text(frame.place)) }
    if shown.count > limit {
      field("", style(.dim, "and " + counted(shown.count - limit, "more caller")))
    }
  }

  private mutating func evidence(_ evidence: Evidence) {
    var text = hexadecimalAddress(evidence.address)
    if !evidence.bytes.isEmpty { text += "  " + hexadecimal(evidence.bytes, separator: " ") }
    text += "  " + places.prose(evidence.text)
    if let note = evidence.note { text += style(.dim, "  ; " + places.prose(note)) }
    field("evidence", text)
  }

  private mutating func findings(_ findings: [Finding]) {
    for finding in findings {
      let since =
        finding.baselineState.map { $0 == .unchanged ? ", in the baseline" : ", new" } ?? ""
      field(
        "finding",
        "\(finding.rule.text) \(finding.severity.rawValue)\(since): "
          + places.prose(finding.message))
      if let versions = Rule.with(finding.rule)?.versions { field("since", versions) }
    }
  }

  /// The other goroutines: those that panic too in full, the rest counted by what they do.
  private mutating func others(_ remains: Remains) {
    let others = remains.goroutines.dropFirst()
    guard !others.isEmpty else { return }
    if options.all {
      for other in others {
        field(
          "goroutine",
          places.prose(ExplainWords.goroutine(other.identity) + " [\(other.status)]"))
        stack(other.frames)
        for call in ExplainWords.shown(other.pending) {
          field("", style(.dim, "pending ") + (call.function.map(places.text) ?? "?"))
        }
      }
      return
    }
    var counts: [String: Int] = [:]
    for other in others { counts[other.status, default: 0] += 1 }
    let ordered = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let words = ordered.prefix(Self.mostGoroutines).map { "\($0.value) \($0.key)" }
    field(
      "others",
      places.prose(words.joined(separator: ", ")) + style(.dim, "  (--all shows them)"))
  }
}
