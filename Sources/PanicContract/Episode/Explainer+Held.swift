/// Panics that are held up: a deferred call of theirs has not returned.
extension Explainer {
  func held(_ kind: Explanation.Kind) -> Explanation {
    let function = runningCall?.function
    let who =
      function.map { "the deferred function " + Phrase.functionAndLine($0) } ?? "a deferred call"
    let recovery = lastRecovery
    let isStopped = recovery != nil || last?.state == .recovered
    var sentence = "\(who) \(delay)"
    if isStopped {
      let place = recovery?.place
      let same = place?.function != nil && place?.function == function?.function
      sentence =
        (place.map { "recover() in \(Phrase.functionAndLine($0)) stopped the panic" }
          ?? "a recover() stopped the panic")
        + ", but \(same ? "this deferred function" : who) \(delay)"
    }
    switch (isStopped, episode.interruption?.cause) {
    case (true, nil): sentence += ", so that execution does not go on after it"
    case (true, _): break
    case (false, nil): sentence += ", so the panic is neither recovered nor printed"
    case (false, .traceEnded):
      sentence += "; until then the panic was neither recovered nor printed"
    case (false, _): sentence += ", so that the panic was neither recovered nor printed"
    }
    var explanation = Explanation(
      kind: kind, sentence: sentence, details: origin + waiting, confidence: .medium)
    for failure in failures {
      explanation.details.append("Before that, " + failure.sentence + ".")
      explanation.evidence += failure.evidence
      explanation.cause = explanation.cause ?? failure.cause
    }
    if episode.isDeadlocked { explanation.confidence = .high }
    if kind == .stuck, isLasting {
      explanation.advice =
        "A deferred function must not wait for what the panicking code holds, such as a mutex."
    }
    return explanation
  }

  /// The `recover()` that stopped the panic which goes on.
  private var lastRecovery: RecoverObservation? {
    judgements.last { $0.seen.recovered == true && $0.seen.panic == lastIndex }?.seen
  }

  /// `has not returned for 300 ms`, `had not returned after 300 ms when SIGTERM ended the process`
  private var delay: String {
    guard let interruption = episode.interruption else {
      let waited = episode.events.reversed().lazy.compactMap { event -> UInt64? in
        guard case .blocked(let nanoseconds) = event.kind else { return nil }
        return nanoseconds
      }.first
      return "has not returned" + (waited.map { " for " + Self.time($0) } ?? "")
    }
    let end =
      switch interruption.cause {
      case .fatalError(let text): "\"\(text)\" ended the process"
      case .panicElsewhere: "another goroutine's panic ended the process"
      case .exited(let status): "the process ended with status \(status)"
      case .signal(let fact): "\(Phrase.name(ofSignal: fact.number)) ended the process"
      case .traceEnded: "observation ended"
      }
    let time = interruption.waited.map { " after " + Self.time($0) } ?? ""
    return "had not returned\(time) when \(end)"
  }

  /// Not one that just happened to run when the end came.
  private var isLasting: Bool {
    guard let interruption = episode.interruption else { return true }
    let second: UInt64 = 1_000_000_000
    return episode.isDeadlocked || interruption.waited ?? 0 >= second
  }

  private static func time(_ nanoseconds: UInt64) -> String {
    nanoseconds < 1_000_000 ? "\(nanoseconds / 1_000) µs" : "\(nanoseconds / 1_000_000) ms"
  }
}

extension PanicEpisode {
  /// The runtime found that every goroutine waits, this one too.
  public var isDeadlocked: Bool {
    guard case .fatalError(let text)? = interruption?.cause else { return false }
    return FatalErrorTable.row(for: text)?.kind == .deadlock
  }
}
