import Lab
import Testing

@Suite struct ExperimentTests {
  @Test func identifiersAreUnique() { #expect(Set(Experiment.ids).count == Experiment.ids.count) }

  @Test(arguments: Experiment.ids)
  func anExperimentIsComplete(id: String) throws {
    let experiment = try #require(Experiment.find(id))
    #expect(experiment.question.hasSuffix("?"))
    #expect(experiment.answer.count > 80)
    for part in experiment.parts {
      #expect(!part.variants.isEmpty && !part.measures.isEmpty && !part.expectations.isEmpty)
      #expect(part.program.files.keys.contains { $0.hasSuffix(".go") })
    }
    for claim in experiment.claims { #expect(claim.wholeMatch(of: /C\d{3}/) != nil) }
  }
}
