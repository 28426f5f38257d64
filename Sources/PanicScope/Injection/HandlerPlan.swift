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

  init(_ observed: [ObservedHandler], image: GoImage, only: [String]) {
    let sites = InjectionSites(image: image)
    let reader = EvidenceReader(image: image)
    for handler in observed {
      let place = image.declarationPlace(of: handler.function)
      let name = place.function ?? ""
      guard only.isEmpty || only.contains(where: { name.contains($0) }),
        let entry = sites.entry(of: handler.function)
      else { continue }
      let found = handler.deferring.lazy.compactMap(reader.deferredGuard).first
      handlers.append(
        Handler(
          place: place, calledAt: image.codePlace(at: handler.caller),
          predicted: found?.verdict ?? (handler.isComplete ? .exposed : .unknown),
          guardedBy: found?.place, entry: entry))
    }
  }
}
