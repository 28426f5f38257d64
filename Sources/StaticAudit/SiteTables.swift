internal import GoBinary
internal import PanicContract

/// The sites of a report, findings or not.
struct SiteTables {
  let recovers: [RecoverSite]
  let defers: [DeferSite]
  let goroutines: [GoroutineSite]

  init(model: AuditModel) {
    let context = model.context
    recovers = model.recovers.sites.map { site in
      RecoverSite(
        place: context.place(of: site.address, in: site.function), verdict: site.verdict,
        cause: site.cause, rule: site.cause.flatMap(Self.rule),
        uses: site.uses.map { use in
          RecoverSite.Use(
            how: use.how, place: context.place(of: use.address, in: use.function),
            verdict: use.outcome.verdict, cause: use.outcome.cause,
            passedBy: use.passedBy.map { context.place(of: $0) })
        },
        scope: context.scope(of: site.function))
    }
    let recovering = Set(
      recovers.flatMap { site in
        [site.place.function] + site.uses.map(\.place.function)
      }.compactMap(\.self))
    defers = context.defers.defers.map { d in
      var site = Self.deferred(d, model: model)
      if site.target?.function.map(recovering.contains) == true {
        site.reach = DeferReach(of: d, context: context)
      }
      return site
    }
    goroutines = model.goroutines.starts.map { start in
      Self.goroutine(start, model: model)
    }
  }

  private static func deferred(_ d: DeferIndex.Defer, model: AuditModel) -> DeferSite {
    let context = model.context
    var site = DeferSite(
      place: context.place(of: d.address, in: d.function), kind: d.kind, target: nil,
      scope: context.scope(of: d.function))
    site.entry = d.target.map { context.image.entry($0) }
    for end in model.unwrapper.ends(of: d) {
      let place: CodePlace
      switch end {
      case .function(let function): place = function
      case .dynamic(let wrapper, let call):
        place = context.place(of: wrapper)
        site.calls = site.calls ?? call
      }
      if !site.candidates.contains(place) { site.candidates.append(place) }
    }
    if site.candidates.count == 1 { site.target = site.candidates.removeLast() }
    return site
  }

  private static func goroutine(
    _ start: GoroutineJudge.Start, model: AuditModel
  ) -> GoroutineSite {
    let context = model.context
    let guardedBy = start.protection.handler.flatMap { handler -> CodePlace? in
      guard start.protection.verdict != .exposed else { return nil }
      var place = context.place(of: handler.recoverAddress, in: handler.function)
      place.note = start.protection.condition
      return place
    }
    return GoroutineSite(
      place: model.goroutines.place(of: start),
      root: start.root == nil
        ? nil : model.unwrapper.place(of: start.value, user: start.function),
      verdict: start.protection.verdict, guardedBy: guardedBy,
      condition: start.protection.condition,
      via: start.runtimeRoot ?? start.via.map { context.image.name($0) },
      believedRecover: start.believed.flatMap { belief in
        belief.protection.handler.map { context.place(of: $0.recoverAddress, in: $0.function) }
      },
      scope: context.scope(of: start.function))
  }

  private static func rule(for cause: Cause) -> RuleID? {
    switch cause {
    case .tooDeep: PS201RecoverTooDeep.id
    case .otherGoroutine: PS202RecoverOnOtherGoroutine.id
    case .directDefer: PS203DeferRecover.id
    case .neverDeferred: PS204RecoverNeverDeferred.id
    case .evaluatedAsArgument: PS205RecoverAsArgument.id
    case .rangeFuncBody: PS206RecoverInRangeFunc.id
    case .inlinedIntoWrapper: PS301AccidentalRecover.id
    case .unreferenced: nil
    }
  }
}
