import PanicContract

/// Words for a panic that nobody recovered, where the deferred calls that ran were not seen: that there
/// were none cannot be said.
enum UnrecoveredWords {
  static func apply(
    to explanation: inout Explanation, _ episode: PanicEpisode, _ audit: AuditFacts?,
    unknown: String
  ) {
    guard !explanation.sentence.contains("runs on another goroutine") else { return }
    let goroutine = words(for: episode.goroutine)
    guard let audit else {
      explanation.sentence =
        "nothing on \(goroutine) recovered the panic, and a recover() on any other goroutine does not count"
      explanation.details.append(unknown)
      return
    }
    let callers = episode.panics.flatMap(\.callers) + episode.stackAtEnd
    if let handler = episode.finished.first(where: { $0.canRecover == true })
      ?? handler(registeredOn: callers, audit), let name = handler.function?.function
    {
      let owner = handler.registeredBy?.function.map { ", deferred by \($0)," } ?? ""
      explanation.sentence =
        "nothing recovers on \(goroutine): \(name)\(owner) is over and, though it can recover, did not"
      return
    }
    let names = Set(callers.compactMap(\.place.function))
    let hasDefers = names.contains { !$0.hasPrefix("runtime.") && !audit.defers(in: $0).isEmpty }
    // A text does not tell of which instantiation a frame is. What is inlined has no defer statement.
    let isOpen = callers.contains {
      !$0.isInlined && $0.place.function?.contains("[...]") == true
    }
    if !hasDefers && isOpen {
      explanation.sentence = "nothing on \(goroutine) recovered the panic"
      explanation.details.append(
        "Which instantiation of a generic function a frame is of, and so what it defers, is not known.")
      explanation.confidence = min(explanation.confidence, .medium)
      return
    }
    explanation.sentence =
      hasDefers
      ? "nothing recovers on \(goroutine): functions of this stack defer calls, but none that is known to recover"
      : "nothing recovers on \(goroutine): no function of this stack defers anything"
  }

  /// A deferred call that these frames have registered, on whichever way they came here, and that is over,
  /// as the goroutine died.
  private static func handler(registeredOn frames: [StackFrame], _ audit: AuditFacts)
    -> DeferredCall?
  {
    for frame in frames {
      guard let name = frame.place.function else { continue }
      for site in audit.recoveringDefers(in: name) where site.state(at: frame.place) == .registered
      {
        return DeferredCall(
          function: site.target, registeredBy: site.place, kind: site.kind, canRecover: true)
      }
    }
    return nil
  }

  private static func words(for goroutine: GoroutineIdentity) -> String {
    if goroutine.root?.function == "main.main" || goroutine.root?.function == "runtime.main" {
      return "the main goroutine"
    }
    var text = goroutine.id.map { "goroutine \($0)" } ?? "the goroutine"
    if let root = goroutine.root?.function { text += " (\(root))" }
    if let creator = goroutine.createdBy?.function { text += ", started by \(creator)" }
    return text
  }
}
