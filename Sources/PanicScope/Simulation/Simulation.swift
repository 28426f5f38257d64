import GoRuntimeModel
public import PanicContract

/// Why a simulation cannot be made; one line for the user.
public struct SimulationError: Error, Hashable, Sendable {
  public var message: String
  /// The words of the command line are wrong, not a file.
  public var isUsage: Bool
}

/// Scenarios run by the rules of Go versions.
public enum Simulation {
  /// One run a version, oldest version first; all compared versions when none is named.
  public static func runs(
    _ scenario: Scenario, versions: [String] = [], recordsStates: Bool = false
  ) throws(SimulationError) -> [SimulatedRun] {
    var chosen: [GoVersion] = []
    for text in versions {
      let version = try self.version(text)
      if !chosen.contains(version) { chosen.append(version) }
    }
    let usesRange = scenario.usesRangeOverFunc
    if versions.isEmpty {
      chosen = GoVersion.compared.filter { !usesRange || hasRange($0) }
    } else if usesRange, let tooOld = chosen.first(where: { !hasRange($0) }) {
      throw SimulationError(
        message: "\(scenario.name) ranges over a function, which Go \(tooOld.minorText) cannot",
        isUsage: true)
    }
    var runs: [SimulatedRun] = []
    for version in chosen.sorted() {
      guard let machine = Machine(scenario, version: version, recordsStates: recordsStates) else {
        throw unknown(version.minorText)
      }
      runs.append(machine.run())
    }
    return runs
  }

  /// A version as the command line names it: `1.26`, `1.26.6` or `go1.26.6`.
  static func version(_ text: String) throws(SimulationError) -> GoVersion {
    guard let version = GoVersion(parsing: text), ContractEra.of(version) != nil,
      let newest = GoVersion.compared.last
    else { throw unknown(text) }
    let isKnown = version.minorText == newest.minorText || version < newest
    guard isKnown else { throw unknown(text) }
    return version
  }

  static func unknown(_ text: String) -> SimulationError {
    SimulationError(
      message: "the rules of Go \(text) are not known; known are 1.18 to "
        + (GoVersion.compared.last?.minorText ?? "?"),
      isUsage: true)
  }

  private static func hasRange(_ version: GoVersion) -> Bool {
    CrashText.of(version)?.hasRangeOverFunc ?? false
  }
}

extension Scenario {
  public var usesRangeOverFunc: Bool {
    functions.contains { function in
      Scenario.contains(function.body) {
        if case .range = $0 { true } else { false }
      }
    }
  }
}
