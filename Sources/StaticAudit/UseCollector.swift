internal import GoBinary
internal import PanicContract

/// Collects how a function that contains `recover()` is used, through wrappers and callbacks.
struct UseCollector {
  let context: AuditContext
  /// Whose rules decide.
  private let era: ContractEra
  private(set) var uses: [RecoverJudge.Use] = []
  /// False when a reference to the function could not be followed.
  private(set) var isComplete = true
  /// Where a reference was lost first.
  private var lost: (function: FunctionIndex, address: UInt64)?
  private var visited: Set<FunctionIndex> = []

  private static let depthLimit = 6
  private static let mostCallers = 32

  init(context: AuditContext, era: ContractEra) {
    self.context = context
    self.era = era
  }

  /// - Parameter frames: from recover's caller out to `f` itself.
  mutating func collect(_ f: FunctionIndex, frames: [RecoverFrame], depth: Int) {
    guard depth < Self.depthLimit, visited.insert(f).inserted else { return }
    let image = context.image

    for d in context.defers.defers(of: f) {
      add(.deferred, d.function, d.address, deferOutcome(frames, deferredIn: d.function), frames)
    }
    for (d, wrapper) in context.methodDefers(of: f) {
      let outer = RecoverFrame(isWrapper: image.isWrapper(wrapper), isInlined: false)
      add(
        .deferred, d.function, d.address,
        deferOutcome(frames + [outer], deferredIn: d.function), frames)
    }
    for go in context.defers.gos(of: f) {
      add(.go, go.function, go.address, RecoverOutcome(.ineffective, .otherGoroutine), frames)
    }
    for call in context.index.callers(of: f) where call.caller != f || !call.isJump {
      if context.isExitCall(call.address, of: f, in: call.caller)
        || context.isUnreferenced(call.caller) || !context.isInstruction(call)
      {
        continue
      }
      follow(caller: call.caller, at: call.address, isJump: call.isJump, frames, depth: depth)
    }
    var unexplained = 0
    for user in context.index.referrers(of: f) {
      let before = uses.count
      let explained = follow(mentionsOf: f, in: user, frames, depth: depth)
      if !explained && uses.count == before && !isUsed(f, by: user) {
        add(.unknown, user, image.entry(user), RecoverOutcome(.unknown), frames)
        unexplained += 1
      }
    }
    if unexplained > 0 || context.isReferencedFromData(f) { isComplete = false }
    if uses.isEmpty, let lost {
      add(.unknown, lost.function, lost.address, RecoverOutcome(.unknown), frames)
    }
  }

  /// The closure is made in `user` and its defer or go statement was resolved.
  private func isUsed(_ f: FunctionIndex, by user: FunctionIndex) -> Bool {
    context.defers.defers(of: f).contains { $0.function == user }
      || context.defers.gos(of: f).contains { $0.function == user }
  }

  private mutating func add(
    _ how: RecoverSite.How, _ function: FunctionIndex, _ address: UInt64,
    _ outcome: RecoverOutcome, _ frames: [RecoverFrame], passedBy passer: FunctionIndex? = nil,
    passing: RecoverJudge.Passing? = nil
  ) {
    let known = uses.firstIndex { $0.how == how && $0.address == address }
    if known == nil {
      uses.append(
        RecoverJudge.Use(
          how: how, function: function, address: address, outcome: outcome, frames: frames))
    }
    let index = known ?? uses.count - 1
    if let passer, passer != function, !uses[index].passedBy.contains(passer) {
      uses[index].passedBy.append(passer)
    }
    if let passing, passing.function != function, !uses[index].passings.contains(passing) {
      uses[index].passings.append(passing)
    }
  }

  /// Where recover's only frame is a wrapper, `defer recover()` runs in the deferring function's
  /// frame: it works if and only if that one is itself deferred.
  private func deferOutcome(
    _ frames: [RecoverFrame], deferredIn f: FunctionIndex
  ) -> RecoverOutcome {
    let outer = RecoverFrame(isWrapper: context.image.isWrapper(f), isInlined: false)
    if frames.contains(where: { !$0.isWrapper }) {
      // A deferred function that defers and does nothing else can only mean the panic that runs it.
      let through = context.runsOnlyDefers(f) ? frames + [outer] : frames
      return era.recover(through: through)
    }
    let isDeferred = !context.defers.defers(of: f).isEmpty
    return era.recover(through: isDeferred ? frames + [outer] : frames)
  }

