import ByteReading
import GoRuntimeModel

/// Builds and runs experiments and compares what is measured with what is expected.
public final class LabRunner {
  public struct Options: Sendable {
    /// Which evidence to take; what is left out is not compared.
    public var evidence: Set<EvidenceKind> = Set(EvidenceKind.allCases)
    /// Names of variants; nil for all.
    public var variants: Set<String>?
    /// Seconds that a run of a program may take.
    public var seconds = 20.0
    public init() {}
  }

  private let source: any EvidenceSource
  private let options: Options
  private let folder: TemporaryFolder
  private let builder: ProgramBuilder

  public init(source: any EvidenceSource, options: Options = Options()) throws(LabFailure) {
    do throws(HostError) { folder = try TemporaryFolder() } catch {
      throw LabFailure("no scratch folder can be made: \(error.message); see TMPDIR")
    }
    self.source = source
    self.options = options
    builder = ProgramBuilder(folder: folder.path)
  }

  /// Runs an experiment with one toolchain: one cell for each build.
  public func run(
    _ experiment: Experiment, with toolchain: LabToolchain, finished: (CellResult) -> Void
  ) {
    for part in experiment.parts {
      for variant in part.variants {
        if let wanted = options.variants, !wanted.contains(variant.name) { continue }
        let began = Host.monotonicSeconds
        var cell = cell(experiment, part, variant, toolchain)
        cell.seconds = Host.monotonicSeconds - began
        finished(cell)
      }
    }
  }

  private func cell(
    _ experiment: Experiment, _ part: Experiment.Part, _ variant: BuildVariant,
    _ toolchain: LabToolchain
  ) -> CellResult {
    var cell = CellResult(
      experiment: experiment.id, program: part.program.name, variant: variant.name,
      version: toolchain.version.text, status: .skipped)
    guard part.versions.contains(toolchain.version) else {
      cell.reasons = ["it is for Go \(part.versions.text)"]
      return cell
    }
    if let obstacle = ProgramBuilder.obstacle(part.program, variant) {
      cell.reasons = [obstacle]
      return cell
    }
    let binary: String
    do throws(LabFailure) {
      binary = try builder.build(part.program, variant, toolchain)
    } catch {
      cell.status = .differs
      cell.rows = [.init(name: "build", found: error.message, expected: "ok", match: .differs)]
      return cell
    }
    let bench = Bench(
      binary: binary, program: part.program, variant: variant, toolchain: toolchain,
      source: source, builder: builder, folder: folder.path, seconds: options.seconds)
    var readings: [Reading] = []
    var missing: Set<EvidenceKind> = []
    for measure in part.measures {
      guard options.evidence.contains(measure.kind) else {
        missing.insert(measure.kind)
        continue
      }
      do throws(LabFailure) {
        let result = try bench.take(measure)
        readings += result.readings
        cell.exhibits += result.exhibits
      } catch {
        missing.insert(measure.kind)
        cell.reasons.append("no \(measure.kind.rawValue) evidence: \(error.message)")
      }
    }
    compare(readings, part, variant, toolchain.version, isComplete: missing.isEmpty, &cell)
    return cell
  }

  /// Puts each reading beside its expectation.
  private func compare(
    _ readings: [Reading], _ part: Experiment.Part, _ variant: BuildVariant,
    _ version: GoVersion, isComplete: Bool, _ cell: inout CellResult
  ) {
    let wanted = part.expectations.filter { $0.applies(to: version, variant: variant.name) }
    for reading in readings {
      let expectations = wanted.filter { $0.name == reading.name }
      guard !expectations.isEmpty else {
        cell.rows.append(
          .init(name: reading.name, found: reading.value, expected: nil, match: .free))
        continue
      }
      for expectation in expectations {
        cell.rows.append(
          .init(
            name: reading.name, found: reading.value, expected: expectation.value.text,
            match: expectation.value.matches(reading.value) ? .matches : .differs))
      }
    }
    if isComplete {
      let found = Set(readings.map(\.name))
      for expectation in wanted where !expectation.isOptional && !found.contains(expectation.name) {
        cell.rows.append(
          .init(
            name: expectation.name, found: nil, expected: expectation.value.text,
            match: .missing))
      }
    }
    if !cell.differences.isEmpty {
      cell.status = .differs
    } else {
      // Without a reading that an expectation speaks of, nothing was shown.
      cell.status = cell.rows.contains { $0.match == .matches } ? .pass : .skipped
      if cell.status == .skipped, cell.reasons.isEmpty {
        let found = cell.rows.prefix(3).map { "\($0.name): \($0.found ?? "no reading")" }
        cell.reasons = [
          "nothing to compare" + (found.isEmpty ? "" : " (\(found.joined(separator: ", ")))")
        ]
      }
    }
  }
}
