/// A statement of the article that this project began from, and whether it is true.
public struct Claim: Sendable, Hashable {
  public enum Verdict: String, Sendable, CaseIterable {
    case `true`, partly, `false`, untestable
  }
  /// `C012`
  public var id: String
  /// Chapter and section of the article, such as `2.3`.
  public var section: String
  public var verdict: Verdict
  /// In English; the article is Chinese.
  public var claim: String
  /// What was found, in one line.
  public var evidence: String
  /// What shows it: `simulate SCENARIO`, `command VERB ...`, `test PATH`, `source PLACE`. Empty only
  /// where nothing can be tested.
  public var shownBy: [String]

  public static let all: [Claim] = ClaimTable.rows

  /// Whether it stands in a chapter (`3`) or section (`3.1`).
  public func isIn(_ chapter: String) -> Bool {
    section == chapter || section.hasPrefix(chapter + ".")
  }
}
