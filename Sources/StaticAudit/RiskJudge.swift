internal import GoBinary
internal import PanicContract

/// Judges a goroutine's root: guarded itself, guarded further in, or exposed.
final class RiskJudge {
  enum Risk {
    /// Nothing in it panics by itself and it calls nothing unknown.
    case none
    /// All that can panic runs under this guard.
    case delegated(Protection)
    /// It runs code that is not known and that may protect itself.
    case unknown
    case exposed
  }

  private let context: AuditContext
  private let guards: GuardJudge
  private var known: [FunctionIndex: Risk] = [:]

  private static let depthLimit = 5
  /// The root and what it calls first: `go run(f)`.
  private static let unknownDepth = 1

  init(context: AuditContext, guards: GuardJudge) {
    self.context = context
    self.guards = guards
  }

  /// - Parameter value: the root with what it captured, to follow callbacks.
  func protection(ofRoot f: FunctionIndex, value: FunctionValue) -> Protection {
    let own = guards.protection(of: f)
    if own.verdict == .guarded || own.verdict == .conditional { return own }
    // A handler that ends the process has seen to it that nothing else decides.
    if own.verdict == .exposed, own.handler != nil { return own }
    switch risk(of: f, captures: value.captures, depth: 0) {
    case .delegated(let inner):
      if context.image.isWrapper(f) { return inner }
      var result = inner
      result.verdict = inner.verdict == .guarded ? .delegated : inner.verdict
      return result
    case .unknown where context.scope(of: f) == .std: return own
    case .unknown:
      return Protection(
        verdict: .unknown,
        condition: own.condition ?? "which function it calls is decided at run time")
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
    var found = Risk.none
    for event in flow.events where flow.blocks[Int(event.block)].reached {
      switch event.kind {
      case .call(let callee?), .tailCall(let callee):
        found = found.joined(
          with: callRisk(callee, event, caller: f, captures: captures, depth: depth))
      case .closureCall(let value) where !event.isDeferExit:
        let risk = valueRisk(value, captures: captures, user: f, depth: depth)
        found = found.joined(with: risk.unlessUnknown(isClose: depth <= Self.unknownDepth))
      case .indirectCall(_, let offset) where !event.isDeferExit:
        guard context.scope(of: f) != .std else { continue }
        found = found.joined(
          with: methodRisk(offset).unlessUnknown(isClose: depth <= Self.unknownDepth))
      default: continue
      }
      if case .exposed = found { return .exposed }
    }
    return found
  }

  /// A method that is not known: exposed unless some type's method at that place protects itself.
  private func methodRisk(_ offset: Int32) -> Risk {
    guards.isProtectedMethod(atTableOffset: offset) ? .unknown : .exposed
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
      var found = Risk.none
      for argument in event.arguments {
        found = found.joined(
          with: valueRisk(argument.value, captures: captures, user: callee, depth: depth)
            .unlessUnknown(isClose: false))
      }
      return found
    }
    let protection = guards.protection(of: callee)
    switch protection.verdict {
    case .guarded: return .delegated(protection)
    case .conditional: return .delegated(protection)
    case .unknown: return .unknown
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
      guard let capture = captures.first(where: { $0.offset == offset }) else {
        return unknownValue
      }
      if capture.value == .contextField(offset) { return unknownValue }
      return valueRisk(capture.value, captures: [], user: user, depth: depth + 1)
    default: return unknownValue
    }
  }

  /// What the call of a function value is that can be any.
  private var unknownValue: Risk { guards.hasProtectedValues ? .unknown : .exposed }
}

extension RiskJudge.Risk {
  /// Unknown code counts as such where it is the goroutine's own purpose, else as one of the many
  /// things in it that can panic.
  fileprivate func unlessUnknown(isClose: Bool) -> RiskJudge.Risk {
    if case .unknown = self, !isClose { .exposed } else { self }
  }

  /// The risk of code that does both.
  fileprivate func joined(with other: RiskJudge.Risk) -> RiskJudge.Risk {
    switch (self, other) {
    case (.exposed, _), (_, .exposed): .exposed
    case (.unknown, _), (_, .unknown): .unknown
    case (.none, let risk), (let risk, .none): risk
    case (.delegated(let first), .delegated(let second)):
      .delegated(second.verdict == .guarded ? first : second)
    }
  }
}
