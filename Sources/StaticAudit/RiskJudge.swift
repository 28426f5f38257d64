internal import GoBinary
internal import PanicContract

/// Judges a goroutine's root: guarded itself, guarded further in, or exposed.
final class RiskJudge {
  enum Risk {
    /// Nothing in it panics by itself and it calls nothing unknown.
    case none
    /// All that can panic runs under this guard.
    case delegated(Protection)
    case exposed
  }

  private let context: AuditContext
  private let guards: GuardJudge
  private var known: [FunctionIndex: Risk] = [:]

  private static let depthLimit = 5

  init(context: AuditContext, guards: GuardJudge) {
    self.context = context
    self.guards = guards
  }

  /// - Parameter value: the root with what it captured, to follow callbacks.
  func protection(ofRoot f: FunctionIndex, value: FunctionValue) -> Protection {
    let own = guards.protection(of: f)
    if own.verdict == .guarded || own.verdict == .conditional { return own }
    switch risk(of: f, captures: value.captures, depth: 0) {
    case .delegated(let inner):
      if context.image.isWrapper(f) { return inner }
      var result = inner
      result.verdict = inner.verdict == .guarded ? .delegated : inner.verdict
      return result
    case .none, .exposed: return own
    }
  }

  private func risk(
    of f: FunctionIndex, captures: [FunctionValue.Capture], depth: Int
  ) -> Risk {
    if captures.isEmpty, let risk = known[f] { return risk }
    guard depth < Self.depthLimit else { return .exposed }
    if captures.isEmpty { known[f] = Risk.none }
    let risk = compute(f, captures: captures, depth: depth)
    if captures.isEmpty { known[f] = risk }
    return risk
  }

  private func compute(
    _ f: FunctionIndex, captures: [FunctionValue.Capture], depth: Int
  ) -> Risk {
    let flow = context.store.flow(of: f)
    guard !flow.blocks.isEmpty, !flow.isIncomplete else { return .exposed }
    var inner: Protection?
    for event in flow.events where flow.blocks[Int(event.block)].reached {
      let risk: Risk
      switch event.kind {
      case .call(let callee?), .tailCall(let callee):
        risk = callRisk(callee, event, caller: f, captures: captures, depth: depth)
      case .call(nil):
        continue
      case .closureCall(let value):
        guard !event.isDeferExit else { continue }
        risk = valueRisk(value, captures: captures, user: f, depth: depth)
      case .indirectCall:
        guard !event.isDeferExit else { continue }
        risk = context.scope(of: f) == .std ? .none : .exposed
      default: continue
      }
      switch risk {
      case .none: continue
      case .exposed: return .exposed
      case .delegated(let protection):
        if inner == nil || protection.verdict != .guarded { inner = protection }
      }
    }
    return inner.map(Risk.delegated) ?? .none
  }

  private func callRisk(
    _ callee: FunctionIndex, _ event: FlowEvent, caller: FunctionIndex,
    captures: [FunctionValue.Capture], depth: Int
  ) -> Risk {
    switch context.roles[callee] {
    case .panic, .runtimePanic: return .exposed
    case .none: break
    default: return .none
    }
    if context.isRuntimeInternal(callee) { return .none }
    // What a wrapper calls is the root itself, such as the server's goroutine for a connection.
    if context.scope(of: callee) == .std, !context.image.isWrapper(caller) {
      // The standard library counts as safe but for what it calls back.
      var inner: Protection?
      for argument in event.arguments {
        switch valueRisk(argument.value, captures: captures, user: callee, depth: depth) {
        case .none: continue
        case .exposed: return .exposed
        case .delegated(let protection): inner = protection
        }
      }
      return inner.map(Risk.delegated) ?? .none
    }
    let protection = guards.protection(of: callee)
    switch protection.verdict {
    case .guarded: return .delegated(protection)
    case .conditional: return .delegated(protection)
    default: break
    }
    return risk(of: callee, captures: [], depth: depth + 1)
  }

  private func valueRisk(
    _ value: FunctionValue, captures: [FunctionValue.Capture], user: FunctionIndex, depth: Int
  ) -> Risk {
    switch value {
    case .function(let f, let inner):
      guard context.scope(of: f) != .std else { return .none }
      let protection = guards.protection(of: f)
      if protection.verdict == .guarded || protection.verdict == .conditional {
        return .delegated(protection)
      }
      return risk(of: f, captures: inner, depth: depth + 1)
    case .contextField(let offset):
      guard let capture = captures.first(where: { $0.offset == offset }) else { return .exposed }
      if capture.value == .contextField(offset) { return .exposed }
      return valueRisk(capture.value, captures: [], user: user, depth: depth + 1)
    default: return .exposed
    }
  }
}
