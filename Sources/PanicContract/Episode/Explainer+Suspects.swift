/// What the code says about recovers that were not seen at work.
extension Explainer {
  /// Recovers that people counted on, found by the audit on the stack of the panic, the innermost
  /// first.
  var suspects: [Explanation] {
    guard let audit else { return [] }
    var found: [Explanation] = []
    let ran = Set(started.compactMap { $0.function?.function })
    for (index, frame) in wholeStack.enumerated() where frame.isOfUser {
      guard let function = frame.place.function else { continue }
      let running = runningDefer(ofFrame: index)
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
        // The one that panics itself was registered.
        let isRunning = running.map { $0.site.place == item.place } ?? false
        if audit.canRecover(whenDeferred: name) == true, !ran.contains(name), !isRunning,
          item.state(at: frame.place) != .elsewhere
        {
          if let running, hadRun(item, before: running, in: frame) {
            found.append(hadRun(item, target: target, before: running, in: frame))
          } else if item.state(at: frame.place) != .registered,
            !isFinished(target, deferredBy: function)
          {
            found.append(notReached(item, target: target, frame: frame))
          }
        }
      }
      for site in audit.recovers(in: function) {
        if site.verdict == .ineffective {
          guard site.cause == .neverDeferred || site.cause == .evaluatedAsArgument else { continue }
          found.append(inBody(site, of: frame))
        } else if isCalled(index), let one = calledHere(site, index) {
          found.append(one)
        }
      }
      for use in audit.uses(by: function) where use.use.verdict == .ineffective {
        guard let cause = use.use.cause, use.site.place.function != function,
          cause == .neverDeferred || cause == .otherGoroutine
        else { continue }
        found.append(misused(use, by: frame, cause))
      }
      found += deferredInVain(in: function)
    }
    return found
  }

  func ineffective(_ use: AuditFacts.RecoverUse, deferred: String) -> Explanation {
    let isDeferred = use.use.how == .deferred && use.use.place.function == deferred
    return Explanation(
      kind: .recoverIneffective, cause: .tooDeep,
      sentence:
        "recover() in \(Phrase.functionAndLine(use.site.place)) cannot stop the panic because it is \(isDeferred ? "deferred" : "called") by \(deferred), "
        + "which is the deferred function: one frame too deep",
      advice: advice(
        for: .tooDeep, at: use.site, usedAt: use.use.place,
        recovering: use.site.place.function, deferred: deferred),
      evidence: findingEvidence(RuleID("PS201"), at: use.site, usedAt: use.use.place),
      confidence: .medium)
  }

  private func notReached(
    _ item: DeferSite, target: CodePlace, frame: StackFrame
  ) -> Explanation {
    let function = Phrase.function(frame.place)
    if let injection = episode.injection, injection.isAtEntry, injection.panic == lastIndex,
      frame == wholeStack.first(where: \.isOfUser)
    {
      return notReachedByInjection(item, target: target, frame: frame)
    }
    let panicLine = frame.place.location?.line
    let deferLine = item.place.location?.line
    let isAfter = panicLine.flatMap { line in deferLine.map { $0 > line } } ?? false
    let passing = Phrase.line(frame.place)
    if item.state(at: frame.place) == .possible {
      // A trace would have seen it run.
      let reason =
        episode.source == .trace
        ? "was not registered when the panic passed\(passing)"
        : "did not stop the panic: it was not registered when that passed\(passing), or ran and did not come to its recover()"
      return Explanation(
        kind: .deferNotReached,
        sentence:
          "\(Phrase.function(target)), which \(function) defers\(Phrase.line(item.place)) only under a condition or in a loop "
          + "and which can recover, \(reason)",
        advice: "Defer it on every way through \(function), at its beginning.",
        evidence: [
          place(item.place, note: "the defer statement"),
          place(frame.place, note: "the panic passed here"),
        ]
        .compactMap { $0 }, confidence: .medium)
    }
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

  /// What an injected panic skips may be right where it stands.
  private func notReachedByInjection(
    _ item: DeferSite, target: CodePlace, frame: StackFrame
  ) -> Explanation {
    let function = Phrase.function(frame.place)
    let file = item.place.location?.file.split(separator: "/").last.map(String.init) ?? "FILE"
    return Explanation(
      kind: .deferNotReached,
      sentence:
        "the panic was put at the beginning of \(function)\(Phrase.line(frame.place)), ahead of its first statement, "
        + "so \(Phrase.function(target)), which \(function) defers\(Phrase.line(item.place)) and which would have recovered, "
        + "was not yet registered",
      advice:
        "To see whether it recovers, put the panic behind the defer statement: --at \(function):\(file):LINE"
        + (item.place.location.map { ", with a LINE after \($0.line)." } ?? "."),
      evidence: [place(item.place, note: "the defer statement")].compactMap { $0 })
  }

  /// The frame was called by another of the program's, and not by the runtime as a deferred call.
  private func isCalled(_ index: Int) -> Bool {
    guard wholeStack.indices.contains(index + 1), !wholeStack[index].isWrapper else { return false }
    return wholeStack[index + 1].isOfUser
  }

  /// A function that may be deferred elsewhere, and was called where the panic passed.
  private func calledHere(_ site: RecoverSite, _ index: Int) -> Explanation? {
    let function = wholeStack[index].place.function
    guard site.scope != .std, site.place.function == function, site.verdict == .unknown,
      episode.source == .trace || episode.source == .core
    else { return nil }
    return Explanation(
      kind: .recoverIneffective, cause: .neverDeferred,
      sentence:
        "recover() in \(Phrase.functionAndLine(site.place)) could not stop the panic because \(Phrase.function(site.place)) "
        + "calls it in its own body and was called by \(Phrase.functionAndLine(wholeStack[index + 1].place)), not deferred",
      advice: advice(for: .neverDeferred, at: site), confidence: .medium)
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
      advice: advice(for: cause, at: use.site, usedAt: use.use.place),
      evidence: Self.rule(for: cause).map {
        findingEvidence($0, at: use.site, usedAt: use.use.place)
      } ?? [],
      confidence: .medium)
  }

  // MARK: Deferred calls that are over

  /// A deferred call on the stack and the statement that registered it.
  struct RunningDefer {
    var site: DeferSite
    /// The function runs its deferred calls because it returns, not because of a panic.
    var isReturning: Bool
    /// It returns after a recovery, and where that was is not on the stack.
    var isAfterRecovery: Bool
  }

  /// The deferred call of this frame's function that began last and is still on the stack.
  func runningDefer(ofFrame index: Int) -> RunningDefer? {
    guard let audit, let function = wholeStack[index].place.function else { return nil }
    let defers = audit.defers(in: function)
    guard !defers.isEmpty else { return nil }
    for inner in wholeStack[..<index].indices where wholeStack[inner].isOfUser {
      let name = wholeStack[inner].place.function
      guard let site = defers.first(where: { $0.target?.function == name }) else { continue }
      // Who called it: the runtime for a panic, or the function itself on its return.
      let between = wholeStack[(inner + 1)...index].filter { !$0.isWrapper }
      guard let caller = between.first?.place.function else { continue }
      if StackFrame.runningDeferred.contains(caller) {
        return RunningDefer(site: site, isReturning: false, isAfterRecovery: false)
      }
      let deferReturn = "runtime.deferreturn"
      if caller == function || caller == deferReturn && between.count == 2 {
        return RunningDefer(
          site: site, isReturning: true,
          isAfterRecovery: caller == deferReturn && site.kind == .openCoded)
      }
    }
    return nil
  }

  /// Deferred calls run last first: what a later statement registers is over when an earlier one's
  /// call runs. A later statement that the function did not come to has registered nothing.
  func hadRun(_ item: DeferSite, before running: RunningDefer, in frame: StackFrame) -> Bool {
    guard Self.stands(item.place, behind: running.site.place) else { return false }
    guard let deferLine = item.place.location?.line, let line = frame.place.location?.line else {
      return true
    }
    return running.isAfterRecovery || line >= deferLine
  }

  private static func stands(_ place: CodePlace, behind other: CodePlace) -> Bool {
    if let address = place.address, let otherAddress = other.address {
      return address > otherAddress
    }
    if let line = place.location?.line, let otherLine = other.location?.line {
      return line > otherLine
    }
    return false
  }

  private func hadRun(
    _ item: DeferSite, target: CodePlace, before running: RunningDefer, in frame: StackFrame
  ) -> Explanation {
    let function = Phrase.function(frame.place)
    let later = Phrase.function(running.site.target)
    let occasion =
      running.isAfterRecovery
      ? ", while \(function) returned after a recovery"
      : running.isReturning ? ", while \(function) returned" : ""
    return Explanation(
      kind: .handlerPanicked,
      sentence:
        "\(Phrase.function(target)), which \(function) defers\(Phrase.line(item.place)) and which would have recovered, "
        + "had already run when \(later), deferred before it\(Phrase.line(running.site.place)), panicked\(occasion)",
      advice: "Defer the function that recovers first: deferred calls run in reverse order.",
      evidence: [
        place(running.site.place, note: "deferred first, so it runs last"),
        place(item.place, note: "deferred later, so it had run"),
        place(frame.place, note: "the panic passed here"),
      ]
      .compactMap { $0 }, confidence: running.isAfterRecovery ? .medium : .high)
  }
}
