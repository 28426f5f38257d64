public import GoBinary
public import PanicContract

/// The recover that a function counts on while its defer statement is in force.
public struct DeferredGuard: Sendable, Hashable {
  /// `guarded`; `conditional` for a handler that panics again or ends the process on some paths, and
  /// `exposed` for one that always ends the process.
  public var verdict: Guard
  /// The handler ends the process, on some paths at least: what is further out does not run then.
  public var endsProcess: Bool
  /// The function that recovers.
  public var place: CodePlace
}

extension EvidenceReader {
  /// What a function's own defer statements do with a panic of what it calls, once they are in
  /// force; nil when none of them stops any or ends the process.
  public func deferredGuard(of f: FunctionIndex) -> DeferredGuard? {
    let protection = model.guards.protection(of: f)
    guard let handler = protection.handler else { return nil }
    let place = context.place(of: handler.function)
    switch handler.behaviour {
    case .absorbs: return DeferredGuard(verdict: .guarded, endsProcess: false, place: place)
    case .sometimes:
      return DeferredGuard(
        verdict: .conditional, endsProcess: handler.endsProcess, place: place)
    case .never:
      return handler.endsProcess
        ? DeferredGuard(verdict: .exposed, endsProcess: true, place: place) : nil
    }
  }
}
