import GoBinary
import LiveTrace
import StaticAudit

/// The handlers that an observed run reached, and what the audit says of a panic in each: the defer
/// statements that were in force on the stack, judged by the code.
struct HandlerPlan {
  struct Handler {
    var place: CodePlace
    var calledAt: CodePlace
    var predicted: Guard
    var guardedBy: CodePlace?
    var entry: InjectionSite
  }

  private(set) var handlers: [Handler] = []

  /// What becomes of a panic by the defer statements in force, innermost first: a handler that panics again
  /// leaves it to those further out, one that ends the process does not.
  private static func guardian(among found: some Sequence<DeferredGuard>) -> DeferredGuard? {
    var conditional: DeferredGuard?
    for candidate in found {
      if candidate.verdict == .guarded { return candidate }
      if candidate.endsProcess { return conditional ?? candidate }
      conditional = conditional ?? candidate
    }
    return conditional
  }

  init(
    _ observed: [ObservedHandler], image: GoImage, _ registrations: GuardRegistrations,
    only: [String]
  ) {
    let sites = InjectionSites(image: image)
    let reader = EvidenceReader(image: image)
    for handler in observed {
      let place = image.declarationPlace(of: handler.function)
      let name = place.function ?? ""
      guard only.isEmpty || only.contains(where: { name.contains($0) }),
        let entry = sites.entry(of: handler.function)
      else { continue }
      let inForce = handler.deferring.lazy.compactMap { frame -> DeferredGuard? in
        guard let found = reader.deferredGuard(of: frame.function) else { return nil }
        // Another defer statement of the function may be the one.
        let entries = registrations.entries(of: found.place, in: [frame.function])
        return entries.isEmpty || frame.registered.contains(oneOf: entries) ? found : nil
      }
      let found = Self.guardian(among: inForce)
      handlers.append(
        Handler(
          place: place, calledAt: image.codePlace(at: handler.caller),
          predicted: found?.verdict ?? (handler.isComplete ? .exposed : .unknown),
          guardedBy: found?.place, entry: entry))
    }
  }
}
