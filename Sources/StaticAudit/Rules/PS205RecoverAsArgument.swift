internal import GoBinary
internal import PanicContract

enum PS205RecoverAsArgument: AuditRule {
  static let id = RuleID("PS205")

  static func findings(in model: AuditModel, with builder: FindingBuilder) -> [Finding] {
    let context = model.context
    return RecoverRules.cases(in: model) { outcome, _ in
      outcome.cause == .evaluatedAsArgument
    }.map { c in
      builder.finding(
        id, severity: .high, verdict: Verdict.ineffective.rawValue, at: c.site.address,
        in: c.site.function, about: c.site.function,
        message:
          "recover() in \(context.shortName(c.site.function)) is an argument of a defer statement: it is evaluated when the statement is reached, before any panic, and returns nil",
        fix:
          "call recover() inside the deferred function: `defer func() { log.Println(recover()) }()`",
        shown: [
          .init(c.site.address, in: c.site.function, "recover() runs now"),
          .init(c.use.address, in: c.use.function, "and only then the deferred call is registered"),
        ])
    }
  }
}
