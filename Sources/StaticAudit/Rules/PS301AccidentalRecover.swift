internal import GoBinary
internal import PanicContract

enum PS301AccidentalRecover: AuditRule {
  static let id = RuleID("PS301")

  static func findings(in model: AuditModel, with builder: FindingBuilder) -> [Finding] {
    let context = model.context
    return RecoverRules.cases(in: model) { outcome, _ in outcome.verdict == .accidental }.map { c in
      builder.finding(
        id, severity: .high, verdict: Verdict.accidental.rawValue, at: c.use.address,
        in: c.use.function, about: c.site.function,
        message:
          "recover() in \(context.shortName(c.site.function)) works only because this build inlined its caller into a compiler-made wrapper; built with -gcflags=-l or -N, or with Go 1.26 or later, it returns nil and the panic goes on",
        fix:
          "defer \(context.shortName(c.site.function)) itself, or call recover() in the deferred function",
        shown: RecoverRules.shown(c, use: "registers the wrapper", in: model))
    }
  }
}
