internal import GoBinary
internal import PanicContract

/// What a deferred function that recovers does with the panic afterwards.
struct GuardHandler {
  enum Behaviour {
    /// Returns on every path: the panic ends here.
    case absorbs
    /// Panics again, or ends the process, on every path.
    case never
    /// On some paths only; the condition in words.
    case sometimes(String)
  }
  /// The function that calls recover.
  var function: FunctionIndex
  var recoverAddress: UInt64
  var behaviour: Behaviour
  /// The call that panics again or exits.
  var spoiler: UInt64?
}

/// Judges the handlers of the deferred functions that recover.
final class GuardHandlers {
  private let context: AuditContext
  private let recovers: RecoverJudge
  private var known: [FunctionIndex: GuardHandler?] = [:]

  init(context: AuditContext, recovers: RecoverJudge) {
    self.context = context
    self.recovers = recovers
  }

  /// The handler that a defer statement registers, if its function recovers effectively there.
  func handler(of d: DeferIndex.Defer) -> GuardHandler? {
    // By the statement, not by the target: a wrapper may call a function value that it captured.
    for site in recovers.sites(deferredAt: d.address) {
      for use in site.uses where use.how == .deferred && use.address == d.address {
        guard use.outcome.verdict == .effective || use.outcome.verdict == .accidental else {
          continue
        }
        return judge(site.function, recover: site.address)
      }
    }
    return d.target.flatMap(deferredRecover)
  }

  func registersRecover(at statement: UInt64) -> Bool {
    !recovers.sites(deferredAt: statement).isEmpty
  }

  /// `defer recover()` in the deferred function: it takes the panic and drops its value.
  private func deferredRecover(_ target: FunctionIndex) -> GuardHandler? {
    for (function, _) in leadsTo(target) {
      for inner in context.defers.defers(in: function) {
        for site in inner.target.map({ recovers.sites(in: $0) }) ?? [] {
          let takes = site.uses.contains {
            $0.how == .deferred && $0.address == inner.address
              && $0.outcome.verdict == .effective && $0.frames.allSatisfy(\.isWrapper)
          }
          guard takes else { continue }
          return GuardHandler(
            function: site.function, recoverAddress: site.address, behaviour: .absorbs,
            spoiler: nil)
        }
      }
    }
    return nil
  }

  /// The deferred function itself and, through wrappers, the ones that it leads to.
  private func leadsTo(_ target: FunctionIndex) -> [(FunctionIndex, [RecoverJudge.Site])] {
    var result: [(FunctionIndex, [RecoverJudge.Site])] = []
    var f = target
    for _ in 0..<4 {
      let sites = recovers.sites(in: f)
      result.append((f, sites))
      guard context.image.isWrapper(f) else { break }
      let callees = context.index.callees(of: f).map(\.callee)
        .filter { context.roles[$0] == .none }
      guard let next = callees.first(where: { !recovers.sites(in: $0).isEmpty }) ?? callees.first
      else { break }
      f = next
    }
    return result
  }

  private func judge(_ f: FunctionIndex, recover address: UInt64) -> GuardHandler {
    if let handler = known[f] ?? nil { return handler }
    let handler = compute(f, recover: address)
    known[f] = handler
    return handler
  }

