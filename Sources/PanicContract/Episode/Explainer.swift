/// Explains one episode by the contract: which rule decided that the panic was stopped or not.
///
/// The same judgement of `recover()` calls as the audit's, applied to what was seen; where the two
/// do not say the same, that is a contradiction and is told, never settled.
struct Explainer {
  let episode: PanicEpisode
  let audit: AuditFacts?
  /// The stack on which the episode ended, with the runtime's own functions and wrappers; of a very deep
  /// one both ends.
  let wholeStack: [StackFrame]
  /// The same, the user's functions only.
  let stack: [StackFrame]

  /// A stack may be a gigabyte of one function that calls itself.
  private static let mostInnerFrames = 2_000
  private static let mostOuterFrames = 200

  init(_ episode: PanicEpisode, audit: AuditFacts?) {
    self.episode = episode
    self.audit = audit
    var frames = episode.stackAtEnd
    if !frames.contains(where: \.isOfUser) { frames = episode.panics.last?.callers ?? [] }
    if frames.count > Self.mostInnerFrames + Self.mostOuterFrames {
      frames =
        Array(frames.prefix(Self.mostInnerFrames)) + Array(frames.suffix(Self.mostOuterFrames))
    }
    wholeStack = frames
    stack = frames.userFrames
  }

  func explain() -> Explanation {
    var explanation = (episode.isLight ? byFewProbes() : nil) ?? byOutcome()
    explanation.contradictions += contradictions()
    if !explanation.contradictions.isEmpty {
      explanation.confidence = min(explanation.confidence, .medium)
    }
    return explanation
  }

  private func byOutcome() -> Explanation {
    switch episode.outcome {
    case .recovered where episode.interruption != nil: return held(.recovered)
    case .recovered(let by): return recovered(by: by)
    case .died: return died()
    case .goexit: return goexit()
    case .exited(let status): return exited(status)
    case .fatalError(let text): return fatal(text)
    case .signal(let fact): return signal(fact)
    case .stuck: return held(.stuck)
    case .unknown: return unknown()
    }
  }

  // MARK: What the events say

  /// Every `recover()` call seen, with the contract's judgement.
  var judgements: [(seen: RecoverObservation, judgement: RecoverJudgement)] {
    episode.events.compactMap { event in
      guard case .recoverCalled(let seen) = event.kind else { return nil }
      return (seen, episode.era?.judge(seen) ?? RecoverJudgement(reason: .unknown, recovers: nil))
    }
  }

  /// Deferred calls that were started while panicking, in order.
  var started: [DeferredCall] {
    episode.events.compactMap { event in
      guard case .deferredCallStarted(let call) = event.kind else { return nil }
      return call
    }
  }

  /// The panic that decides: the last one that was not over before.
  var last: PanicRecord? { lastIndex.map { episode.panics[$0] } }

  var lastIndex: Int? { remaining.last ?? episode.panics.indices.last }

  /// The panics that went on, outermost first: a panic within a deferred call that was recovered there
  /// changes nothing for the one that runs the call.
  var remaining: [Int] {
    var over: Set<Int> = []
    for event in episode.events {
      if case .recoveryCommitted(let panic, _, _) = event.kind { over.insert(panic) }
    }
    return episode.panics.indices.filter {
      !over.contains($0) && (over.isEmpty || episode.panics[$0].state != .aborted)
    }
  }

  func canRecover(_ call: DeferredCall) -> Bool {
    if let known = call.canRecover { return known }
    guard let name = call.function?.function else { return false }
    return audit?.canRecover(whenDeferred: name) == true
  }

  // MARK: Recovered

  private func recovered(by place: CodePlace?) -> Explanation {
    let call = started.last { $0.function?.function == place?.function }
    var sentence = "recover() in \(Phrase.functionAndLine(place)) stopped \(stopped)"
    if let owner = call?.registeredBy, owner.function != nil {
      sentence += ", deferred by \(Phrase.function(owner))"
    }
    if let resumed = resumption { sentence += "; \(resumed)" }
    var explanation = Explanation(kind: .recovered, sentence: sentence, details: origin)
    if let name = PassedPanic.passer(place) {
      explanation.details.append(
        "\(name) recovers it to panic with the same value on the goroutine that waits for the iterator."
      )
    }
    let failed = failures
    for failure in failed {
      explanation.details.append("Before that, " + failure.sentence + ".")
      explanation.evidence += failure.evidence
    }
    explanation.cause = failed.first?.cause
    explanation.advice = failed.first?.advice
    if let accident = judgements.first(where: { $0.judgement.cause == .inlinedIntoWrapper }) {
      explanation.cause = .inlinedIntoWrapper
      explanation.details.append(
        "It works by accident of this build: \(Phrase.function(accident.seen.place)) is one frame too deep, "
          + "but the frame between was inlined into a wrapper; without inlining and from Go 1.26 on it returns nil."
      )
      explanation.advice = Rule.with(RuleID("PS301"))?.howToFix.first
    }
    return explanation
  }

  /// `the panic`, or which of several.
  private var stopped: String {
    guard episode.panics.count(where: { $0.origin != .goexit }) > 1, !episode.isLight else {
      return "the panic"
    }
    for event in episode.events.reversed() {
      if case .recoveryCommitted(let panic, _, _) = event.kind { return name(ofPanic: panic) }
    }
    return "the panic"
  }

  private var resumption: String? {
    for event in episode.events.reversed() {
      guard case .recoveryCommitted(_, let place, let skipped) = event.kind else { continue }
      guard let place, place.function != nil else { return nil }
      let over = skipped.map { $0 > 0 ? ", \(Phrase.count($0, "frame")) skipped" : "" } ?? ""
      return "\(Phrase.function(place)) returned to its caller\(over)"
    }
    return nil
  }

  /// Where the panics began, one sentence each.
  var origin: [String] {
    let isNumbered = episode.panics.count { $0.origin != .goexit } > 1
    var number = 0
    return episode.panics.enumerated().map { index, panic in
      if panic.origin == .goexit { return Phrase.goexit(panic) + "." }
      number += 1
      let injected = episode.injection?.panic == index ? " (injected)" : ""
      let ordinal = isNumbered ? "Panic \(number)\(injected): " : ""
      return ordinal + capitalized(Phrase.beginning(panic), if: ordinal.isEmpty)
        + nesting(index) + passedOn(panic) + "."
    }
  }

  func capitalized(_ text: String, if wanted: Bool = true) -> String {
    guard wanted, let first = text.first else { return text }
    // The name of a function stays as it is.
    if text.prefix(while: { $0 != " " }).contains(".") { return text }
    return first.uppercased() + text.dropFirst()
  }
}

extension PanicEpisode {
  /// Why the episode went as it did, by the contract of its Go version, cross-checked with the audit
  /// of the binary where there is one.
  public func explain(with audit: AuditFacts? = nil) -> Explanation {
    Explainer(self, audit: audit).explain()
  }
}
