internal import GoBinary
internal import PanicContract

/// What the rules about recover calls share: one finding at each use with a given cause.
enum RecoverRules {
  struct Case {
    var site: RecoverJudge.Site
    var use: RecoverJudge.Use
  }

  static func cases(
    in model: AuditModel, where matches: (RecoverOutcome, RecoverSite.How) -> Bool
  ) -> [Case] {
    model.recovers.sites.flatMap { site in
      site.uses.filter { matches($0.outcome, $0.how) }.map { Case(site: site, use: $0) }
    }
  }

  /// The instructions that prove a verdict: the use, the call of recover, and for a called helper
  /// the defer statement that brings its caller to run.
  static func shown(_ c: Case, use note: String, in model: AuditModel) -> [FindingBuilder.Shown] {
    let context = model.context
    var shown: [FindingBuilder.Shown] = []
    if c.use.how == .called, let d = context.defers.defers(of: c.use.function).first {
      shown.append(
        .init(d.address, in: d.function, "registers \(context.shortName(c.use.function))"))
    }
    shown.append(.init(c.use.address, in: c.use.function, note))
    shown.append(
      .init(
        c.site.address, in: c.site.function, "recover() in \(context.shortName(c.site.function))"))
    return shown
  }

  static func ruleText(_ context: AuditContext) -> String {
    switch context.era.recoverRule {
    case .argumentPointer:
      "Go \(context.era.name) compares the caller's argument pointer with that of the deferred call"
    case .frameCount:
      "Go \(context.era.name) counts the frames up to gopanic and accepts exactly one"
    }
  }

  static let blindSpots = [
    "calls through interfaces, reflection and function values that are stored first are not followed"
  ]
}
