internal import GoBinary
internal import PanicContract

enum PS201RecoverTooDeep: AuditRule {
  static let id = RuleID("PS201")

  static func findings(in model: AuditModel, with builder: FindingBuilder) -> [Finding] {
    let context = model.context
    return RecoverRules.cases(in: model) { outcome, how in
      outcome.cause == .tooDeep || how == .called && outcome.isIneffectiveSomehow
    }.map { c in
      let helper = context.shortName(c.site.function)
      let words = words(for: c, in: context)
      return builder.finding(
        id, severity: .high, confidence: words.confidence,
        verdict: Verdict.ineffective.rawValue, at: c.address,
        in: c.function, place: c.place(in: context), about: c.site.function,
        message:
          "recover() in \(helper) returns nil here: \(words.reason) (\(RecoverRules.ruleText(context)))",
        fix: words.fix,
        shown: RecoverRules.shown(c, use: words.note, in: model),
        blindSpots: RecoverRules.blindSpots)
    }
  }

  private struct Words {
    var reason: String
    var fix: String
    var note: String
    var confidence = Confidence.high
  }

  private static func words(for c: RecoverRules.Case, in context: AuditContext) -> Words {
    let helper = context.shortName(c.site.function)
    let user = context.shortName(c.use.function)
    let deferHelper =
      "defer \(helper) itself, or call recover() in the deferred function and pass the value on"
    if c.use.how == .deferred, c.use.frames.count(where: { !$0.isWrapper }) > 1 {
      let literal = inlinedName(c, in: context) ?? "the deferred function"
      return Words(
        reason:
          "\(user) defers \(literal), which calls \(helper), so recover stands one frame too deep",
        fix: deferHelper, note: "registers the wrapper that \(literal) was inlined into")
    }
    if c.use.how == .deferred {
      return Words(
        reason:
          "\(user) runs as a deferred call and defers \(helper), which runs when \(user) returns: too late and one call too deep for the panic that runs \(user)",
        fix: "call recover() in \(user) itself, or defer \(helper) where \(user) is deferred",
        note: "defers the recover within a deferred function")
    }
    if c.use.outcome.cause == nil {
      return Words(
        reason:
          "\(user), a function value that is stored, calls \(helper), so even where \(user) is deferred recover stands one frame too deep",
        fix: deferHelper, note: "calls the helper that recovers", confidence: .medium)
    }
    if c.passing != nil {
      return Words(
        reason:
          "\(user) calls it in a deferred call, so recover stands one frame too deep at least",
        fix: deferHelper, note: "calls the helper that recovers: one frame too many")
    }
    return Words(
      reason:
        "\(user) runs as a deferred call and calls \(helper), so recover stands one frame too deep",
      fix: deferHelper, note: "calls the helper that recovers: one frame too many")
  }

  /// The function whose body stands in the wrapper that the statement defers.
  private static func inlinedName(_ c: RecoverRules.Case, in context: AuditContext) -> String? {
    let statement = context.defers.defers(in: c.use.function).first {
      $0.address == c.use.address
    }
    guard let wrapper = statement?.target, context.image.isWrapper(wrapper) else { return nil }
    for event in context.store.flow(of: wrapper).events {
      let frames = context.image.logicalFrames(at: event.address, in: wrapper)
      if let frame = frames.first(where: { $0.isInlined && !$0.isWrapper }) {
        return AuditContext.shortened(frame.name)
      }
    }
    return nil
  }
}

extension RecoverOutcome {
  /// It surely returns nil, though it is not known which of two causes is the one.
  fileprivate var isIneffectiveSomehow: Bool { verdict == .ineffective && cause == nil }
}