  private func compute(_ f: FunctionIndex, recover address: UInt64) -> GuardHandler {
    let flow = context.store.flow(of: f)
    var handler = GuardHandler(
      function: f, recoverAddress: address, behaviour: .absorbs, spoiler: nil)
    guard let recover = flow.events.first(where: { $0.address == address }) else {
      return handler
    }
    let after = UInt32(
      truncatingIfNeeded: address &+ context.store.model.callLength
        &- context.image.entry(f))
    let recoverBlocks = Set(
      flow.events.filter { if case .recover = $0.kind { true } else { false } }
        .map(\.block))

    // Paths on which the panic was there: never the nil side of a test of recover's result.
    let choose: (Int32) -> [Int32] = { block in
      if let branch = flow.branches.first(where: {
        $0.block == block && $0.returnOffset == after
      }) {
        return [branch.nonZero]
      }
      return flow.successors(of: block)
    }
    let reached = flow.reachable(from: [recover.block], choose: choose)
    var spoilers: [(UInt64, String)] = []
    var spoiled: Set<Int32> = []
    for event in flow.events where reached.contains(event.block) {
      if event.block == recover.block && event.address <= address { continue }
      if let words = spoils(event) {
        spoilers.append((event.address, words))
        if endsForSure(event) { spoiled.insert(event.block) }
      }
    }
    // Goexit ends the goroutine and the panic with it; the process goes on.
    let escapes = flow.reachable(
      from: [recover.block], stop: { spoiled.contains($0) }, choose: choose)
    let returns =
      flow.returns(in: escapes)
      || flow.events.contains {
        guard case .call(let callee?) = $0.kind else { return false }
        return escapes.contains($0.block) && context.roles[callee] == .goexit
      }
    if !returns, let first = spoilers.first {
      handler.behaviour = .never
      handler.spoiler = first.0
    } else if let first = spoilers.first {
      handler.behaviour = .sometimes(first.1)
      handler.spoiler = first.0
    } else if flow.returns(
      in: flow.reachable(from: [0], stop: { recoverBlocks.contains($0) }))
    {
      handler.behaviour = .sometimes("calls recover only on some paths")
    }
    return handler
  }

  /// Not a helper that may also return, nor a type assertion that may also hold.
  private func endsForSure(_ event: FlowEvent) -> Bool {
    let callee: FunctionIndex?
    switch event.kind {
    case .call(let target): callee = target
    case .tailCall(let target): callee = target
    case .deferSlot(_, let value), .deferCall(_, let value): callee = value.function
    default: callee = nil
    }
    guard let callee else { return false }
    return context.roles[callee] == .runtimePanic || context.endings.ending(of: callee) != .returns
  }

  /// The event panics again or ends the process.
  private func spoils(_ event: FlowEvent) -> String? {
    let callee: FunctionIndex
    switch event.kind {
    case .call(let target?): callee = target
    case .tailCall(let target): callee = target
    case .deferSlot(_, let value), .deferCall(_, let value):
      guard let target = value.function else { return nil }
      callee = target
    default: return nil
    }
    switch context.roles[callee] {
    case .panic: return "panics again under a condition"
    case .exit: return "ends the process under a condition"
    case .fatal: return "ends the process under a condition"
    case .goexit: return nil
    case .runtimePanic:
      let name = context.image.name(callee)
      return name.hasPrefix("runtime.panicdottype") || name == "runtime.panicnildottype"
        ? "asserts the panic value's type and panics if it is another" : nil
    default: break
    }
    switch context.endings.ending(of: callee) {
    case .exits: return "ends the process through \(context.image.name(callee)) under a condition"
    case .panics: return "panics again in \(context.image.name(callee)) under a condition"
    case .returns: break
    }
    guard event.arguments.contains(where: { $0.value == .recovered }) else { return nil }
    let asserts = "asserts the panic value's type and panics if it is another"
    switch context.image.name(callee) {
    case "runtime.assertE2I": return asserts  // Go 1.21 and before
    case "runtime.typeAssert": return panicsOnOtherTypes(event) ? asserts : nil
    default: break
    }
    // Its other helpers do not throw what they are given: comparing the value with a sentinel
    // (`runtime.efaceeq`) panics only for two values of one type that is not comparable.
    if !context.isRuntimeInternal(callee), context.endings.mayRethrow(callee) {
      return "panics again in \(context.image.name(callee)) under a condition"
    }
    return nil
  }

  /// `value.(I)` without a second result, which panics: its `abi.TypeAssert` (Go 1.22 and later) says
  /// so in `CanFail`, behind two pointers.
  private func panicsOnOtherTypes(_ event: FlowEvent) -> Bool {
    guard let descriptor = event.immediate.map({ UInt64(bitPattern: $0) }), descriptor > 4096,
      let canFail = context.image.word(at: descriptor &+ 16)
    else { return false }
    return canFail & 0xFF == 0
  }
}
