/// A `recover()` that did not stop the panic, in words.
struct RecoverFailure {
  var cause: Cause?
  /// Without a full stop, so that it can stand inside another sentence.
  var sentence: String
  var advice: String?
  var evidence: [Evidence]
  /// Index of the panic that it met.
  var panic: Int?
  /// In the standard library, whose recovers are seldom what the reader looks for.
  var isStandardLibrary: Bool
  var confidence: Confidence
}

extension Explainer {
  /// The `recover()` calls that were seen to fail during a panic although somebody meant them to
  /// stop it, in order.
  var failures: [RecoverFailure] {
    judgements.compactMap { seen, judgement in
      guard seen.recovered != true, judgement.reason != .recovers else { return nil }
      switch judgement.reason {
      case .argumentPointerDiffers, .frameCount: break
      case .recovers, .noPanic, .goexit, .alreadyRecovered, .unknown: return nil
      }
      guard !ranAsDeferredCallOfAReturningFunction(seen) else { return nil }
      let cause = refined(judgement.cause, of: seen)
      return RecoverFailure(
        cause: cause, sentence: words(for: seen, cause: cause),
        advice: advice(for: cause, of: seen),
        evidence: evidence(of: seen, judgement, cause),
        panic: seen.panic,
        isStandardLibrary: site(of: seen)?.scope == .std, confidence: .high)
    }
  }

  /// Where the function with the `recover()` was called from; where that was inlined into a wrapper, the
  /// function that defers the wrapper.
  private func user(of seen: RecoverObservation) -> CodePlace? {
    let frames = seen.frames?.filter { !$0.isWrapper } ?? []
    guard frames.count > 1 else { return nil }
    let caller = frames[1]
    if caller.isInlined, let site = site(of: seen),
      audit?.uses(of: site, at: caller.place).isEmpty == true,
      let wrapper = seen.frames?.last, wrapper.isWrapper
    {
      return CodePlace(address: nil, function: Self.functionAround(wrapper.place), location: nil)
    }
    return caller.place
  }

  /// The function with the `recover()` was deferred by the one that it returns to, which returns in the
  /// ordinary way.
  private func isDeferred(_ seen: RecoverObservation) -> Bool {
    let frames = seen.frames?.filter { !$0.isWrapper } ?? []
    guard let site = site(of: seen), let audit, frames.count > 1 else { return false }
    let uses = audit.uses(of: site, at: frames[1].place)
    return !uses.isEmpty && uses.allSatisfy { $0.how == .deferred }
  }

  func site(of seen: RecoverObservation) -> RecoverSite? {
    seen.place.flatMap { audit?.recover(at: $0) }
  }

  /// `fmt` and others defer recovers of their own that run when their function returns in the
  /// ordinary way, inside a deferred call of an outer panic: they fail by the rule, but nobody
  /// expected anything else.
  private func ranAsDeferredCallOfAReturningFunction(_ seen: RecoverObservation) -> Bool {
    guard let frames = seen.frames?.filter({ !$0.isWrapper }), frames.count > 1,
      let caller = frames[1].place.function, let site = site(of: seen)
    else { return false }
    return site.uses.contains {
      $0.how == .deferred && $0.place.function == caller && $0.verdict != .ineffective
    }
  }

  /// The audit tells causes apart that look alike to the runtime.
  private func refined(_ cause: Cause?, of seen: RecoverObservation) -> Cause? {
    guard cause == .tooDeep, let site = site(of: seen) else {
      return cause ?? site(of: seen)?.cause
    }
    return site.cause == .rangeFuncBody ? .rangeFuncBody : cause
  }

  private func words(for seen: RecoverObservation, cause: Cause?) -> String {
    let subject = "recover() in \(Phrase.functionAndLine(seen.place)) returned nil"
    let frames = seen.frames?.filter { !$0.isWrapper } ?? []
    switch cause {
    case .tooDeep where frames.count > 1:
      let deferred = Phrase.function(frames.last?.place)
      let extra = frames.count - 1
      if frames.count == 2 {
        return
          "\(subject) because it is \(isDeferred(seen) ? "deferred" : "called") by \(deferred), which is the deferred function: one frame too deep"
      }
      let through = frames.dropFirst().dropLast().map { Phrase.function($0.place) }
      return
        "\(subject) because it is called through \(Phrase.list(through)) by \(deferred), which is the deferred function: "
        + "\(Self.numeral(extra)) frames too deep"
    case .directDefer:
      let owner = seen.frames?.first?.place
      return
        "recover() returned nil because it was deferred itself\(owner.map { " in " + Self.owner(of: $0) } ?? ""): "
        + "no function stands between the runtime and recover()"
    case .rangeFuncBody:
      return
        "\(subject) because the body of a range-over-func loop is a function of its own, which the iterator calls: too deep"
    case .inlinedIntoWrapper, .tooDeep:
      return "\(subject) because its function is called by the deferred function: too deep"
    case .otherGoroutine: return "\(subject) because it runs on another goroutine"
    case .neverDeferred: return "\(subject) because its function is called, not deferred"
    case .evaluatedAsArgument:
      return "\(subject) because it was evaluated when the defer statement was reached"
    case .unreferenced, nil:
      if let own = seen.argumentPointer, let wanted = seen.panicArgumentPointer {
        return
          "\(subject) because its function is not the deferred function: its argument pointer is "
          + "0x\(String(own, radix: 16)), the deferred call's is 0x\(String(wanted, radix: 16))"
      }
      return "\(subject) because its function is not the deferred function"
    }
  }

