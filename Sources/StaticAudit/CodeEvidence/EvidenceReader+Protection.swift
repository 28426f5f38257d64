public import GoBinary
public import PanicContract

/// The recover that a function counts on while its defer statement is in force.
public struct DeferredGuard: Sendable, Hashable {
  /// `guarded`, or `conditional` for a handler that panics again or ends the process on some paths.
  public var verdict: Guard
  /// The function that recovers.
  public var place: CodePlace
}

extension EvidenceReader {
  /// What a function's own defer statements do with a panic of what it calls, once they are in
  /// force; nil when none of them stops any.
  public func deferredGuard(of f: FunctionIndex) -> DeferredGuard? {
    let protection = model.guards.protection(of: f)
    guard let handler = protection.handler else { return nil }
    let place = context.place(of: handler.function)
    switch handler.behaviour {
    case .absorbs: return DeferredGuard(verdict: .guarded, place: place)
    case .sometimes: return DeferredGuard(verdict: .conditional, place: place)
    case .never: return nil
    }
  }
}
