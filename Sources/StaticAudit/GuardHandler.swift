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

    var weakness: Int {
      switch self {
      case .absorbs: 0
      case .sometimes: 1
      case .never: 2
      }
    }
  }
  /// The function that calls recover.
  var function: FunctionIndex
  var recoverAddress: UInt64
  var behaviour: Behaviour
  /// It takes every panic, but something in it can panic itself.
  var canFail = false
  /// The call that panics again or exits.
  var spoiler: UInt64?
  /// It ends the process, on some paths at least: no recover further out can help then.
  var endsProcess = false
  /// What can panic in it when it runs and nothing panics, in words.
  var idleHazard: String?
}

/// Judges the handlers of the deferred functions that recover.
final class GuardHandlers {
  private let context: AuditContext
  private let recovers: RecoverJudge
  private let hazards: Hazards
  private var known: [FunctionIndex: GuardHandler?] = [:]

  init(context: AuditContext, recovers: RecoverJudge, hazards: Hazards) {
    self.context = context
    self.recovers = recovers
    self.hazards = hazards
  }

  /// What a defer statement registers, as far as it recovers.
  enum Registration {
    case nothing
    case handler(GuardHandler)
    /// One of several functions; not all recover.
    case some(GuardHandler, other: FunctionIndex)
    /// A function that is not known and may recover.
    case unknown

    /// What surely runs.
    var handler: GuardHandler? {
      if case .handler(let handler) = self { handler } else { nil }
    }
  }

  func registration(of d: DeferIndex.Defer) -> Registration {
    if d.candidates.isEmpty {
      if let handler = handler(of: d) ?? goexit(in: d) { return .handler(handler) }
      return mayRecover(d) ? .unknown : .nothing
    }
    var found: [GuardHandler] = []
    var other: FunctionIndex?
    for candidate in d.candidates {
      if let handler = handler(of: d, candidate: candidate) {
        found.append(handler)
      } else {
        other = candidate
      }
    }
    // The weakest speaks for all of them.
    guard let weakest = found.max(by: { $0.behaviour.weakness < $1.behaviour.weakness }) else {
      return .nothing
    }
    return other.map { .some(weakest, other: $0) } ?? .handler(weakest)
  }

  /// The handler that a defer statement registers, if its function recovers effectively there.
  ///
  /// By the statement, not by the target: a wrapper may call a function value that it captured.
  private func handler(of d: DeferIndex.Defer) -> GuardHandler? {
    effectiveSites(at: d).first.map { judge($0.function, recover: $0.address) }
      ?? d.target.flatMap(deferredRecover)
  }

  /// The same for one of several functions that the statement may defer.
  private func handler(of d: DeferIndex.Defer, candidate: FunctionIndex) -> GuardHandler? {
    let functions = leadsTo(candidate).map(\.0)
    let site = effectiveSites(at: d).first { functions.contains($0.function) }
    return site.map { judge($0.function, recover: $0.address) } ?? deferredRecover(candidate)
  }

  private func effectiveSites(at d: DeferIndex.Defer) -> [RecoverJudge.Site] {
    recovers.sites(deferredAt: d.address).filter { site in
      site.uses.contains { $0.isEffective && $0.how == .deferred && $0.address == d.address }
    }
  }

  /// The statement defers what is decided at run time, and some function that recovers may be it.
  private func mayRecover(_ d: DeferIndex.Defer) -> Bool {
    guard let target = d.target else { return recovers.hasLooseValues }
    guard context.image.isWrapper(target) else { return false }
    for event in context.store.flow(of: target).events where !event.isDeferExit {
      switch event.kind {
      case .closureCall(let value) where value.function == nil:
        return recovers.hasLooseValues && recovers.sites(deferredAt: d.address).isEmpty
      case .indirectCall(_, let offset):
        return recovers.isMethod(atTableOffset: offset)
      default: break
      }
    }
    return false
  }

  /// `runtime.Goexit` in a deferred function ends the goroutine, and the panic with it.
  private func goexit(in d: DeferIndex.Defer) -> GuardHandler? {
    guard let target = d.target, context.scope(of: d.function) != .std else { return nil }
    let calls = context.index.callees(of: target).filter {
      context.image.name($0.callee) == "runtime.Goexit"
    }
    guard let first = calls.first else { return nil }
    let flow = context.store.flow(of: target)
    let ending = Set(
      flow.events.filter { event in calls.contains { $0.address == event.address } }.map(\.block))
    guard !ending.isEmpty, !flow.isIncomplete,
      !flow.returns(in: flow.reachable(from: [0], stop: { ending.contains($0) }))
    else { return nil }
    return GuardHandler(
      function: target, recoverAddress: first.address, behaviour: .absorbs, spoiler: nil)
  }

