internal import GoBinary
internal import PanicContract

enum PS206RecoverInRangeFunc: AuditRule {
  static let id = RuleID("PS206")

  static func findings(in model: AuditModel, with builder: FindingBuilder) -> [Finding] {
    let context = model.context
    return model.recovers.sites.filter { $0.cause == .rangeFuncBody }.map { site in
      builder.finding(
        id, severity: .high, verdict: Verdict.ineffective.rawValue, at: site.address,
        in: site.function, about: nil,
        message:
          "recover() stands in the body of a range-over-func loop: the compiler makes it a function of its own (\(context.shortName(site.function))) that the iterator calls, so it returns nil",
        fix: "call recover() in the deferred function, before the loop",
        shown: [.init(site.address, in: site.function, "recover() in the loop body's own function")]
      )
    }
  }
}
