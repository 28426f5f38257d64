import PanicContract

/// For people: each episode as a story, its cause first; what repeats is counted.
struct TraceText: TraceWriter {
  private let options: TraceReportOptions
  private let style: TextStyle
  private var out: OutputBuffer
  private var places = TracePlaces(PathMap(), mainModule: nil)
  private var repeated: [String: Int] = [:]
  /// In the order in which they were first told.
  private var sentences: [String] = []

  init(_ options: TraceReportOptions, _ out: consuming OutputBuffer) {
    self.options = options
    style = TextStyle(color: options.color)
    self.out = out
  }

  private mutating func line(_ text: String) {
    out.append(line: text, columns: options.columns)
  }

  mutating func begin(_ header: TraceHeader) {
    places = TracePlaces(options.pathMap, mainModule: header.mainModule)
    guard !options.quiet else { return }
    let version = header.goVersion.map { $0.hasPrefix("go") ? $0 : "go" + $0 }
    var words = VisibleText.escaping(version ?? "Go of unknown version")
    words += ", \(header.probes) probes, engine \(header.engine)"
    var what = VisibleText.escaping(header.path)
    if let process = header.processes.first { what = "process \(process) (\(what))" }
    line(style(.dim, "panicscope: tracing \(what): \(words)"))
    for note in header.notes {
      line(style(.dim, "panicscope: note: " + VisibleText.escaping(note)))
    }
    out.flush()
  }

  // MARK: An episode

  mutating func add(_ traced: TracedEpisode) {
    let key = TraceStory.key(traced)
    if !options.all, let times = repeated[key] {
      repeated[key] = times + 1
      return
    }
    count(key, times: 1)
    let explanation = traced.explanation
    line("")
    line(title(traced))
    line("  " + style(.bold, places.prose(explanation.sentence)))
    for detail in explanation.details { line("  " + places.prose(detail)) }
    if let advice = explanation.advice { line("  fix: " + places.prose(advice)) }
    for contradiction in explanation.contradictions {
      line("  " + style(.red, "CONTRADICTION: ") + places.prose(contradiction))
    }
    steps(traced)
    stack(traced.episode)
    for evidence in explanation.evidence { self.evidence(evidence) }
    for gap in traced.episode.gaps { line("  gap: " + VisibleText.escaping(gap)) }
    out.flush()
  }

  mutating func repeated(_ traced: TracedEpisode, times: Int) {
    count(TraceStory.key(traced), times: times)
  }

  private mutating func count(_ key: String, times: Int) {
    if let before = repeated[key] {
      repeated[key] = before + times
    } else if repeated.count < Self.mostSentences {
      sentences.append(key)
      repeated[key] = times
    }
  }

  /// Beyond that many the text tells each episode.
  private static let mostSentences = 10_000

  private func title(_ traced: TracedEpisode) -> String {
    let episode = traced.episode
    let outcome = episode.outcome.name
    let paint: TextStyle.Paint =
      switch episode.outcome {
      case .recovered, .goexit: .cyan
      case .unknown, .stuck: .yellow
      case .died, .exited, .fatalError, .signal: .red
      }
    let what =
      episode.panics.contains { $0.origin != .goexit }
      ? "panic" : episode.panics.isEmpty ? "end" : "Goexit"
    var text = style(paint, "#\(traced.number) \(what) \(outcome)")
    var facts: [String] = []
    if let id = episode.goroutine.id, id != 0 {
      facts.append(
        "goroutine \(id)"
          + (episode.goroutine.root?.function.map { " (\(places.prose($0)))" } ?? ""))
    }
    facts.append("pid \(traced.process)")
    facts.append("at \(milliseconds(traced.began))")
    if traced.ended > traced.began {
      facts.append("took \(microseconds(traced.ended - traced.began))")
    }
    text += "  " + style(.dim, facts.joined(separator: ", "))
    return text
  }

  private func milliseconds(_ nanoseconds: UInt64) -> String {
    "\(nanoseconds / 1_000_000).\((nanoseconds / 100_000) % 10) ms"
  }

  private func microseconds(_ nanoseconds: UInt64) -> String {
    nanoseconds >= 10_000_000 ? milliseconds(nanoseconds) : "\(nanoseconds / 1000) µs"
  }

  private mutating func evidence(_ evidence: Evidence) {
    var text = "  " + hexadecimalAddress(evidence.address)
    if !evidence.bytes.isEmpty { text += "  " + hexadecimal(evidence.bytes, separator: " ") }
    text += "  " + VisibleText.escaping(evidence.text)
    if let note = evidence.note { text += style(.dim, "  ; " + places.prose(note)) }
    line(text)
  }

  // MARK: Steps

  private mutating func steps(_ traced: TracedEpisode) {
    var depth = 0
    for event in traced.episode.events {
      if !options.all, event.isOfRuntime { continue }
      if case .deferredCallReturned = event.kind {
        depth = max(0, depth - 1)
        if !options.registers { continue }
      }
      let indent = String(repeating: "  ", count: min(depth, 20) + 2)
      line(indent + step(event.kind, traced.episode))
      if options.registers, let registers = event.registers {
        line(indent + "  " + style(.dim, self.registers(registers)))
      }
      if case .deferredCallStarted = event.kind { depth += 1 }
      if case .panicBegan(let index) = event.kind {
        callers(traced.episode.panics[index].callers, indent + "  ")
      }
    }
  }

  /// The stack on which it ended, where no panic has one.
  private mutating func stack(_ episode: PanicEpisode) {
    guard episode.panics.isEmpty else { return }
    callers(episode.stackAtEnd, "    ")
  }

