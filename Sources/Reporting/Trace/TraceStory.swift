import PanicContract

/// What makes two episodes the same story: how it ended, why, and where each panic began.
enum TraceStory {
  private static let separator: Character = "\u{0}"

  static func key(_ traced: TracedEpisode) -> String {
    let origins = traced.episode.panics.compactMap(\.origination)
    return ([traced.episode.outcome.name, traced.explanation.sentence] + origins)
      .joined(separator: String(separator))
  }

  /// For the summary, with where it began.
  static func sentence(_ key: String) -> String {
    let parts = key.split(separator: separator, omittingEmptySubsequences: false).dropFirst()
    guard let sentence = parts.first else { return key }
    let origins = parts.dropFirst()
    guard !origins.isEmpty else { return String(sentence) }
    return "\(sentence); began in " + origins.joined(separator: ", then in ")
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