  /// The functions with a defer statement that recovers.
  var registeringFunctions: [FunctionIndex] {
    recovers.sites.flatMap { site in
      site.uses.filter { $0.how == .deferred && $0.isEffective }.map(\.function)
    }
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
      if let words = spoils(event, in: f) {
        spoilers.append((event.address, words))
        if endsProcess(event, in: f) { handler.endsProcess = true }
        if endsForSure(event, in: f) { spoiled.insert(event.block) }
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
    addHazards(to: &handler, flow: flow, after: after)
    return handler
  }

  /// What the handler does can itself panic, and nothing recovers that.
  private func addHazards(to handler: inout GuardHandler, flow: FunctionFlow, after: UInt32) {
    let idle = flow.reachable(
      from: [0],
      choose: { block in
        flow.branches.first { $0.block == block && $0.returnOffset == after }.map { [$0.zero] }
          ?? flow.successors(of: block)
      })
    var first: (words: String, address: UInt64)?
    for event in flow.events where flow.blocks[Int(event.block)].reached {
      guard first == nil || handler.idleHazard == nil && idle.contains(event.block),
        let words = hazards.words(of: event, in: handler.function, measure: .handler)
      else { continue }
      if first == nil { first = (words, event.address) }
      if idle.contains(event.block) { handler.idleHazard = words }
    }
    if let first, case .absorbs = handler.behaviour {
      handler.behaviour = .sometimes(first.words)
      handler.canFail = true
      handler.spoiler = first.address
    }
  }

  /// Not a helper that may also return, nor a type assertion that may also hold.
  private func endsForSure(_ event: FlowEvent, in f: FunctionIndex) -> Bool {
    guard let callee = callee(of: event, in: f) else { return false }
    return context.roles[callee] == .runtimePanic || context.endings.ending(of: callee).isCertain
  }

  /// Of an event that spoils a guard: whether it may end the process rather than panic again.
  private func endsProcess(_ event: FlowEvent, in f: FunctionIndex) -> Bool {
    // A function value or a method that is only guessed at.
    guard let callee = callee(of: event, in: f) else { return true }
    switch context.endings.ending(of: callee) {
    case .exits, .perhapsExits: return true
    case .returns, .panics, .perhapsPanics: return false
    }
  }

  /// The function that the event calls, or that it registers to be called.
  private func callee(of event: FlowEvent, in f: FunctionIndex) -> FunctionIndex? {
    switch event.kind {
    case .closureCall(let value) where !event.isDeferExit: onlyCallee(value, in: f)
    case .call(let target): target
    case .tailCall(let target): target
    case .deferSlot(_, let value), .deferCall(_, let value): value.function
    default: nil
    }
  }

  /// A closure that the function has made itself, or got from one place only.
  private func onlyCallee(_ value: FunctionValue, in f: FunctionIndex) -> FunctionIndex? {
    let callees = hazards.callees(value, in: f) ?? []
    return callees.count == 1 ? callees.first : nil
  }

  /// The event panics again or ends the process.
  private func spoils(_ event: FlowEvent, in f: FunctionIndex) -> String? {
    let callee: FunctionIndex
    switch event.kind {
    case .call(let target?): callee = target
    case .tailCall(let target): callee = target
    case .deferSlot(_, let value), .deferCall(_, let value):
      guard let target = value.function else { return nil }
      callee = target
    case .closureCall(let value):
      if hazards.callees(value, in: f)?.contains(where: { context.roles[$0] == .exit }) == true {
        return "calls a function value that may be os.Exit"
      }
      guard !event.isDeferExit, let target = onlyCallee(value, in: f) else { return nil }
      callee = target
    case .indirectCall(let base, let offset):
      return spoilsByName(context.methods(of: base, at: offset, in: f))
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
    case .perhapsExits: return "\(calls(callee)), which by its name ends the process"
    case .perhapsPanics: return "\(calls(callee)), which by its name panics"
    case .returns: break
    }
    guard event.arguments.contains(where: { $0.value == .recovered }) else { return nil }
    if context.failsOnOtherTypes(event, callee: callee) {
      return "asserts the panic value's type and panics if it is another"
    }
    // Its other helpers do not throw what they are given: comparing the value with a sentinel
    // (`runtime.efaceeq`) panics only for two values of one type that is not comparable.
    if context.scope(of: callee) != .std, context.endings.mayRethrow(callee) {
      return "panics again in \(context.image.name(callee)) under a condition"
    }
    return nil
  }

  private func calls(_ callee: FunctionIndex) -> String {
    let promising = context.endings.promise(of: callee)
    let through = promising == callee ? "" : ", which calls \(context.image.name(promising))"
    return "calls \(context.image.name(callee))\(through)"
  }

  /// Whatever type the interface holds, its method says that it ends the process or panics.
  private func spoilsByName(_ methods: [FunctionIndex]) -> String? {
    guard let first = methods.first,
      let ending = EndingNameTable.ending(ofFunctionNamed: context.image.name(first)),
      methods.allSatisfy({
        EndingNameTable.ending(ofFunctionNamed: context.image.name($0)) == ending
      })
    else { return nil }
    let does = ending == .perhapsExits ? "ends the process" : "panics"
    return "calls a method like \(context.image.name(first)), which by its name \(does)"
  }
}
