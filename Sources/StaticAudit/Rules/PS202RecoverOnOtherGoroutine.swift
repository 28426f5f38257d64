internal import GoBinary
internal import PanicContract

enum PS202RecoverOnOtherGoroutine: AuditRule {
  static let id = RuleID("PS202")

  static func findings(in model: AuditModel, with builder: FindingBuilder) -> [Finding] {
    let context = model.context
    return RecoverRules.cases(in: model) { outcome, _ in outcome.cause == .otherGoroutine }.map {
      c in
      let function = context.shortName(c.site.function)
      let starter =
        c.passing == nil
        ? "the go statement" : "a go statement in \(context.shortName(c.use.function))"
      return builder.finding(
        id, severity: .high, verdict: Verdict.ineffective.rawValue, at: c.address,
        in: c.function, place: c.place(in: context), about: c.site.function,
        message:
          "recover() in \(function) returns nil here: \(starter) runs it on a goroutine of its own, which is not panicking",
        fix: "defer \(function) on the goroutine that may panic",
        shown: RecoverRules.shown(c, use: "starts a new goroutine for it", in: model))
    }
  }
}
