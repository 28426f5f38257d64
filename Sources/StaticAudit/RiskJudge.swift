internal import GoBinary
internal import PanicContract

/// Judges a goroutine's root: guarded itself, guarded further in, or exposed.
final class RiskJudge {
  enum Risk {
    /// Nothing in it panics by itself and it calls nothing unknown.
    case none
    /// Nothing but this can panic in it, in words: a map that may be nil, a channel that may be closed.
    case hazard(String)
    /// All that can panic runs under this guard.
    case delegated(Protection)
    /// It runs code that is not known and that may protect itself.
    case unknown
    case exposed
  }

  private let context: AuditContext
  private let guards: GuardJudge
  private let hazards: Hazards
  private var known: [FunctionIndex: Risk] = [:]

  private static let depthLimit = 5
  /// The root and what it calls first: `go run(f)`.
  private static let unknownDepth = 1

  init(context: AuditContext, guards: GuardJudge, hazards: Hazards) {
    self.context = context
    self.guards = guards
    self.hazards = hazards
  }

  /// - Parameter value: the root with what it captured, to follow callbacks.
  func protection(ofRoot f: FunctionIndex, value: FunctionValue) -> Protection {
    let own = guards.protection(of: f)
    if own.verdict == .guarded || own.verdict == .conditional { return own }
    // A handler that ends the process has seen to it that nothing else decides.
    if own.verdict == .exposed, own.handler != nil { return own }
    switch risk(of: f, Given(captures: value.captures), depth: 0) {
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
    case .none, .hazard, .exposed: return own
    }
  }

  /// The function values that a function gets.
  private struct Given {
    var captures: [FunctionValue.Capture] = []
    var arguments: [FlowEvent.Argument] = []

    var isEmpty: Bool { captures.isEmpty && arguments.isEmpty }

    /// A value of the function as the one that called it knows it.
    func value(of value: FunctionValue) -> FunctionValue {
      switch value {
      case .contextField(let offset):
        captures.first { $0.offset == offset }?.value ?? value
      case .parameter(let index):
        arguments.first { $0.index == index }?.value ?? value
      case .function(let f, let inner) where !inner.isEmpty && !isEmpty:
        .function(
          f,
          captures: inner.map {
            FunctionValue.Capture(
              offset: $0.offset, value: self.value(of: $0.value), constant: $0.constant)
          })
      default: value
      }
    }

    /// The functions among a call's arguments.
    func functions(of event: FlowEvent) -> [FlowEvent.Argument] {
      event.arguments.compactMap { argument in
        let value = value(of: argument.value)
        guard value.function != nil else { return nil }
        return FlowEvent.Argument(index: argument.index, value: value)
      }
    }
  }

  private func risk(of f: FunctionIndex, _ given: Given, depth: Int) -> Risk {
    if given.isEmpty, let risk = known[f] { return risk }
    guard depth < Self.depthLimit else { return .exposed }
    if given.isEmpty { known[f] = Risk.none }
    let risk = compute(f, given, depth: depth)
    if given.isEmpty { known[f] = risk }
    return risk
  }

  private func compute(_ f: FunctionIndex, _ given: Given, depth: Int) -> Risk {
    let flow = context.store.flow(of: f)
    guard !flow.blocks.isEmpty, !flow.isIncomplete else { return .exposed }
    var found = Risk.none
    for event in flow.events where flow.blocks[Int(event.block)].reached {
      switch event.kind {
      case .call(let callee?), .tailCall(let callee):
        found = found.joined(with: callRisk(callee, event, caller: f, given, depth: depth))
          .joined(with: loopBodyRisk(event, given, depth: depth))
      case .closureCall(let value) where !event.isDeferExit:
        let risk = valueRisk(
          value, given, arguments: given.functions(of: event), user: f, depth: depth)
        found = found.joined(with: risk.unlessUnknown(isClose: depth <= Self.unknownDepth))
          .joined(with: loopBodyRisk(event, given, depth: depth))
      case .indirectCall(let base, let offset) where !event.isDeferExit:
        guard context.scope(of: f) != .std else { continue }
        found = found.joined(
          with: methodRisk(of: base, at: offset, in: f, depth: depth)
            .unlessUnknown(isClose: depth <= Self.unknownDepth))
      default: continue
      }
      if case .exposed = found { return .exposed }
    }
    return found
  }

  /// The body of a range-over-func loop is the loop's own code: an iterator that recovers its panic
  /// is told so by another one (`runtime.panicrangestate`).
  private func loopBodyRisk(_ event: FlowEvent, _ given: Given, depth: Int) -> Risk {
    var found = Risk.none
    for argument in event.arguments {
      guard case .function(let body, let captures) = given.value(of: argument.value),
        context.isRangeFuncBody(body)
      else { continue }
      found = found.joined(with: functionRisk(body, Given(captures: captures), depth: depth))
    }
    return found
  }

  /// A method that is not known: harmless where none that it can be panics, guarded where all of them
  /// protect themselves, else not known where some do.
  private func methodRisk(
    of base: Value, at offset: Int32, in f: FunctionIndex, depth: Int
  ) -> Risk {
    let all = context.methods(of: base, at: offset, in: f)
    let others = all.filter { context.scope(of: $0) != .std }
    if !all.isEmpty, others.count <= Self.methodLimit {
      let risks = others.map { functionRisk($0, Given(), depth: depth) }
      let risk = risks.reduce(Risk.none) { $0.joined(with: $1) }
      if case .exposed = risk {} else { return risk }
    }
    return guards.isProtectedMethod(atTableOffset: offset) ? .unknown : .exposed
  }

