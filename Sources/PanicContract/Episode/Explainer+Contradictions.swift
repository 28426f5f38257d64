/// Where what was seen, the contract and the audit do not say the same.
extension Explainer {
  func contradictions() -> [String] {
    var found: [String] = []
    for (seen, judgement) in judgements {
      if let contradiction = judgement.contradiction {
        found.append(contradiction + at(seen.place))
      }
      if let contradiction = auditContradiction(seen) { found.append(contradiction) }
    }
    let committed = episode.events.contains { event in
      if case .recoveryCommitted = event.kind { true } else { false }
    }
    let recovered = judgements.contains { $0.seen.recovered == true }
    let sawRecovers = !judgements.isEmpty
    switch episode.outcome {
    case .recovered where sawRecovers && !recovered:
      found.append("the panic was recovered, but no recover() call that was seen stopped it")
    case .died where committed && episode.panics.count == 1:
      found.append("the process died of the panic, but its recovery had been committed")
    default: break
    }
    var unique: [String] = []
    for sentence in found where !unique.contains(sentence) { unique.append(sentence) }
    return unique
  }

  private func at(_ place: CodePlace?) -> String {
    place?.function == nil ? "" : ", in " + Phrase.functionAndLine(place)
  }

  /// The audit says of some sites that they work always or never.
  private func auditContradiction(_ seen: RecoverObservation) -> String? {
    guard let site = site(of: seen), let recovered = seen.recovered, seen.panicPresent != false,
      seen.isGoexit != true, seen.alreadyRecovered != true
    else { return nil }
    let frames = seen.frames?.filter { !$0.isWrapper } ?? []
    switch (site.verdict, recovered) {
    case (.ineffective, true):
      return
        "the audit says that recover() in \(Phrase.functionAndLine(site.place)) never stops a panic"
        + (site.cause.map { " (\($0.rawValue))" } ?? "") + ", but it stopped this one"
    case (.effective, false) where frames.count == 1:
      return
        "the audit says that recover() in \(Phrase.functionAndLine(site.place)) stops panics, but it returned nil for this one"
    default: return nil
    }
  }
}
