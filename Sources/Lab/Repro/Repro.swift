public import PanicContract

/// The smallest program that shows what a rule finds, and the same program without the mistake.
public struct Repro: Sendable {
  public var rule: Rule
  public var program: LabProgram
  public var fixed: LabProgram
  public var experiment: Experiment

  /// nil for a rule whose example's results were not recorded.
  public init?(of rule: Rule) {
    guard let row = ReproTable.rows.first(where: { $0.rule == rule.id.text }) else { return nil }
    let example = rule.example
    let name = rule.id.text.lowercased()
    self.rule = rule
    program = Self.program(name, example.bad, example.badAssembly)
    fixed = Self.program(name + "-fixed", example.fixed, example.fixedAssembly)
    let versions = row.since.map { VersionRange.from($0) } ?? .all
    let variants = row.outcomes.contains { $0.variants != nil }
    experiment = Experiment(
      id: name, question: "What does \(rule.id.text) find?", answer: rule.summary + ".", claims: [],
      parts: [
        Experiment.Part(
          program, variants: variants ? [.standard, .noInline] : [.standard], versions: versions,
          measures: [.outcome, .reportedRules],
          expectations: row.outcomes.flatMap { outcome in
            [
              Expectation(
                "outcome", .exactly(outcome.text), outcome.versions, variants: outcome.variants),
              Expectation(
                "audit reports", .exactly(outcome.reported ?? rule.id.text), outcome.versions,
                variants: outcome.variants),
            ]
          }),
        Experiment.Part(
          fixed, versions: versions, measures: [.outcome, .reportedRules],
          expectations: [
            Expectation("outcome", .exactly(row.fixed)),
            Expectation("audit reports", .exactly("nothing")),
          ]),
      ])
  }

  private static func program(
    _ name: String, _ source: String, _ assembly: String?
  ) -> LabProgram {
    var files = ["main.go": source]
    if let assembly { files["code_amd64.s"] = assembly }
    return LabProgram(name, files: files, isForAMD64: assembly != nil)
  }

  /// Both programs as one module: the mistake at its top, the other one in `fixed`.
  public func files() -> [(name: String, text: String)] {
    let first = experiment.parts[0].versions.first ?? "1.21"
    var result = [(name: "go.mod", text: "module repro\n\ngo \(first)\n")]
    for (name, text) in program.files.sorted(by: { $0.key < $1.key }) {
      result.append((name: name, text: text + "\n"))
    }
    for (name, text) in fixed.files.sorted(by: { $0.key < $1.key }) {
      result.append((name: "fixed/" + name, text: text + "\n"))
    }
    return result
  }

  /// What is expected of the program with the mistake.
  public var outcomes: [Expectation] {
    experiment.parts[0].expectations.filter { $0.name == "outcome" }
  }

  /// What is expected of the other one.
  public var fixedOutcome: String { experiment.parts[1].expectations[0].value.text }
}

extension Repro: Identifiable {
  public var id: String { rule.id.text }
}
