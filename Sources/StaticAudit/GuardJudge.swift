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
  /// Parameters and captured variables that are followed before the guard is registered.
  var followed: [FollowedPointer] = []
  static var none: Protection { Protection(verdict: .exposed) }

  /// Whoever wrote it counts on it to stop panics: its handler takes all of them, though something may
  /// panic ahead of it or in it.
  var isCountedOn: Bool {
    guard verdict == .conditional, let handler else { return verdict == .guarded }
    if case .absorbs = handler.behaviour { return true }
    return handler.canFail
  }
}

/// A pointer that a function gets and follows where no guard is registered yet.
struct FollowedPointer {
  var value: FunctionValue
  var function: FunctionIndex
  var address: UInt64
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
      if let protection = rangeFuncProtection(of: f) { return protection }
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
    } else if let words = alwaysPanicsAfterwards(best.registration, in: f) {
      protection.verdict = .exposed
      protection.condition = words
    } else if let words = before(useful.map(\.registration), in: f)
      ?? afterwards(guards.map { ($0.registration, $0.handler) }, best.registration, in: f)
    {
      protection.verdict = .conditional
      protection.condition = words
    } else {
      follow(pointersBefore: useful.map(\.registration), in: f, &protection)
    }
    return protection
  }

  /// Functions that recover for themselves, whoever calls them.
  private lazy var protectedFunctions = Set(
    handlers.registeringFunctions.filter { context.scope(of: $0) != .std })

  /// Some function value protects itself, so that a call of one that is not known may be safe.
  private(set) lazy var hasProtectedValues = protectedFunctions.contains(where: isStored)

  /// The function is a value that goes where it is not followed: not only called, deferred or started
  /// where it is made.
  private func isStored(_ f: FunctionIndex) -> Bool {
    if context.isReferencedFromData(f) { return true }
    return context.index.referrers(of: f).contains { user in
      var isExplained = false
      for event in context.store.flow(of: user).events {
        for value in event.values where value.function == f {
          switch event.kind {
          case .go(value), .deferSlot(_, value), .deferCall(_, value), .closureCall(value):
            isExplained = true
          default:
            let uses = context.callbacks.uses(of: value, in: event, function: user)
            if uses.isEmpty || uses.contains(where: { $0.kind == .escapes }) { return true }
            isExplained = true
          }
        }
      }
      // Captured by another closure, or not seen at all.
      return !isExplained
    }
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

  /// Deferred before the guard it runs after it, and it always panics.
  private func alwaysPanicsAfterwards(_ best: DeferIndex.Defer, in f: FunctionIndex) -> String? {
    let flow = context.store.flow(of: f)
    for d in context.defers.defers(in: f) where d.address < best.address {
      guard let target = d.target, context.endings.ending(of: target) == .panics,
        !handlers.registersRecover(at: d.address),
        !flow.reachable(from: [0], stop: { $0 == d.block }).contains(best.block),
        d.kind != .heap
      else { continue }
      let place = context.describe(d.address, in: f)
      return "\(context.image.name(target)), deferred at \(place), runs after it and panics"
    }
    return nil
  }

  // MARK: guards in the bodies of range-over-func loops

  /// The defer statements in bodies of range-over-func loops, by the function that has the loop.
  private lazy var rangeFuncDefers: [FunctionIndex: [DeferIndex.Defer]] = {
    var found: [FunctionIndex: [DeferIndex.Defer]] = [:]
    for d in context.defers.defers where d.kind == .rangeFunc {
      var owner = d.function
      // Bodies of nested loops stand in one another.
      for _ in 0..<8 where context.isRangeFuncBody(owner) {
        guard let maker = context.index.referrers(of: owner).first else { break }
        owner = maker
      }
      if owner != d.function { found[owner, default: []].append(d) }
    }
    return found
  }()

  private func rangeFuncProtection(of f: FunctionIndex) -> Protection? {
    for d in rangeFuncDefers[f] ?? [] {
      guard case .handler(let handler) = handlers.registration(of: d) else { continue }
      if case .never = handler.behaviour { continue }
      return Protection(
        verdict: .conditional, handler: handler, registration: d,
        condition:
          "registers its guard in the body of a range-over-func loop at \(context.describe(d.address, in: d.function)), which may never run"
      )
    }
    return nil
  }

  // MARK: pointers

  /// Pointers that are followed before a guard is registered: some may be nil.
  private func follow(
    pointersBefore guards: [DeferIndex.Defer], in f: FunctionIndex, _ protection: inout Protection
  ) {
    guard context.scope(of: f) != .std else { return }
    let flow = context.store.flow(of: f)
    let uses = context.store.pointerUses(of: f)
    guard !uses.dereferences.isEmpty else { return }
    let isBefore = openCode(before: guards, flow)
    for use in uses.dereferences where isBefore(use.block, use.address) {
      var place: String { context.describe(use.address, in: f) }
      switch use.pointer {
      case .null where uses.testsNull: continue
      case .null, .loaded: break
      case .value(let value):
        if uses.tests(value) { continue }
        guard case .result(let callee, let index) = value else {
          protection.followed.append(
            FollowedPointer(value: value, function: f, address: use.address))
          continue
        }
        guard context.mayReturnNil(callee, index) else { continue }
      }
      protection.verdict = .conditional
      protection.condition =
        "can dereference nil at \(place), \(moment(of: use.block, guards, flow))"
      return
    }
  }

  /// What may run while none of the guards is registered.
  private func openCode(
    before guards: [DeferIndex.Defer], _ flow: FunctionFlow
  ) -> (Int32, UInt64) -> Bool {
    var first: [Int32: UInt64] = [:]
    for g in guards { first[g.block] = min(first[g.block] ?? .max, g.address) }
    let open = flow.reachable(from: [0], stop: { first[$0] != nil })
    return { block, address in
      open.contains(block) || (first[block].map { address < $0 } ?? false)
    }
  }

  /// The risk taken before a guard is registered, on paths that never register one, or by deferred
  /// functions that run when the guard is done.
  private func before(_ guards: [DeferIndex.Defer], in f: FunctionIndex) -> String? {
    let flow = context.store.flow(of: f)
    let isBefore = openCode(before: guards, flow)
    for event in flow.events where isBefore(event.block, event.address) {
      guard let words = risk(event, in: f, { moment(of: event.block, guards, flow) }) else {
        continue
      }
      return words
    }
    return nil
  }

  /// Code behind a registration is open only on the paths that go around that.
  private func moment(
    of block: Int32, _ guards: [DeferIndex.Defer], _ flow: FunctionFlow
  ) -> String {
    let later = flow.reachable(from: guards.flatMap { flow.successors(of: $0.block) })
    return later.contains(block)
      ? "on a path where no guard is registered" : "before the guard is registered"
  }

  private func risk(
    _ event: FlowEvent, in f: FunctionIndex, _ moment: () -> String
  ) -> String? {
    var place: String { context.describe(event.address, in: f) }
    switch event.kind {
    case .deferSlot(_, let value), .deferCall(_, let value):
      // Deferred before the guard, it runs when the guard has returned.
      guard let target = value.function, context.scope(of: target) != .std,
        !handlers.registersRecover(at: event.address)
      else { return nil }
      if hazards.closesAgain(target) {
        return
          "defers closing a channel at \(place), which runs after the guard and may find it closed"
      }
      guard context.panics.reaches(from: target) else { return nil }
      return "defers \(context.image.name(target)) at \(place), which runs after the guard"
    case .call(let callee?), .tailCall(let callee):
      guard context.roles[callee] == .none, context.scope(of: callee) != .std,
        !context.isRuntimeInternal(callee), context.panics.reaches(from: callee)
      else { break }
      return "calls \(context.image.name(callee)) at \(place) \(moment())"
    default: break
    }
    return hazards.words(of: event, in: f, measure: .beforeGuard).map {
      "\($0), \(moment())"
    }
  }
}
