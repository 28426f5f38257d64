internal import GoBinary
internal import PanicContract

/// Judges each `recover()` call by the way its function is reached.
///
/// Starts at the caller of `runtime.gorecover` and goes up through compiler-made wrappers to the
/// defer statement, the call or the `go` statement that uses it; the contract then decides.
final class RecoverJudge {
  /// An instruction that passes the recovering function on as a value.
  struct Passing: Equatable {
    var function: FunctionIndex
    var address: UInt64
  }
  struct Use {
    var how: RecoverSite.How
    /// The function that defers, calls or starts it.
    var function: FunctionIndex
    var address: UInt64
    var outcome: RecoverOutcome
    /// The physical function that recovers or that the wrapper leads to.
    var frames: [RecoverFrame]
    /// The functions that pass the recovering one, as a value, to `function`, and deferred ones that
    /// call `function`.
    var passedBy: [FunctionIndex] = []
    /// Where they pass it, as far as that is known.
    var passings: [Passing] = []

    /// It stops a panic in this build.
    var isEffective: Bool { outcome.verdict == .effective || outcome.verdict == .accidental }
  }
  struct Site {
    var function: FunctionIndex
    var address: UInt64
    var uses: [Use]
    var verdict: Verdict
    var cause: Cause?
    /// The uses found are all there are.
    var isComplete: Bool
  }

  let context: AuditContext
  private let era: ContractEra
  private(set) var sites: [Site] = []
  private(set) var sitesByFunction: [FunctionIndex: [Int]] = [:]
  private var sitesByStatement: [UInt64: [Int]] = [:]

  private static let wrapperDepth = 6

  /// - Parameter era: whose rules decide; the binary's own unless another is to be tried.
  init(context: AuditContext, era: ContractEra? = nil) {
    self.context = context
    self.era = era ?? context.era
    for recover in context.roles.all(.recover) {
      for call in context.index.callers(of: recover)
      where !context.isRuntimeInternal(call.caller) {
        judge(call)
      }
    }
    sites.sort { $0.address < $1.address }
    for (i, site) in sites.enumerated() {
      sitesByFunction[site.function, default: []].append(i)
      for statement in Set(site.uses.filter { $0.how == .deferred }.map(\.address)) {
        sitesByStatement[statement, default: []].append(i)
      }
    }
  }

  func sites(in f: FunctionIndex) -> [Site] { (sitesByFunction[f] ?? []).map { sites[$0] } }

  /// The recovers that run when what the statement at `address` defers is called.
  func sites(deferredAt address: UInt64) -> [Site] {
    (sitesByStatement[address] ?? []).map { sites[$0] }
  }

  /// Some function that recovers is a value whose uses are not all known.
  private(set) lazy var hasLooseValues = sites.contains { site in
    !site.isComplete && context.scope(of: site.function) != .std
      || site.uses.contains { $0.how == .unknown }
  }

  /// Some type's method at this offset of an interface's method table recovers.
  func isMethod(atTableOffset offset: Int32) -> Bool { methodTableOffsets.contains(offset) }

  private lazy var methodTableOffsets = context.methodTableOffsets(
    of: sites.flatMap { site in
      [site.function]
        + context.index.callers(of: site.function).map(\.caller).filter(context.image.isWrapper)
    })

  private func judge(_ call: CodeIndex.CallSite) {
    let flow = context.store.flow(of: call.caller)
    // The scan found a byte pattern; only an instruction counts.
    guard flow.events.contains(where: { $0.address == call.address }) || flow.blocks.isEmpty else {
      return
    }
    let logical = context.image.logicalFrames(at: call.address, in: call.caller)
    var frames = logical.map {
      RecoverFrame(isWrapper: $0.isWrapper, isInlined: $0.isInlined)
    }
    if frames.isEmpty {
      frames = [RecoverFrame(isWrapper: context.image.isWrapper(call.caller), isInlined: false)]
    }
    var collector = UseCollector(context: context, era: era)
    collector.collect(call.caller, frames: frames, depth: 0)
    var uses = collector.uses
    if context.isRangeFuncBody(call.caller) {
      uses = uses.map { use in
        var use = use
        // The iterator calls the body, so two frames at least stand below the runtime.
        if use.how != .go, use.outcome.verdict != .effective || use.how == .unknown {
          use.outcome = RecoverOutcome(.ineffective, .rangeFuncBody)
        }
        return use
      }
    }
    if let statement = deferStatement(of: call, flow: flow) {
      if uses.isEmpty { uses = [argumentUse(call, frames)] }
      uses = uses.map { use in
        guard use.outcome.verdict != .effective else { return use }
        var use = use
        use.how = .argument
        use.function = call.caller
        use.address = statement
        use.outcome = RecoverOutcome(.ineffective, .evaluatedAsArgument)
        return use
      }
      uses = uses.reduce(into: []) { kept, use in
        if use.how != .argument || !kept.contains(where: { $0.how == .argument }) {
          kept.append(use)
        }
      }
    }
    // What the statement itself gets wrong does not depend on who runs it.
    let isSure =
      !uses.isEmpty
      && uses.allSatisfy {
        $0.outcome.cause == .evaluatedAsArgument || $0.outcome.cause == .directDefer
          || $0.outcome.cause == .rangeFuncBody
      }
    let (verdict, cause) = Self.combine(uses, isComplete: collector.isComplete || isSure)
    sites.append(
      Site(
        function: call.caller, address: call.address, uses: uses, verdict: verdict, cause: cause,
        isComplete: collector.isComplete))
  }

  private func argumentUse(_ call: CodeIndex.CallSite, _ frames: [RecoverFrame]) -> Use {
    Use(
      how: .argument, function: call.caller, address: call.address,
      outcome: RecoverOutcome(.ineffective, .evaluatedAsArgument), frames: frames)
  }

  /// The registration of `defer f(recover())`: it captures what recover returned, or stands on the
  /// same line, after the recover.
  private func deferStatement(of call: CodeIndex.CallSite, flow: FunctionFlow) -> UInt64? {
    // What is tested first is handled here: `if r := recover(); r != nil { defer panic(r) }`.
    let after = UInt32(
      truncatingIfNeeded: call.address &+ context.store.model.callLength
        &- context.image.entry(call.caller))
    guard !flow.branches.contains(where: { $0.returnOffset == after }) else { return nil }
    let line = context.image.location(of: call.address, in: call.caller)?.line
    return context.defers.defers(in: call.caller).first {
      guard $0.address > call.address else { return false }
      if $0.value.captures.contains(where: { $0.value == .recovered }) { return true }
      return $0.address - call.address < 512
        && context.image.location(of: $0.address, in: call.caller)?.line == line
    }?.address
  }

  private static func combine(_ uses: [Use], isComplete: Bool) -> (Verdict, Cause?) {
    let known = uses.filter { $0.outcome.verdict != .unknown }
    guard let first = known.first else { return (.unknown, nil) }
    let verdicts = Set(known.map(\.outcome.verdict))
    if verdicts.count > 1 { return (.mixed, nil) }
    if first.outcome.verdict == .effective { return (.effective, nil) }
    if known.count < uses.count || !isComplete { return (.unknown, first.outcome.cause) }
    return (first.outcome.verdict, first.outcome.cause)
  }
}
