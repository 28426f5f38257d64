/// Why nobody stopped the panic.
extension Explainer {
  func died() -> Explanation {
    let failed = failures.filter { $0.panic == nil || $0.panic == episode.panics.count - 1 }
    if let failure = failed.first(where: { !$0.isStandardLibrary }) ?? failed.first {
      var explanation = explanation(of: failure)
      for other in failed where other.sentence != failure.sentence {
        explanation.details.append(capitalized(other.sentence) + ".")
      }
      explanation.details += chain.map { capitalized($0.sentence) + "." }
      return explanation
    }
    if let link = chain.last {
      return Explanation(
        kind: link.kind, sentence: link.sentence, details: origin + others, advice: link.advice)
    }
    if let suspect = suspects.first {
      var explanation = suspect
      explanation.details = origin + explanation.details + others
      return explanation
    }
    return nobody()
  }

  private func explanation(of failure: RecoverFailure) -> Explanation {
    Explanation(
      kind: .recoverIneffective, cause: failure.cause, sentence: failure.sentence, details: origin,
      advice: failure.advice, evidence: failure.evidence, confidence: failure.confidence)
  }

  // MARK: A later panic took the place of an earlier one

  private struct Link {
    var kind: Explanation.Kind
    var sentence: String
    var advice: String?
  }

  /// What deferred functions did with the panics before the last one.
  private var chain: [Link] {
    guard episode.panics.count > 1 else { return [] }
    return (1..<episode.panics.count).compactMap { index in
      let earlier = episode.panics[index - 1]
      let later = episode.panics[index]
      if case .goexit? = later.origin { return nil }
      if case .goexit? = earlier.origin { return nil }
      let place = later.callers.userFrames.first?.place
      let owner = handler(before: index) ?? place
      let at = place.map { " at " + Phrase.functionAndLine($0) } ?? ""
      let isError: Bool =
        switch later.origin {
        case .runtimeError?, .signal?: true
        case .explicit?, .goexit?, nil: false
        }
      let wasRecovered = wasRecovered(index - 1)
      if wasRecovered && !isError {
        return Link(
          kind: .repanicked,
          sentence:
            "\(Phrase.function(owner)) recovered the panic and panicked again\(at), which nobody recovered",
          advice: "Return after recover(), or recover further out as well.")
      }
      return Link(
        kind: .handlerPanicked,
        sentence:
          "the deferred function \(Phrase.function(owner)) "
          + (wasRecovered ? "recovered the panic and then panicked itself" : "panicked itself")
          + "\(at)\(Phrase.value(later)), which nobody recovered",
        advice: "Make the deferred function safe: a panic in it takes the place of the first one.")
    }
  }

  private func wasRecovered(_ index: Int) -> Bool {
    switch episode.panics[index].state {
    case .recovered?, .repanicked?: return true
    case .running?, .aborted?, nil: break
    }
    return judgements.contains { $0.seen.recovered == true && $0.seen.panic == index }
  }

  /// The deferred function that ran when a panic began.
  private func handler(before index: Int) -> CodePlace? {
    var running: [DeferredCall] = []
    for event in episode.events {
      switch event.kind {
      case .deferredCallStarted(let call): running.append(call)
      case .deferredCallReturned: _ = running.popLast()
      case .panicBegan(index): return running.last?.function
      default: break
      }
    }
    return nil
  }

  // MARK: What the code says that was not seen

  /// Recovers that people counted on, found by the audit on the stack of the panic, the innermost
  /// first.
  private var suspects: [Explanation] {
    guard let audit else { return [] }
    var found: [Explanation] = []
    let ran = Set(started.compactMap { $0.function?.function })
    for frame in stack {
      guard let function = frame.place.function else { continue }
      for item in audit.defers(in: function) {
        guard let target = item.target, let name = target.function else { continue }
        for use in audit.uses(by: name) where use.use.cause == .tooDeep && use.use.how != .deferred
        {
          // Where the deferred call was followed, the recover was seen or did not run.
          guard episode.source == .text || episode.source == .core || ran.contains(name) else {
            continue
          }
          found.append(ineffective(use, deferred: name))
        }
        if audit.canRecover(whenDeferred: name) == true, !ran.contains(name) {
          found.append(notReached(item, target: target, frame: frame))
        }
      }
      for site in audit.recovers(in: function) where site.verdict == .ineffective {
        guard site.cause == .neverDeferred || site.cause == .evaluatedAsArgument else { continue }
        found.append(inBody(site, of: frame))
      }
      for use in audit.uses(by: function) where use.use.verdict == .ineffective {
        guard let cause = use.use.cause, use.site.place.function != function,
          cause == .neverDeferred || cause == .otherGoroutine
        else { continue }
        found.append(misused(use, by: frame, cause))
      }
    }
    return found
  }

  private func ineffective(_ use: AuditFacts.RecoverUse, deferred: String) -> Explanation {
    Explanation(
      kind: .recoverIneffective, cause: .tooDeep,
      sentence:
        "recover() in \(Phrase.functionAndLine(use.site.place)) cannot stop the panic because it is called by \(deferred), "
        + "which is the deferred function: one frame too deep",
      advice: advice(for: .tooDeep, at: use.site, user: deferred),
      evidence: findingEvidence(RuleID("PS201"), at: use.site, user: deferred), confidence: .medium)
  }

