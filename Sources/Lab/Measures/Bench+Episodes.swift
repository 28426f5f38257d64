import PanicContract

/// What a trace sees.
extension Bench {
  func episode(_ argument: String) throws(LabFailure) -> MeasureResult {
    try requireNative()
    let run = try source.trace(quietCommand(argument), .events)
    var result = MeasureResult()
    var lines: [String] = []
    let finished = run.episodes.filter { !$0.isInterim }
    result.readings.append(
      Reading(
        "\(argument) traced: outcome",
        finished.isEmpty
          ? "no panic" : finished.map { Self.words($0.episode.outcome) }.joined(separator: ", ")))
    var recovers: [String] = []
    for traced in finished {
      lines.append("episode \(traced.number): \(traced.explanation.sentence)")
      for event in traced.episode.events {
        if let line = Self.line(event) { lines.append("  " + line) }
        if case .recoverCalled(let seen) = event.kind {
          let reason = traced.episode.era?.judge(seen).reason.rawValue ?? "?"
          recovers.append("\(seen.place?.function ?? "?") \(reason)")
        }
      }
    }
    result.readings.append(
      Reading(
        "\(argument) traced: recover() calls",
        recovers.isEmpty ? "none met a panic" : recovers.joined(separator: ", ")))
    result.exhibits = [Exhibit("trace of \(argument)", engine: run.engine, lines: lines)]
    return result
  }

  private static func words(_ outcome: EpisodeOutcome) -> String {
    switch outcome {
    case .recovered(let place): "recovered by \(place?.function ?? "?")"
    case .died: "died"
    case .goexit: "goexit"
    case .exited(let status): "exited with \(status)"
    case .fatalError(let text): "fatal error: \(text)"
    case .signal(let signal): "signal \(signal.number)"
    case .stuck: "stuck"
    case .unknown: "unknown"
    }
  }

  private static func line(_ event: EpisodeEvent) -> String? {
    let stack = event.registers.map { registers in
      let values = registers.values.map { "\($0.name) \(hexadecimal($0.value))" }
      return "  [\(values.joined(separator: " ")) on \(registers.stack?.rawValue ?? "?")]"
    }
    return words(event.kind).map { $0 + (stack ?? "") }
  }

  private static func words(_ kind: EpisodeEvent.Kind) -> String? {
    switch kind {
    case .panicBegan(let number): "panic \(number + 1) begins"
    case .deferredCallStarted(let call): "runs deferred \(call.function?.function ?? "?")"
    case .deferredCallReturned: nil
    case .recoverCalled(let seen): recoverWords(seen)
    case .recoveryCommitted(_, let place, _):
      "execution resumes in \(place?.function ?? "?") at \(hexadecimal(place?.address ?? 0))"
    case .goexitBegan: "Goexit begins"
    case .fatalError(let text): "fatal error: \(text)"
    case .exit(let status): "exit status \(status)"
    case .signal(let signal): "signal \(signal.number)"
    case .blocked: "nothing more happens"
    }
  }

  private static func recoverWords(_ seen: RecoverObservation) -> String {
    var text = "recover() in \(seen.place?.function ?? "?")"
    if let own = seen.argumentPointer, let wanted = seen.panicArgumentPointer {
      text += ": argp \(hexadecimal(own)), wanted \(hexadecimal(wanted))"
    }
    if let frames = seen.frames {
      let names = frames.map { $0.place.function ?? "?" }
      text += "; frames up to the runtime: \(names.joined(separator: " <- "))"
    }
    return text + (seen.recovered == true ? "; stops the panic" : "; returns nil")
  }
}
