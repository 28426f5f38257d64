import PanicContract

/// What makes two episodes the same story: how it ended, why, with which proof, where each panic began and
/// what the deferred calls did.
enum TraceStory {
  private static let separator: Character = "\u{0}"

  static func key(_ traced: TracedEpisode) -> String {
    let origins = traced.episode.panics.compactMap(\.origination)
    let failed = failures(traced.episode)
    return
      ([traced.episode.outcome.name, "\(steps(traced))", failed, traced.explanation.sentence]
      + origins)
      .joined(separator: String(separator))
  }

  /// All that the sentence leaves out, but for what differs between runs of the same code: a number, as a
  /// story may be long.
  private static func steps(_ traced: TracedEpisode) -> Int {
    var hasher = Hasher()
    let explanation = traced.explanation
    hasher.combine(explanation.cause)
    for evidence in explanation.evidence {
      hasher.combine(evidence.address)
      hasher.combine(evidence.note)
    }
    // A function that calls itself does the same at each depth.
    var before: EpisodeEvent.Kind?
    for event in traced.episode.events {
      let kind = event.kind
      defer { before = kind }
      switch kind {
      case .deferredCallStarted(let call):
        if case .deferredCallStarted(call)? = before { continue }
        hasher.combine(call.function?.function)
        hasher.combine(call.registeredBy?.function)
      case .recoverCalled(let seen):
        hasher.combine(seen.place)
        hasher.combine(seen.recovered)
      default: continue
      }
    }
    return hasher.finalize()
  }

  /// `main.guard: too-deep`: recovers that returned nil before another did not, whose sentence does not name them.
  private static func failures(_ episode: PanicEpisode) -> String {
    guard case .recovered = episode.outcome else { return "" }
    var found: [String] = []
    for event in episode.events {
      guard case .recoverCalled(let seen) = event.kind, seen.recovered != true,
        let cause = episode.era?.judge(seen).cause
      else { continue }
      let text = "\(seen.place?.function ?? "a function"): \(cause.rawValue)"
      if !found.contains(text) { found.append(text) }
    }
    return found.prefix(3).joined(separator: ", ")
  }

  /// For the summary, with where it began.
  static func sentence(_ key: String) -> String {
    let parts = key.split(separator: separator, omittingEmptySubsequences: false).dropFirst(2)
    guard let failed = parts.first, let sentence = parts.dropFirst().first else { return key }
    let origins = parts.dropFirst(2)
    return sentence
      + (origins.isEmpty ? "" : "; began in " + origins.joined(separator: ", then in "))
      + (failed.isEmpty ? "" : "; recovers in vain before: \(failed)")
  }
}

extension PanicRecord {
  /// `main.work (main.go:12)`: the innermost function that is not the runtime's.
  fileprivate var origination: String? {
    let place = callers.lazy.filter { !$0.isWrapper }.map(\.place)
      .first { $0.function?.hasPrefix("runtime.") == false }
    guard let place, let function = place.function else { return nil }
    guard let location = place.location else { return function }
    let file = location.file.split(separator: "/").last.map(String.init) ?? location.file
    return "\(function) (\(file):\(location.line))"
  }
}
