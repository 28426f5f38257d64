/// Recovers in deferred calls that nobody saw, at a depth where they return nil.
extension Explainer {
  /// Those of the calls that this function defers. A trace sees them at work.
  func deferredInVain(in function: String) -> [Explanation] {
    guard let audit, episode.source == .text || episode.source == .core else { return [] }
    var found: [Explanation] = []
    for body in [function] + audit.rangeBodies(of: function) {
      for use in audit.uses(by: body) where use.use.how == .deferred {
        if let one = deferredInVain(use, by: body) { found.append(one) }
      }
      for item in audit.defers(in: body) {
        found += given(to: item, by: body)
        guard let target = item.target?.function else { continue }
        // What a deferred function defers itself runs one frame further in.
        for use in audit.uses(by: target) where use.use.cause == .tooDeep {
          found.append(ineffective(use, deferred: target))
        }
        for inner in audit.rangeBodies(of: target) {
          found += audit.recovers(in: inner).filter { $0.cause == .rangeFuncBody }
            .map(inRangeBody)
        }
      }
      found += finishedInVain(in: body)
    }
    return found
  }

  private func deferredInVain(_ use: AuditFacts.RecoverUse, by function: String) -> Explanation? {
    switch use.use.cause {
    case .tooDeep:
      let item = audit?.defers(in: function).first {
        $0.place.location?.line == use.use.place.location?.line
      }
      return ineffective(use, deferred: item?.target?.function ?? "a function that it defers")
    case .directDefer:
      return Explanation(
        kind: .recoverIneffective, cause: .directDefer,
        sentence:
          "recover() cannot stop the panic because it is deferred itself in \(Phrase.functionAndLine(use.use.place)): "
          + "no function stands between the runtime and recover()",
        advice: advice(for: .directDefer, at: use.site, usedAt: use.use.place),
        evidence: findingEvidence(RuleID("PS203"), at: use.site, usedAt: use.use.place),
        confidence: .medium)
    default: return nil
    }
  }

  private func inRangeBody(_ site: RecoverSite) -> Explanation {
    Explanation(
      kind: .recoverIneffective, cause: .rangeFuncBody,
      sentence:
        "recover() in \(Phrase.functionAndLine(site.place)) cannot stop the panic because the body of a range-over-func "
        + "loop is a function of its own, which the iterator calls: too deep",
      advice: advice(for: .rangeFuncBody, at: site),
      evidence: findingEvidence(RuleID("PS206"), at: site), confidence: .medium)
  }

  // MARK: Function values

  /// Recovers in functions that a deferred call is given or passes on, and that others call.
  private func given(to item: DeferSite, by function: String) -> [Explanation] {
    guard let audit else { return [] }
    let entries = Set([item.entry, item.target?.address].compactMap { $0 })
    var found = entries.sorted().flatMap { audit.uses(passedBy: $0) }
      .filter { $0.use.cause == .tooDeep }.map { passedOn($0, by: item.target) }
    guard let target = item.target else { return found }
    for use in audit.uses(by: function)
    where use.use.how == .unknown && use.site.place.function != target.function {
      // Whoever calls the argument stands between it and the runtime.
      if use.use.place.address == item.place.address {
        found.append(
          tooDeep(
            use,
            because: "it is an argument of \(Phrase.function(target))\(Phrase.line(item.place)), "
              + "which is the deferred function: one frame too deep at least", by: target))
      } else if Self.callsByReflection.contains(target.function ?? "") {
        var one = tooDeep(
          use,
          because:
            "\(function) uses it as a value, and what it defers\(Phrase.line(item.place)) is "
            + "\(Phrase.function(target)): if that calls it, it is one frame too deep", by: target)
        one.confidence = .low
        found.append(one)
      }
    }
    return found
  }

  private static let callsByReflection: Set<String> = [
    "reflect.Value.Call", "reflect.Value.CallSlice",
  ]

  private func passedOn(_ use: AuditFacts.RecoverUse, by deferred: CodePlace?) -> Explanation {
    tooDeep(
      use,
      because: "\(Phrase.function(use.use.place)) calls it for \(Phrase.function(deferred)), "
        + "which is the deferred function: one frame too deep at least", by: deferred)
  }

  private func tooDeep(
    _ use: AuditFacts.RecoverUse, because reason: String, by deferred: CodePlace?
  ) -> Explanation {
    Explanation(
      kind: .recoverIneffective, cause: .tooDeep,
      sentence:
        "recover() in \(Phrase.functionAndLine(use.site.place)) cannot stop the panic because \(reason)",
      advice: advice(
        for: .tooDeep, at: use.site, usedAt: use.use.place,
        recovering: use.site.place.function, deferred: deferred?.function),
      evidence: findingEvidence(RuleID("PS201"), at: use.site, usedAt: use.use.place),
      confidence: .medium)
  }

  // MARK: Deferred calls whose slots are still in the frame

  /// The function is one that `owner` had deferred and that has run.
  func isFinished(_ function: CodePlace, deferredBy owner: String) -> Bool {
    episode.finished.contains {
      $0.registeredBy?.function == owner && $0.function?.function == function.function
    }
  }

  /// Recovers that functions call which were only known at run time.
  private func finishedInVain(in function: String) -> [Explanation] {
    guard let audit else { return [] }
    var found: [Explanation] = []
    for call in episode.finished where call.registeredBy?.function == function {
      guard let name = call.function?.function else { continue }
      for use in audit.uses(by: name)
      where use.use.how == .called && use.use.verdict == .ineffective
        && (use.use.cause == .tooDeep || use.use.cause == nil)
      {
        found.append(ineffective(use, deferred: name))
      }
      if let entry = call.function?.address {
        found += audit.uses(passedBy: entry).filter { $0.use.cause == .tooDeep }
          .map { passedOn($0, by: call.function) }
      }
    }
    return found
  }
}
