/// What can be told of a panic when deferred calls and callers were not looked at: no cause.
extension Explainer {
  /// Nil for endings that tell all by themselves.
  func byFewProbes() -> Explanation? {
    switch episode.outcome {
    case .recovered:
      return Explanation(
        kind: .recovered, sentence: "a recover() stopped the panic",
        details: beginnings + [Self.unseen("where it began and which function recovered it")])
    case .died:
      return Explanation(
        kind: .unknown, sentence: "the process died of the panic, which no recover() stopped",
        details: beginnings + [Self.unseen("which deferred functions ran and why none stopped it")])
    case .unknown:
      return Explanation(
        kind: .unknown,
        sentence: "how the panic ended is not seen with --light; leave it out for the whole story",
        details: beginnings + laterRecovery + episode.gaps.map { capitalized($0) + "." },
        confidence: .low)
    case .goexit, .exited, .fatalError, .signal, .stuck: return nil
    }
  }

  /// Where callers are known, where panics began; of others their types.
  private var beginnings: [String] {
    if episode.panics.contains(where: { !$0.callers.userFrames.isEmpty }) {
      return origin
    }
    return episode.panics.compactMap { panic in
      panic.valueType.map { "The value of the panic is of type \($0)." }
    }
  }

  private var laterRecovery: [String] {
    let recovered = episode.events.contains { event in
      if case .recoveryCommitted = event.kind { true } else { false }
    }
    return recovered
      ? ["A recover() stopped a panic that began after it on the same goroutine."] : []
  }

  private static func unseen(_ what: String) -> String {
    "Not seen with --light: \(what); leave it out for the whole story."
  }
}
