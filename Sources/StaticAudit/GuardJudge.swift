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
  private let hazards: Hazards
  private var known: [FunctionIndex: Protection] = [:]

  init(context: AuditContext, handlers: GuardHandlers, hazards: Hazards) {
    self.context = context
    self.handlers = handlers
    self.hazards = hazards
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
    var guards: [(registration: DeferIndex.Defer, handler: GuardHandler, other: FunctionIndex?)] =
      []
    var unknown: DeferIndex.Defer?
    for d in context.defers.defers(in: f) {
      switch handlers.registration(of: d) {
      case .nothing: continue
      case .handler(let handler): guards.append((d, handler, nil))
      case .some(let handler, let other): guards.append((d, handler, other))
      case .unknown: unknown = unknown ?? d
      }
    }
    // A later defer runs first: one that always panics again hands over to the earlier ones.
    let useful = guards.filter { if case .never = $0.handler.behaviour { false } else { true } }
    let absorbing = useful.first {
      if case .absorbs = $0.handler.behaviour { $0.other == nil } else { false }
    }
    guard let best = absorbing ?? useful.first else {
      if let unknown {
        let place = context.describe(unknown.address, in: f)
        return Protection(
          verdict: .unknown, handler: guards.first?.handler, registration: unknown,
          condition: "defers a function at \(place) that is not known and may recover")
      }
      guard let first = guards.first else { return .none }
      return Protection(
        verdict: .exposed, handler: first.handler, registration: first.registration,
        condition: "its handler panics again or ends the process on every path")
    }
    var protection = Protection(
      verdict: .guarded, handler: best.handler, registration: best.registration, condition: nil)
    if case .sometimes(let words) = best.handler.behaviour {
      protection.verdict = .conditional
      protection.condition = "its handler \(words)"
    } else if let other = best.other {
      let place = context.describe(best.registration.address, in: f)
      protection.verdict = .conditional
      protection.condition =
        "defers one of several functions at \(place), and \(context.image.name(other)) does not recover"
    } else if let words = before(useful.map(\.registration), in: f)
      ?? afterwards(guards.map { ($0.registration, $0.handler) }, best.registration, in: f)
    {
      protection.verdict = .conditional
      protection.condition = words
    }
    return protection
  }

  /// Functions that recover for themselves, whoever calls them.
  private lazy var protectedFunctions = Set(
    handlers.registeringFunctions.filter { context.scope(of: $0) != .std })

  /// Some function value protects itself, so that a call of one that is not known may be safe.
  private(set) lazy var hasProtectedValues = protectedFunctions.contains { f in
    !context.index.referrers(of: f).isEmpty || context.index.functionWords.hold(f)
  }

  /// Some type's method at this offset of an interface's method table protects itself.
  func isProtectedMethod(atTableOffset offset: Int32) -> Bool {
    protectedMethodOffsets.contains(offset)
  }

  private lazy var protectedMethodOffsets = context.methodTableOffsets(
    of: protectedFunctions.flatMap { f in
      [f] + context.index.callers(of: f).map(\.caller).filter(context.image.isWrapper)
    })

  /// A handler that was registered before the best one runs after it, when nothing panics any more.
  private func afterwards(
    _ guards: [(DeferIndex.Defer, GuardHandler)], _ best: DeferIndex.Defer, in f: FunctionIndex
  ) -> String? {
    for (d, handler) in guards where d.address < best.address {
      guard let words = handler.idleHazard else { continue }
      let name = context.image.name(handler.function)
      let place = context.describe(d.address, in: f)
      return "defers \(name) at \(place), which runs after the guard and \(words)"
    }
    return nil
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
    var place: String { context.describe(event.address, in: f) }
    switch event.kind {
    case .deferSlot(_, let value), .deferCall(_, let value):
      // Deferred before the guard, it runs when the guard has returned.
      guard let target = value.function, context.scope(of: target) != .std,
        !handlers.registersRecover(at: event.address), context.panics.reaches(from: target)
      else { return nil }
      return "defers \(context.image.name(target)) at \(place), which runs after the guard"
    case .call(let callee?), .tailCall(let callee):
      guard context.roles[callee] == .none, context.scope(of: callee) != .std,
        !context.isRuntimeInternal(callee), context.panics.reaches(from: callee)
      else { break }
      return "calls \(context.image.name(callee)) at \(place) before the guard is registered"
    default: break
    }
    return hazards.words(of: event, in: f, measure: .beforeGuard).map {
      "\($0), before the guard is registered"
    }
  }
}
