import Foundation
import Lab
import PanicScope
import TestSupport
import Testing

@Suite struct LabDocumentTests {
  @Test(arguments: Experiment.ids)
  func whatIsExportedBuildsAsItIs(id: String) throws {
    let go = try #require(GoToolchain.installed(1, 27) ?? GoToolchain.installed.last)
    let experiment = try #require(Experiment.find(id))
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let modules = try LabDocument.export(experiment, to: folder.path)
      .filter { $0.hasSuffix("/go.mod") }
    #expect(modules.count == experiment.parts.count)
    let usesC = experiment.parts.contains { $0.program.usesC }
    guard !usesC || FileManager.default.isExecutableFile(atPath: "/usr/bin/gcc") else {
      print("no C compiler: \(id) is not built")
      return
    }
    for module in modules {
      let built = try runCommand(
        go.root + "/bin/go", ["build", "-o", "/dev/null", "."],
        environment: go.environment.merging(["CGO_ENABLED": usesC ? "1" : "0"]) { $1 },
        directory: (module as NSString).deletingLastPathComponent)
      #expect(built.status == 0, "\(built.errors)")
    }
  }

  @Test(arguments: Experiment.ids)
  func everyExperimentHasRecordedResultsAsExpected(id: String) throws {
    let experiment = try #require(Experiment.find(id))
    let recorded = RecordedResult.all.filter { $0.experiment == id }
    #expect(!recorded.isEmpty)
    for part in experiment.parts {
      for expectation in part.expectations where !expectation.isOptional {
        // Some build gave what is expected for some builds.
        #expect(
          recorded.contains {
            $0.program == part.program.name && $0.name == expectation.name
              && expectation.value.matches($0.value)
          }, "\(part.program.name): \(expectation.name) is \(expectation.value.text)")
      }
    }
    let text = LabDocument.explanation(of: experiment)
    #expect(text.contains("Recorded, not run here"))
  }

  @Test func theDocumentTellsOfEveryExperiment() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../docs/lab.md")
    let text = try String(contentsOf: path, encoding: .utf8)
    for experiment in Experiment.all {
      #expect(text.contains("| `\(experiment.id)` | \(experiment.question) |"), "\(experiment.id)")
    }
  }
}
