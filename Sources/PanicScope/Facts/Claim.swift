import Lab

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
  /// What shows it: `lab ID`, `simulate SCENARIO`, `command VERB ...`, `test PATH`, `source PLACE`.
  /// Empty only where nothing can be tested.
  public var shownBy: [String]

  /// With the experiments that name the statement.
  public static let all: [Claim] = ClaimTable.rows.map { row in
    var claim = row
    let labs = Experiment.showing(claim: row.id).map { "lab \($0.id)" }
    claim.shownBy = labs + row.shownBy.filter { !labs.contains($0) }
    return claim
  }

  /// The statement of an id as people type it: `C012`, `c12` or `12`.
  public static func find(_ name: String) -> Claim? {
    let digits = name.uppercased().hasPrefix("C") ? String(name.dropFirst()) : name
    guard let number = Int(digits), number > 0, digits.allSatisfy(\.isNumber) else { return nil }
    return all.indices.contains(number - 1) ? all[number - 1] : nil
  }

  /// What the article's section is about.
  public var sectionTitle: String { Self.sectionTitles[section] ?? "" }

  private static let sectionTitles = [
    "1": "introduction and three causes",
    "2.1": "stack frame and defer list",
    "2.2": "the register snapshot",
    "2.3": "what recover does",
    "2.4": "how defer is compiled",
    "2.5": "the panic path disassembled",
    "3.1": "a misaligned stack pointer",
    "3.2": "closures and method values",
    "3.3": "panics across C",
    "4": "the experiments",
    "5": "notes on cases",
  ]

  /// Whether it stands in a chapter (`3`) or section (`3.1`).
  public func isIn(_ chapter: String) -> Bool {
    section == chapter || section.hasPrefix(chapter + ".")
  }
}