  private mutating func callers(_ frames: [StackFrame], _ indent: String) {
    let shown = frames.filter { frame in
      options.all || !frame.isWrapper && frame.place.function?.hasPrefix("runtime.") == false
    }
    let limit = options.all ? shown.count : 12
    for frame in shown.prefix(limit) {
      line(indent + style(.dim, "in ") + places.text(frame.place))
    }
    if shown.count > limit {
      line(indent + style(.dim, "and " + counted(shown.count - limit, "more caller")))
    }
  }

  private func step(_ kind: EpisodeEvent.Kind, _ episode: PanicEpisode) -> String {
    switch kind {
    case .panicBegan(let index):
      let panic = episode.panics[index]
      let value = panic.valueText.map { " " + VisibleText.escaping($0) } ?? ""
      return "panic of " + VisibleText.escaping(panic.valueType ?? "unknown type") + value
    case .goexitBegan(let index):
      let place = episode.panics[index].callers.first { !$0.isWrapper }?.place
      return "runtime.Goexit" + (place.map { " in " + places.text($0) } ?? "")
    case .deferredCallStarted(let call):
      return "deferred call " + deferred(call)
    case .deferredCallReturned(let call): return "returned: " + places.name(call.function)
    case .recoverCalled(let seen):
      let judgement = episode.era?.judge(seen)
      let reason =
        judgement.map { $0.cause?.rawValue ?? $0.reason.rawValue } ?? "reason not known"
      let result =
        seen.recovered == true
        ? style(.cyan, "stops the panic")
        : style(.yellow, "nil (\(reason))")
      let owner = formats(seen.place) ? style(.dim, ", fmt's own") : ""
      let place = seen.place.map { " in " + places.text($0) } ?? ""
      return "recover()\(place): \(result)\(owner)"
    case .recoveryCommitted(_, let place, let skipped):
      let frames = skipped.map { $0 > 0 ? ", \(counted($0, "frame")) skipped" : "" } ?? ""
      return place.map { "resumes where \(places.name($0)) returns\(frames)" } ?? "recovered"
    case .fatalError(let text): return "fatal error: " + VisibleText.escaping(text)
    case .exit(let status): return "os.Exit(\(status))"
    case .signal(let fact): return "signal \(fact.number)"
    case .blocked(let nanoseconds): return "no step for \(nanoseconds / 1_000_000) ms"
    }
  }

  private func deferred(_ call: DeferredCall) -> String {
    var text = places.text(call.function)
    var facts: [String] = []
    if let owner = call.registeredBy { facts.append("deferred by " + places.name(owner)) }
    if let kind = call.kind { facts.append(kind.rawValue) }
    if formats(call.function) {
      facts.append("fmt's own guard of methods such as String")
    }
    if call.canRecover == false { facts.append("has no recover that works") }
    if !facts.isEmpty { text += style(.dim, " (" + facts.joined(separator: ", ") + ")") }
    return text
  }

  /// fmt's guard around the methods of the values that it prints.
  private func formats(_ place: CodePlace?) -> Bool {
    place?.function == "fmt.(*pp).catchPanic"
  }

  private func registers(_ reading: RegisterReading) -> String {
    var words = reading.values.map { "\($0.name)=\(hexadecimalAddress($0.value))" }
    if let bounds = reading.stackBounds {
      words.append(
        "stack=[\(hexadecimalAddress(bounds.lowerBound)),\(hexadecimalAddress(bounds.upperBound)))")
    }
    if let stack = reading.stack { words.append("on \(stack.rawValue)") }
    return words.joined(separator: " ")
  }

  // MARK: The end

  mutating func end(_ summary: TraceSummary) {
    guard !options.quiet else {
      out.flush()
      return
    }
    line("")
    let outcomes = EpisodeOutcome.names.compactMap { name in
      summary.outcomes[name].map { "\($0) \(name)" }
    }
    line(
      style(.bold, "Summary")
        + ": \(counted(summary.panics, "panic")) in \(counted(summary.episodes, "episode"))"
        + (outcomes.isEmpty ? "" : ": " + outcomes.joined(separator: ", ")))
    for count in summary.recoveredBy.prefix(10) {
      line("  recovered by \(places.text(count.place)): \(count.times)")
    }
    for count in summary.ineffective.prefix(10) {
      line(
        "  ineffective recover \(places.text(count.place)): \(count.times)"
          + (count.cause.map { " (\($0.rawValue))" } ?? ""))
    }
    for key in sentences where !options.all {
      guard let times = repeated[key], times > 1 else { continue }
      line("  \(times) times: \(places.prose(TraceStory.sentence(key)))")
    }
    if summary.stuck > 0 { line("  \(counted(summary.stuck, "panic")) stuck for a while") }
    if summary.contradictions > 0 {
      line("  " + style(.red, "\(counted(summary.contradictions, "episode")) with contradictions"))
    }
    for note in summary.notes { line("  note: " + VisibleText.escaping(note)) }
    line("  " + cost(summary))
    out.flush()
  }

  private func cost(_ summary: TraceSummary) -> String {
    var text = "\(counted(summary.hits, "probe hit")), \(summary.lostEvents) lost"
    if summary.incompleteEvents > 0 { text += ", \(summary.incompleteEvents) incomplete" }
    if let cost = summary.estimatedCost {
      text += "; about \(microseconds(cost)) of the program's time (estimated)"
    }
    return text + ", \(milliseconds(summary.ownTime)) of panicscope's"
  }
}

extension EpisodeEvent {
  /// A deferred call of the runtime's own, such as that of `runtime.main`.
  fileprivate var isOfRuntime: Bool {
    switch kind {
    case .deferredCallStarted(let call), .deferredCallReturned(let call): call.isOfRuntime
    default: false
    }
  }
}
