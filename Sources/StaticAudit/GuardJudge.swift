internal import GoBinary
internal import PanicContract

/// How a function protects the code that it runs.
struct Protection {
  var verdict: Guard
  /// The deferred function that recovers.
  var handler: GuardHandler?
  /// The defer statement that registers it.
  var registration: DeferIndex.Defer?
  /// Why it is not plainly guarded, in words.
  var condition: String?
  static var none: Protection { Protection(verdict: .exposed) }
}

/// Judges what protects a function's own code: its recovering defers and the code before them.
final class GuardJudge {
  private let context: AuditContext
  private let handlers: GuardHandlers
  private var known: [FunctionIndex: Protection] = [:]

  init(context: AuditContext, handlers: GuardHandlers) {
    self.context = context
    self.handlers = handlers
  }

  /// The function's own defers only; calls further in are `RiskJudge`'s.
  func protection(of f: FunctionIndex) -> Protection {
    if let protection = known[f] { return protection }
    let protection = compute(f)
    known[f] = protection
    return protection
  }

  private func compute(_ f: FunctionIndex) -> Protection {
    guard context.image.deferReturn(f) != 0 else { return .none }
    var guards: [(DeferIndex.Defer, GuardHandler)] = []
    for d in context.defers.defers(in: f) {
      guard let handler = handlers.handler(of: d) else { continue }
      guards.append((d, handler))
    }
    guard !guards.isEmpty else { return .none }
    // A later defer runs first: one that always panics again hands over to the earlier ones.
    let useful = guards.filter { if case .never = $0.1.behaviour { false } else { true } }
    guard
      let best = useful.first(where: { if case .absorbs = $0.1.behaviour { true } else { false } })
        ?? useful.first
    else {
      return Protection(
        verdict: .exposed, handler: guards[0].1, registration: guards[0].0,
        condition: "its handler panics again or ends the process on every path")
    }
    var protection = Protection(
      verdict: .guarded, handler: best.1, registration: best.0, condition: nil)
    if case .sometimes(let words) = best.1.behaviour {
      protection.verdict = .conditional
      protection.condition = "its handler \(words)"
    } else if let words = before(useful.map(\.0), in: f) {
      protection.verdict = .conditional
      protection.condition = words
    }
    return protection
  }

  /// The risk taken before a guard is registered, on paths that never register one, or by deferred
  /// functions that run when the guard is done.
  private func before(_ guards: [DeferIndex.Defer], in f: FunctionIndex) -> String? {
    let flow = context.store.flow(of: f)
    var first: [Int32: UInt64] = [:]
    for g in guards { first[g.block] = min(first[g.block] ?? .max, g.address) }
    let open = flow.reachable(from: [0], stop: { first[$0] != nil })
    for event in flow.events {
      let isBefore =
        open.contains(event.block)
        || (first[event.block].map { event.address < $0 } ?? false)
      guard isBefore, let words = risk(event, in: f) else { continue }
      return words
    }
    return nil
  }

  private func risk(_ event: FlowEvent, in f: FunctionIndex) -> String? {
    let place = context.describe(event.address, in: f)
    switch event.kind {
    case .deferSlot(_, let value), .deferCall(_, let value):
      // Deferred before the guard, it runs when the guard has returned.
      guard let target = value.function, context.scope(of: target) != .std,
        !handlers.registersRecover(at: event.address), context.panics.reaches(from: target)
      else { return nil }
      return "defers \(context.image.name(target)) at \(place), which runs after the guard"
    case .call(let callee?), .tailCall(let callee):
      switch context.roles[callee] {
      case .panic: return "panics at \(place) before the guard is registered"
      case .runtimePanic: return "can panic at \(place) before the guard is registered"
      case .none: break
      default: return nil
      }
      guard context.scope(of: callee) != .std, !context.isRuntimeInternal(callee) else {
        return nil
      }
      guard context.panics.reaches(from: callee) else { return nil }
      return "calls \(context.image.name(callee)) at \(place) before the guard is registered"
    case .closureCall, .indirectCall:
      guard context.scope(of: f) != .std, !event.isDeferExit else { return nil }
      return "calls unknown code at \(place) before the guard is registered"
    default: return nil
    }
  }
}
