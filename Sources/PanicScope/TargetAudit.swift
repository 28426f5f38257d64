/// How one file is audited. The live one reads it; tests put their own in its place.
struct TargetAudit: Sendable {
  enum Outcome: Sendable {
    case audited(AuditSubject)
    /// No Go executable: what such files are counted as (`not Go`), and what is said of one that
    /// the user named (`is an ELF executable, but not of Go`).
    case passedOver(kind: String, sentence: String)
    case failed(String)
  }
  var run: @Sendable (_ path: String) -> Outcome
}

extension TargetAudit {
  static func live(_ options: AuditOptions) -> TargetAudit {
    TargetAudit { _ in .failed("cannot be audited by this build") }
  }
}
