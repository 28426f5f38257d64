internal import GoBinary
internal import PanicContract

enum PS204RecoverNeverDeferred: AuditRule {
  static let id = RuleID("PS204")

  static func findings(in model: AuditModel, with builder: FindingBuilder) -> [Finding] {
    let context = model.context
    return RecoverRules.cases(in: model) { outcome, _ in outcome.cause == .neverDeferred }.map {
      c in
      let function = context.shortName(c.site.function)
      // A helper that is deferred elsewhere and also called is often meant so.
      let worksElsewhere = c.site.uses.contains { $0.outcome.verdict == .effective }
      return builder.finding(
        id, severity: worksElsewhere ? .medium : .high,
        verdict: Verdict.ineffective.rawValue, at: c.address, in: c.function,
        place: c.place(in: context),
        about: c.site.function,
        message:
          "recover() in \(function) returns nil here: \(context.shortName(c.use.function)) calls it, and no panic is running deferred calls then",
        fix: "register it before the code that may panic: `defer \(function)(…)`",
        shown: RecoverRules.shown(c, use: "an ordinary call, not a defer statement", in: model),
        blindSpots: RecoverRules.blindSpots)
    }
  }
}
