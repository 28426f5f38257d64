import GoRuntimeModel
public import PanicContract

/// What one scenario does in several Go versions.
public struct SimulationReport: Sendable {
  public enum Format: String, CaseIterable, Sendable { case text, json, mermaid }

  public var scenario: Scenario
  /// At least one; oldest version first.
  public var runs: [SimulatedRun]
  /// Show the stack and the lists after each step.
  public var showsStates: Bool
  public var color: Bool
  public init(
    scenario: Scenario, runs: [SimulatedRun], showsStates: Bool = false, color: Bool = false
  ) {
    self.scenario = scenario
    self.runs = runs
    self.showsStates = showsStates
    self.color = color
  }

  public func write(as format: Format, into out: inout OutputBuffer) {
    switch format {
    case .text: writeText(into: &out)
    case .json: writeJSON(into: &out)
    case .mermaid: writeMermaid(into: &out)
    }
    out.flush()
  }

  /// Runs that do the same, in the order of the first of each.
  var groups: [[SimulatedRun]] {
    var groups: [[SimulatedRun]] = []
    var behaviours: [[String]] = []
    for run in runs {
      if let index = behaviours.firstIndex(of: run.behaviour) {
        groups[index].append(run)
      } else {
        groups.append([run])
        behaviours.append(run.behaviour)
      }
    }
    return groups
  }

  /// `Go 1.19, 1.22 to 1.25 and 1.27`: runs that follow each other in the report are a range.
  func versions(_ group: [SimulatedRun]) -> String {
    var ranges: [ClosedRange<Int>] = []
    for run in group {
      guard let index = runs.firstIndex(where: { $0.version == run.version }) else { continue }
      if let last = ranges.last, last.upperBound + 1 == index {
        ranges[ranges.count - 1] = last.lowerBound...index
      } else {
        ranges.append(index...index)
      }
    }
    let texts = ranges.map { range in
      let first = runs[range.lowerBound].version.minorText
      let last = runs[range.upperBound].version.minorText
      return range.count == 1 ? first : first + (range.count == 2 ? ", " : " to ") + last
    }
    guard texts.count > 1, let last = texts.last else { return "Go " + (texts.first ?? "") }
    return "Go " + texts.dropLast().joined(separator: ", ") + " and " + last
  }
}
