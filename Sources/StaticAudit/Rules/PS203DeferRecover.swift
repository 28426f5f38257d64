internal import GoBinary
internal import PanicContract

enum PS203DeferRecover: AuditRule {
  static let id = RuleID("PS203")

  static func findings(in model: AuditModel, with builder: FindingBuilder) -> [Finding] {
    let context = model.context
    return RecoverRules.cases(in: model) { outcome, _ in outcome.cause == .directDefer }.map { c in
      builder.finding(
        id, severity: .high, verdict: Verdict.ineffective.rawValue, at: c.use.address,
        in: c.use.function, about: c.site.function,
        message:
          "`defer recover()` in \(context.shortName(c.use.function)) never recovers: the runtime calls recover itself, with no deferred function's frame between (\(RecoverRules.ruleText(context)))",
        fix: "write `defer func() { if r := recover(); r != nil { … } }()`",
        shown: RecoverRules.shown(c, use: "registers recover itself", in: model))
    }
  }
}
