import Foundation
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

  /// Validated by an independent program.
  @Test func jsonFitsItsSchema() throws {
    guard try runCommand("/usr/bin/env", ["python3", "-c", "import jsonschema"]).status == 0 else {
      print("skipped: python3 has no module jsonschema")
      return
    }
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let schema = root.appending(path: "schema/panicscope-simulation.schema.json").path
    let script = """
      import json, sys, jsonschema
      validator = jsonschema.Draft202012Validator(json.load(open(sys.argv[1])))
      errors = [e for text in json.load(sys.stdin) for e in validator.iter_errors(json.loads(text))]
      for error in errors: print(error.json_path, error.message[:200])
      sys.exit(1 if errors else 0)
      """
    var documents: [String] = []
    for name in ScenarioCatalogue.names {
      documents.append(try report(name, as: .json))
      documents.append(try report(name, versions: ["1.25"], states: true, as: .json))
    }
    func validate(_ documents: [String]) throws -> CommandResult {
      let input = String(decoding: try JSONEncoder().encode(documents), as: UTF8.self)
      return try runCommand("/usr/bin/env", ["python3", "-c", script, schema], input: input)
    }
    let result = try validate(documents)
    #expect(result.status == 0, "\(result.output)")
    // A schema that accepts anything would pass this.
    let broken = documents[1].replacing("\"exitStatus\"", with: "\"exit\"")
    #expect(try validate([broken]).status == 1)
  }
}
