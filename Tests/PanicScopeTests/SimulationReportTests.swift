import PanicScope
import TestSupport
import Testing

@Suite struct SimulationReportTests {
  private func report(
    _ name: String, versions: [String] = [], states: Bool = false,
    as format: SimulationReport.Format
  ) throws -> String {
    let scenario = try Scenario(yaml: try #require(ScenarioCatalogue.yaml(name)), path: name)
    let runs = try Simulation.runs(scenario, versions: versions, recordsStates: states)
    var out = OutputBuffer()
    SimulationReport(scenario: scenario, runs: runs, showsStates: states)
      .write(as: format, into: &out)
    return out.text
  }

  @Test func versionsThatDoTheSameStandTogether() throws {
    let text = try report("inlined-argument", as: .text)
    #expect(text.contains("Go 1.19, 1.21 "))
    #expect(text.contains("≠  Go 1.22 to 1.25  ≠ rescue = boom"))
    #expect(text.contains("recovers panic \"boom\" by an accident of inlining"))
    #expect(text.contains("main.small [inlined] < main.work.deferwrap(small) [wrapper]"))
  }

  @Test func statesShowTheOperandsOfTheRule() throws {
    let text = try report("helper-too-deep", versions: ["1.24"], states: true, as: .text)
    let operands = try #require(
      text.firstMatch(of: /argp (0x[0-9a-f]+), _panic.argp (0x[0-9a-f]+)/))
    #expect(operands.output.1 != operands.output.2)
    #expect(text.contains("defers main.cleanup (open-coded, main.work)"))
    let newer = try report("helper-too-deep", versions: ["1.26"], states: true, as: .text)
    #expect(!newer.contains("_panic.argp"))
  }

  @Test func mermaidHasNoSyntaxInItsLabels() throws {
    for name in ScenarioCatalogue.names {
      let text = try report(name, versions: ["1.27"], as: .mermaid)
      #expect(text.contains("sequenceDiagram\n"))
      for line in text.split(separator: "\n").dropFirst(2) {
        let label = line.split(separator: ":", maxSplits: 1).last ?? ""
        let plain = label.replacing(/#(35|59|lt|gt|quot);/, with: "")
        #expect(!plain.contains(where: { "#;<\"".contains($0) }), "\(line)")
      }
    }
  }

  @Test(.enabled(if: SchemaValidator.isThere)) func jsonFitsItsSchema() throws {
    let schema = SchemaValidator("simulation")
    var documents: [String] = []
    for name in ScenarioCatalogue.names {
      documents.append(try report(name, as: .json))
      documents.append(try report(name, versions: ["1.25"], states: true, as: .json))
    }
    #expect(try schema.errors(in: documents) == nil)
    // A schema that accepts anything would pass this.
    let broken = documents[1].replacing("\"exitStatus\"", with: "\"exit\"")
    #expect(try schema.errors(in: [broken]) != nil)
  }
}
