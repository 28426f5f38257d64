/// One experiment on one build of one program by one toolchain: a cell of the lab's table.
public struct CellResult: Sendable {
  public enum Status: String, Sendable, CaseIterable { case pass, differs, skipped }

  /// A reading beside what was expected of it.
  public struct Row: Sendable {
    public enum Match: String, Sendable {
      case matches, differs
      /// Expected, and not among the readings.
      case missing
      /// Only shown.
      case free
    }
    public var name: String
    public var found: String?
    public var expected: String?
    public var match: Match
    public init(name: String, found: String?, expected: String?, match: Match) {
      self.name = name
      self.found = found
      self.expected = expected
      self.match = match
    }
  }

  public var experiment: String
  public var program: String
  public var variant: String
  /// `1.24.11`
  public var version: String
  public var status: Status
  public var rows: [Row]
  public var exhibits: [Exhibit]
  /// Why the cell, or one of its measures, was left out; one sentence each.
  public var reasons: [String]
  /// How long it took.
  public var seconds = 0.0

  public init(
    experiment: String, program: String, variant: String, version: String, status: Status,
    rows: [Row] = [], exhibits: [Exhibit] = [], reasons: [String] = []
  ) {
    self.experiment = experiment
    self.program = program
    self.variant = variant
    self.version = version
    self.status = status
    self.rows = rows
    self.exhibits = exhibits
    self.reasons = reasons
  }

  /// Rows that are not as expected.
  public var differences: [Row] {
    rows.filter { $0.match == .differs || $0.match == .missing }
  }
}
