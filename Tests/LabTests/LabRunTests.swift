import Lab
import PanicScope
import TestSupport
import Testing

/// The experiments that are quick enough for every run of the tests, on the toolchains that are
/// there, without probes.
@Suite struct LabRunTests {
  private static let toolchains = [21, 24, 25, 27].compactMap { GoToolchain.installed(1, $0) }
  private static let quick = [
    "shapes", "wrapper-inline", "lowering", "no-deferlist", "defer-recover", "rangefunc",
    "nested-panic", "gorecover-branches", "callsites", "window", "sp-align", "sp-damage",
    "syscall", "inline-switch", "upgrade",
  ]

  static func run(
    _ experiment: Experiment, _ go: GoToolchain, variants: Set<String>? = ["default", "-l"],
    evidence: Set<EvidenceKind> = [.run, .static]
  ) throws -> [CellResult] {
    var options = LabRunner.Options()
    options.evidence = evidence
    options.variants = variants
    let runner = try LabRunner(source: LabEvidence(), options: options)
    var cells: [CellResult] = []
    runner.run(experiment, with: try LabToolchain(root: go.root)) { cells.append($0) }
    return cells
  }

  @Test(arguments: quick, toolchains)
  func goDoesWhatIsExpected(id: String, go: GoToolchain) throws {
    let experiment = try #require(Experiment.find(id))
    for cell in try Self.run(experiment, go) {
      #expect(cell.status != .differs, "\(LabReport.text(of: cell, isFull: false, color: false))")
    }
  }

  /// With probes and single steps, where this machine allows them.
  @Test(
    .enabled(if: !toolchains.isEmpty, "no Go toolchain"),
    arguments: ["depth", "window", "recovery-jump", "signal-path", "path-cost"])
  func whatIsWatchedIsAsExpected(id: String) throws {
    let experiment = try #require(Experiment.find(id))
    let go = try #require(Self.toolchains.last)
    for cell in try Self.run(experiment, go, evidence: Set(EvidenceKind.allCases)) {
      for reason in cell.reasons { print("\(id): \(reason)") }
      #expect(cell.status != .differs, "\(LabReport.text(of: cell, isFull: false, color: false))")
    }
  }

  @Test(.enabled(if: !toolchains.isEmpty, "no Go toolchain"))
  func anotherExpectationMakesTheCellDiffer() throws {
    let go = try #require(Self.toolchains.last)
    var experiment = try #require(Experiment.find("shapes"))
    let before = try Self.run(experiment, go, variants: ["default"])
    #expect(before.map(\.status) == [.pass])
    let index = try #require(experiment.parts[0].expectations.firstIndex { $0.name == "s16" })
    experiment.parts[0].expectations[index].value = .exactly("recover() = boom; returned")
    let after = try Self.run(experiment, go, variants: ["default"])
    #expect(after.map(\.status) == [.differs])
    #expect(after[0].differences.map(\.name) == ["s16"])
    #expect(after[0].differences[0].found == "recover() = nil; panic: boom; exit status 2")
  }
}