  /// The source's function of a wrapper (`main.work.deferwrap1` is of `main.work`).
  private static func owner(of place: CodePlace) -> String {
    functionAround(place).map { $0 + Phrase.line(place) } ?? Phrase.function(place)
  }

  /// `main.work` for its wrapper `main.work.deferwrap1`.
  static func functionAround(_ place: CodePlace) -> String? {
    guard let name = place.function else { return nil }
    guard let wrapper = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return name }
    let tail = name[wrapper...]
    return tail.hasPrefix(".deferwrap") || tail.hasPrefix(".func") ? String(name[..<wrapper]) : name
  }

  private static func numeral(_ number: Int) -> String {
    switch number {
    case 1: "one"
    case 2: "two"
    case 3: "three"
    default: String(number)
    }
  }

  // MARK: Proof and advice

  private func evidence(
    of seen: RecoverObservation, _ judgement: RecoverJudgement, _ cause: Cause?
  ) -> [Evidence] {
    var evidence: [Evidence] = []
    let address = seen.place?.address ?? 0
    if let own = seen.argumentPointer, let wanted = seen.panicArgumentPointer {
      evidence.append(
        Evidence(
          address: address, bytes: [],
          text: "argp 0x\(String(own, radix: 16)), _panic.argp 0x\(String(wanted, radix: 16))",
          location: seen.place?.location,
          note: "runtime.gorecover compares them; only the deferred function itself has the panic's"
        ))
    }
    if let frames = seen.frames {
      let counted = frames.count { !$0.isWrapper }
      let names = frames.map { Phrase.function($0.place) + ($0.isWrapper ? " (wrapper)" : "") }
      evidence.append(
        Evidence(
          address: address, bytes: [],
          text: (["runtime.gorecover"] + names + ["runtime.gopanic"]).joined(separator: " <- "),
          location: seen.place?.location,
          note:
            "\(Phrase.count(counted, "frame")) that \(counted == 1 ? "is no wrapper" : "are no wrappers"); recover works with exactly 1"
        ))
    }
    if let cause, let rule = Self.rule(for: cause) {
      evidence += findingEvidence(rule, at: site(of: seen), usedAt: user(of: seen))
    }
    return evidence
  }

  func findingEvidence(
    _ rule: RuleID, at site: RecoverSite?, usedAt user: CodePlace? = nil
  ) -> [Evidence] {
    guard let audit, let site else { return [] }
    return audit.finding(rule, about: site, usedAt: user)?.evidence ?? []
  }

  private func advice(for cause: Cause?, of seen: RecoverObservation) -> String? {
    let frames = seen.frames?.filter { !$0.isWrapper } ?? []
    return advice(
      for: cause, at: site(of: seen), usedAt: user(of: seen), recovering: seen.place?.function,
      deferred: frames.count > 1 ? frames.last?.place.function : nil)
  }

  /// The finding's own advice where the audit has one about this use, else by the functions concerned,
  /// else the rule's.
  func advice(
    for cause: Cause?, at site: RecoverSite?, usedAt user: CodePlace? = nil,
    recovering function: String? = nil, deferred: String? = nil
  ) -> String? {
    guard let cause, let rule = Self.rule(for: cause) else { return nil }
    if let finding = site.flatMap({ audit?.finding(rule, about: $0, usedAt: user) }) {
      return capitalized(finding.fix) + "."
    }
    if cause == .tooDeep, let function, let deferred {
      return "Defer \(function) itself, or call recover() in \(deferred) and pass its value on."
    }
    return Rule.with(rule)?.howToFix.first
  }

  static func rule(for cause: Cause) -> RuleID? {
    switch cause {
    case .tooDeep: RuleID("PS201")
    case .otherGoroutine: RuleID("PS202")
    case .directDefer: RuleID("PS203")
    case .neverDeferred: RuleID("PS204")
    case .evaluatedAsArgument: RuleID("PS205")
    case .rangeFuncBody: RuleID("PS206")
    case .inlinedIntoWrapper: RuleID("PS301")
    case .unreferenced: nil
    }
  }
}
