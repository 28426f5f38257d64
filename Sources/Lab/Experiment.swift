/// A question about Go's panics, with the programs that answer it when they are built and run.
public struct Experiment: Sendable, Identifiable {
  /// Kebab-case; stable.
  public var id: String
  public var question: String
  /// What the runs show, in a few sentences.
  public var answer: String
  /// Statements of the article that it bears on, such as `C012`.
  public var claims: [String]
  public var parts: [Part]

  /// A program, the ways in which it is built, and what is measured and expected of each build.
  public struct Part: Sendable {
    public var program: LabProgram
    public var variants: [BuildVariant]
    /// Versions that can build it.
    public var versions: VersionRange
    public var measures: [Measure]
    public var expectations: [Expectation]

    public init(
      _ program: LabProgram, variants: [BuildVariant] = [.standard],
      versions: VersionRange = .all, measures: [Measure], expectations: [Expectation]
    ) {
      self.program = program
      self.variants = variants
      self.versions = versions
      self.measures = measures
      self.expectations = expectations
    }
  }

  public init(
    id: String, question: String, answer: String, claims: [String], parts: [Part]
  ) {
    self.id = id
    self.question = question
    self.answer = answer
    self.claims = claims
    self.parts = parts
  }
}

extension Experiment {
  public static let ids: [String] = all.map(\.id)

  public static func find(_ id: String) -> Experiment? { all.first { $0.id == id.lowercased() } }

  /// The experiments that bear on a statement of the article.
  public static func showing(claim: String) -> [Experiment] {
    all.filter { $0.claims.contains(claim) }
  }

  /// `claims(1...4, 7)`: `C001` to `C004`, and `C007`.
  static func claims(_ ranges: ClosedRange<Int>...) -> [String] {
    ranges.flatMap { $0 }.map { number in
      let digits = String(number)
      return "C" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
    }
  }
}
