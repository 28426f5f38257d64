/// A rule of the audit as its reader needs it: what it means, why it matters and how to fix it.
///
/// Every sentence is one that a running Go program shows; `RuleExamplesTests` builds and runs the
/// examples with the toolchains that are there.
public struct Rule: Sendable {
  /// A complete `package main` that shows the mistake, and the same program without it.
  public struct Example: Sendable {
    /// Go source text.
    public var bad: String
    public var fixed: String
    /// What happens when the bad one is run, in words.
    public var outcome: String
    /// An assembly file for amd64 that stands beside the bad program, and one beside the fixed.
    public var badAssembly: String? = nil
    public var fixedAssembly: String? = nil
  }

  public var id: RuleID
  /// Kebab-case; stable like the identifier.
  public var name: String
  /// One sentence without a full stop.
  public var summary: String
  public var defaultSeverity: Severity
  /// When a finding of this rule gets another severity than the default; nil if it never does.
  public var severityNote: String?
  /// Paragraphs.
  public var why: [String]
  public var howToFix: [String]
  public var example: Example
  /// Which Go versions it concerns.
  public var versions: String
  public var blindSpots: [String]
}

extension Rule: Identifiable {}

extension Rule {
  /// All rules, by identifier.
  public static let all: [Rule] = [
    .exposedGoroutine, .exposedSpawnedGoroutine, .exposedRuntimeRoot,
    .recoverTooDeep, .recoverOnOtherGoroutine, .deferRecover, .recoverNeverDeferred,
    .recoverAsArgument, .recoverInRangeFunc,
    .accidentalRecover,
    .exitInDeferred,
    .unwindBarrier, .stackTableMismatch,
  ]

  /// The rule of an identifier (`PS201`, in any case) or of a name (`recover-too-deep`).
  public static func find(_ text: String) -> Rule? {
    let wanted = text.lowercased()
    return all.first { $0.id.text.lowercased() == wanted || $0.name == wanted }
  }

  public static func with(_ id: RuleID) -> Rule? { all.first { $0.id == id } }
}
