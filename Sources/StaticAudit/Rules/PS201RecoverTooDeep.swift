internal import GoBinary
internal import PanicContract

enum PS201RecoverTooDeep: AuditRule {
  static let id = RuleID("PS201")

  static func findings(in model: AuditModel, with builder: FindingBuilder) -> [Finding] {
    let context = model.context
    return RecoverRules.cases(in: model) { outcome, _ in outcome.cause == .tooDeep }.map { c in
      let helper = context.shortName(c.site.function)
      let caller = context.shortName(c.use.function)
      return builder.finding(
        id, severity: .high, verdict: Verdict.ineffective.rawValue, at: c.use.address,
        in: c.use.function, about: c.site.function,
        message:
          "recover() in \(helper) returns nil here: \(caller) runs as a deferred call and calls \(helper), so recover stands one frame too deep (\(RecoverRules.ruleText(context)))",
        fix:
          "defer \(helper) itself, or call recover() in the deferred function and pass the value on",
        shown: RecoverRules.shown(
          c, use: "calls the helper that recovers: one frame too many", in: model),
        blindSpots: RecoverRules.blindSpots)
    }
  }
}