  /// A direct call of the function, or a call of it as a known function value.
  private mutating func follow(
    caller: FunctionIndex, at address: UInt64, isJump: Bool, _ frames: [RecoverFrame], depth: Int,
    passedBy passer: FunctionIndex? = nil, passing: RecoverJudge.Passing? = nil
  ) {
    let logical = context.image.logicalFrames(at: address, in: caller)
    var above = logical.map { RecoverFrame(isWrapper: $0.isWrapper, isInlined: $0.isInlined) }
    if above.isEmpty {
      above = [RecoverFrame(isWrapper: context.image.isWrapper(caller), isInlined: false)]
    }
    // A tail call leaves no frame behind: method wrappers of Go 1.24 and later.
    if isJump, above.count == 1 {
      collect(caller, frames: frames, depth: depth + 1)
      return
    }
    if context.image.isWrapper(caller), !context.isRuntimeInternal(caller) {
      collect(caller, frames: frames + above, depth: depth + 1)
      return
    }
    // A caller that is no wrapper puts a second frame between recover and the runtime.
    let cause: Cause? =
      context.runsDeferred(caller)
      ? .tooDeep : context.mayRunDeferred(caller) ? nil : .neverDeferred
    add(
      .called, caller, address, RecoverOutcome(.ineffective, cause), frames + above,
      passedBy: passer, passing: passing)
    guard cause == .tooDeep, context.defers.defers(of: caller).isEmpty else { return }
    for call in context.index.callers(of: caller).prefix(Self.mostCallers)
    where isDeferred(call.caller) {
      add(
        .called, caller, address, RecoverOutcome(.ineffective, cause), frames + above,
        passedBy: call.caller)
    }
  }

  /// By a statement, or through the wrapper that holds the arguments.
  private func isDeferred(_ f: FunctionIndex) -> Bool {
    if !context.defers.defers(of: f).isEmpty { return true }
    return context.index.callers(of: f).prefix(Self.mostCallers).contains {
      context.image.isWrapper($0.caller) && !context.defers.defers(of: $0.caller).isEmpty
    }
  }

  /// True when every mention of the function in `user` is accounted for.
  private mutating func follow(
    mentionsOf f: FunctionIndex, in user: FunctionIndex, _ frames: [RecoverFrame], depth: Int
  ) -> Bool {
    var isExplained = false
    for event in context.store.flow(of: user).events {
      if event.isDeferExit, !context.defers.defers(of: f).isEmpty {
        isExplained = true
        continue
      }
      let mentions = event.values.flatMap { $0.all(of: f) }
      for (i, value) in mentions.enumerated() where !mentions[..<i].contains(value) {
        isExplained = true
        switch event.kind {
        case .closureCall(let callee) where callee == value:
          follow(caller: user, at: event.address, isJump: false, frames, depth: depth)
        case .deferSlot(_, let callee) where callee == value,
          .deferCall(_, let callee) where callee == value,
          .go(let callee) where callee == value:
          break  // Already among the resolved defers and go statements.
        case .returned(let result, _) where result == value && isResultUnused(of: user): break
        default:
          follow(
            context.callbacks.uses(of: value, in: event, function: user), of: f, in: user,
            at: event, frames, depth: depth)
        }
      }
    }
    return isExplained
  }

  /// Every caller drops what the function returns: `defer makeGuard()` without the second pair of
  /// parentheses.
  private func isResultUnused(of f: FunctionIndex) -> Bool {
    guard context.index.referrers(of: f).isEmpty else { return false }
    return context.index.callers(of: f).allSatisfy { call in
      context.store.flow(of: call.caller).events.allSatisfy { event in
        event.values.allSatisfy { value in
          if case .result(of: f, index: _) = value { false } else { true }
        }
      }
    }
  }

  private mutating func follow(
    _ callbackUses: Set<CallbackUse>, of f: FunctionIndex, in user: FunctionIndex,
    at event: FlowEvent, _ frames: [RecoverFrame], depth: Int
  ) {
    // What is deferred or started here often still lies in a register at the next call.
    let isLeftover = isUsed(f, by: user)
    let isStale = event.isLeftover(f)
    // Passed along and never touched: nothing runs it, or it was lost on the way.
    if callbackUses.isEmpty {
      if !isLeftover && !isStale {
        isComplete = false
        lost = lost ?? (user, event.address)
      }
      return
    }
    // A deferred call at the exit is what its statement registered.
    let passing =
      event.isDeferExit || isStale
      ? nil : RecoverJudge.Passing(function: user, address: event.address)
    // Sets have no order of their own: a report must read the same each time.
    for use in callbackUses.sorted() {
      switch use.kind {
      case .deferred:
        add(
          .deferred, use.function, use.address, deferOutcome(frames, deferredIn: use.function),
          frames)
      case .go:
        add(
          .go, use.function, use.address, RecoverOutcome(.ineffective, .otherGoroutine), frames,
          passing: passing)
      case .called:
        follow(
          caller: use.function, at: use.address, isJump: false, frames, depth: depth + 1,
          passedBy: user, passing: passing)
      case .escapes where isLeftover, .received where isLeftover: break
      case .escapes, .received:
        if context.defers.defers(of: f).isEmpty && context.defers.gos(of: f).isEmpty {
          add(.unknown, user, event.address, RecoverOutcome(.unknown), frames)
        }
        isComplete = false
      }
    }
  }
}

extension FlowEvent {
  /// The function is mentioned, but only in registers that the callee does not take.
  fileprivate func isLeftover(_ f: FunctionIndex) -> Bool {
    guard kind.directCallee != nil else { return false }
    let mentions = arguments.filter { !$0.value.all(of: f).isEmpty }
    return !mentions.isEmpty && mentions.allSatisfy(\.isLeftover)
  }
}

extension FunctionValue {
  /// This value and those it captured that are a given function.
  func all(of f: FunctionIndex) -> [FunctionValue] {
    (function == f ? [self] : []) + captures.flatMap { $0.value.all(of: f) }
  }
}