  /// More methods than this at one place are too many to tell which is called.
  private static let methodLimit = 16

  private func callRisk(
    _ callee: FunctionIndex, _ event: FlowEvent, caller: FunctionIndex, _ given: Given, depth: Int
  ) -> Risk {
    switch context.roles[callee] {
    case .panic: return .exposed
    case .runtimePanic:
      return context.cannotHappen(callee, at: event.address, in: caller) ? .none : .exposed
    case .none: break
    case .mapWrite, .channelSend, .channelClose:
      return hazards.words(of: event, in: caller, measure: .beforeGuard).map(Risk.hazard) ?? .none
    default: return .none
    }
    if context.isRuntimeInternal(callee) { return .none }
    // What a wrapper calls is the root itself, such as the server's goroutine for a connection.
    if context.scope(of: callee) == .std, !context.image.isWrapper(caller) {
      // The standard library counts as safe but for what it calls back.
      var found = Risk.none
      for argument in event.arguments where mayCall(argument, callee, depth: depth) {
        found = found.joined(
          with: valueRisk(argument.value, given, arguments: [], user: caller, depth: depth)
            .unlessUnknown(isClose: false))
      }
      return found
    }
    let protection = guards.protection(of: callee)
    switch protection.verdict {
    case .guarded, .conditional: return .delegated(protection)
    case .unknown: return .unknown
    default: break
    }
    return risk(of: callee, Given(arguments: given.functions(of: event)), depth: depth + 1)
  }

  /// A function of the standard library may call what it gets; most of that is no function at all.
  private func mayCall(
    _ argument: FlowEvent.Argument, _ callee: FunctionIndex, depth: Int
  ) -> Bool {
    switch argument.value {
    case .function: return true
    case .unknown, .null, .recovered: return false
    default:
      guard depth <= Self.unknownDepth else { return true }
      return context.callbacks.uses(ofParameter: argument.index, of: callee).contains {
        switch $0.kind {
        case .called, .deferred, .go: true
        case .received, .escapes: false
        }
      }
    }
  }

  private func valueRisk(
    _ value: FunctionValue, _ given: Given, arguments: [FlowEvent.Argument], user: FunctionIndex,
    depth: Int
  ) -> Risk {
    if case .function(let f, let captures) = given.value(of: value) {
      return functionRisk(f, Given(captures: captures, arguments: arguments), depth: depth)
    }
    // Dearer to follow, so only for what the goroutine is there for.
    guard depth <= Self.unknownDepth,
      let origins = context.sets.origins(of: value, in: user)
    else { return unknownValue }
    let risks = origins.compactMap { origin in
      origin.value.function.map {
        functionRisk(
          $0, Given(captures: origin.value.captures, arguments: arguments), depth: depth)
      }
    }
    guard let first = risks.first else { return unknownValue }
    return risks.dropFirst().reduce(first) { $0.either($1) }
  }

  private func functionRisk(_ f: FunctionIndex, _ given: Given, depth: Int) -> Risk {
    guard context.scope(of: f) != .std else {
      // One that `sync.OnceFunc` and the like have made panics with what the program's own function did.
      return !given.captures.isEmpty && panicsItself(f) ? .exposed : .none
    }
    let protection = guards.protection(of: f)
    if protection.verdict == .guarded || protection.verdict == .conditional {
      return .delegated(protection)
    }
    return risk(of: f, given, depth: depth + 1)
  }

  private func panicsItself(_ f: FunctionIndex) -> Bool {
    context.index.callees(of: f).contains { context.roles[$0.callee] == .panic }
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

  /// The risk of code that does one of both.
  fileprivate func either(_ other: RiskJudge.Risk) -> RiskJudge.Risk {
    switch (self, other) {
    case (.delegated(let protection), .exposed), (.exposed, .delegated(let protection)):
      var protection = protection
      if protection.verdict != .exposed {
        protection.verdict = .conditional
        protection.condition = "calls one of several functions, and not all of them recover"
      }
      return .delegated(protection)
    default: return joined(with: other)
    }
  }

  /// The risk of code that does both.
  fileprivate func joined(with other: RiskJudge.Risk) -> RiskJudge.Risk {
    switch (self, other) {
    case (.exposed, _), (_, .exposed): .exposed
    case (.unknown, _), (_, .unknown): .unknown
    case (.none, let risk), (let risk, .none): risk
    case (.hazard, .hazard): self
    case (.hazard(let words), .delegated(let inner)), (.delegated(let inner), .hazard(let words)):
      .delegated(inner.weakened(by: "\(words), where no guard covers it"))
    case (.delegated(let first), .delegated(let second)):
      .delegated(second.verdict == .guarded ? first : second)
    }
  }
}

extension Protection {
  /// The same guard where something else can panic besides what it covers.
  fileprivate func weakened(by words: String) -> Protection {
    guard verdict == .guarded || verdict == .delegated else { return self }
    var result = self
    result.verdict = .conditional
    result.condition = words
    return result
  }
}