  private func notReached(
    _ item: DeferSite, target: CodePlace, frame: StackFrame
  ) -> Explanation {
    let function = Phrase.function(frame.place)
    let panicLine = frame.place.location?.line
    let deferLine = item.place.location?.line
    let isAfter = panicLine.flatMap { line in deferLine.map { $0 > line } } ?? false
    let passing = Phrase.line(frame.place)
    let sentence =
      isAfter
      ? "\(function) panicked\(passing) before its defer statement\(Phrase.line(item.place)) was reached, "
        + "so \(Phrase.function(target)), which would have recovered, was never registered"
      : "\(Phrase.function(target)), which \(function) defers\(Phrase.line(item.place)) and which would have recovered, "
        + "was not registered when the panic passed\(passing)"
    return Explanation(
      kind: .deferNotReached, sentence: sentence,
      advice: "Move the defer statement to the beginning of \(function).",
      evidence: [
        place(item.place, note: "the defer statement"),
        place(frame.place, note: "the panic passed here"),
      ]
      .compactMap { $0 }, confidence: isAfter ? .high : .medium)
  }

  private func inBody(_ site: RecoverSite, of frame: StackFrame) -> Explanation {
    let function = Phrase.function(frame.place)
    let cause = site.cause ?? .neverDeferred
    let sentence =
      cause == .evaluatedAsArgument
      ? "recover() in \(Phrase.functionAndLine(site.place)) returned nil because it is an argument of a defer statement, "
        + "evaluated before anything panicked"
      : "recover() in \(Phrase.functionAndLine(site.place)) cannot stop the panic because \(function) calls it in its own body: "
        + "only a deferred function can recover"
    return Explanation(
      kind: .recoverIneffective, cause: cause, sentence: sentence,
      advice: advice(for: cause, at: site),
      evidence: Self.rule(for: cause).map { findingEvidence($0, at: site) } ?? [])
  }

  private func misused(
    _ use: AuditFacts.RecoverUse, by frame: StackFrame, _ cause: Cause
  ) -> Explanation {
    let how = cause == .otherGoroutine ? "starts it with go" : "calls it"
    return Explanation(
      kind: .recoverIneffective, cause: cause,
      sentence:
        "recover() in \(Phrase.functionAndLine(use.site.place)) cannot stop the panic because \(Phrase.function(frame.place)) \(how)"
        + "\(Phrase.line(use.use.place)) instead of deferring it",
      advice: advice(for: cause, at: use.site),
      evidence: Self.rule(for: cause).map { findingEvidence($0, at: use.site) } ?? [],
      confidence: .medium)
  }

  private func place(_ place: CodePlace, note: String) -> Evidence? {
    guard let address = place.address else { return nil }
    return Evidence(
      address: address, bytes: [], text: Phrase.functionAndLine(place), location: place.location,
      note: note)
  }

  // MARK: Nobody

  private func nobody() -> Explanation {
    let goroutine = Phrase.goroutine(episode.goroutine) + Phrase.creator(episode.goroutine)
    let elsewhere = recoversElsewhere
    var sentence: String
    if let other = elsewhere.first {
      let owner =
        other.deferred.registeredBy.map { ", deferred by \(Phrase.function($0))," } ?? ""
      sentence =
        "nothing recovers on \(goroutine): \(Phrase.function(other.deferred.function))\(owner) "
        + "runs on another goroutine, and recover() stops only panics of its own"
    } else {
      let names = started.filter { !$0.isOfRuntime }.map { Phrase.function($0.function) }
      sentence =
        "nothing recovers on \(goroutine): "
        + (names.isEmpty
          ? "no deferred function was registered there"
          : "\(Phrase.list(names)) ran and did not call recover()")
    }
    return Explanation(
      kind: .noRecoverOnGoroutine,
      cause: nil, sentence: sentence, details: origin + others,
      advice:
        "Defer a function that calls recover() in \(Phrase.function(ownRoot)).",
      evidence: elsewhere.isEmpty
        ? []
        : [
          episode.goroutine.createdBy.flatMap { place($0, note: "the goroutine was started here") }
        ].compactMap { $0 },
      confidence: audit == nil && episode.source == .text ? .medium : .high)
  }

  /// The outermost function that is the program's own.
  private var ownRoot: CodePlace? {
    if let root = episode.goroutine.root, root.function?.hasPrefix("runtime.") == false {
      return root
    }
    return stack.last?.place ?? episode.goroutine.root
  }

  /// As seen, else by the audit: what the function that started the goroutine defers.
  private var recoversElsewhere: [RecoverElsewhere] {
    if !episode.recoversElsewhere.isEmpty { return episode.recoversElsewhere }
    guard let creator = episode.goroutine.createdBy?.function, let audit else { return [] }
    return audit.recoveringDefers(in: creator).map { item in
      RecoverElsewhere(
        goroutine: GoroutineIdentity(id: episode.goroutine.creatorID),
        deferred: DeferredCall(
          function: item.target, registeredBy: item.place, kind: item.kind, canRecover: true),
        basis: .audit)
    }
  }

  /// Recovers on other goroutines, one sentence.
  var others: [String] {
    recoversElsewhere.prefix(3).map { item in
      let who = item.goroutine.id.map { "goroutine \($0)" } ?? "another goroutine"
      let basis = item.basis == .seen ? "was registered on" : "is, by the code, deferred on"
      return
        "\(Phrase.functionAndLine(item.deferred.function)) \(basis) \(who) and would recover there only."
    }
  }
}
