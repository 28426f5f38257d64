import GoRuntimeModel
public import PanicContract

extension Simulation {
  /// A scenario made from a function of an executable: what it defers, what of that recovers and
  /// how deep, as the audit found it. `target` is `BINARY:FUNCTION`.
  public static func scenario(
    from target: String
  ) throws(SimulationError) -> (Scenario, comments: [String]) {
    guard let colon = target.lastIndex(of: ":"), colon != target.startIndex,
      target.index(after: colon) != target.endIndex
    else {
      throw SimulationError(
        message: "--from is BINARY:FUNCTION, such as bin/server:main.serve", isUsage: true)
    }
    let path = String(target[..<colon])
    let name = String(target[target.index(after: colon)...])
    var options = AuditOptions()
    options.scopes = Set(CodeScope.allCases)
    let report: AuditReport
    do throws(AuditError) {
      report = try PanicScope.audit(path: path, options: options)
    } catch {
      throw SimulationError(message: "\(path): \(error.message)", isUsage: false)
    }
    guard let subject = report.subjects.first, report.subjects.count == 1 else {
      throw SimulationError(message: "\(path): --from wants one executable", isUsage: true)
    }
    return try scenario(of: subject, function: name)
  }

  /// The same from an audit that has been made with the sites of all code.
  public static func scenario(
    of subject: AuditSubject, function asked: String
  ) throws(SimulationError) -> (Scenario, comments: [String]) {
    let name = try function(asked, of: subject)
    var builder = BinaryScenario(subject, function: name)
    let scenario = builder.scenario()
    var comments = [
      "Made from \(name) of \(subject.path) (\(subject.goVersion ?? "unknown Go version")).",
      "Conditions, and what the functions do besides deferring and recovering, are not in it.",
    ]
    if builder.forcesStack {
      comments.append(
        "The loop of no rounds keeps the defers from being open-coded, as in the binary.")
    }
    if let version = subject.goVersion.flatMap({ GoVersion(parsing: $0) }) {
      comments.append(
        "`panicscope simulate --go \(version.minorText)` runs it by that version's rules.")
    }
    return (scenario, comments)
  }

  /// The function that defers and is meant by a whole name or by its last words: `http.(*conn).serve`,
  /// `(*conn).serve`, `serve`.
  private static func function(
    _ name: String, of subject: AuditSubject
  ) throws(SimulationError) -> String {
    if BinaryScenario(subject, function: name).hasDefers { return name }
    let names = Set(subject.defers.compactMap(\.place.function))
    let most = 5
    for separator in ["/", "."] {
      let found = names.filter { $0.hasSuffix(separator + name) }.sorted()
      if let only = found.first, found.count == 1 { return only }
      if !found.isEmpty {
        let more = found.count > most ? " or \(counted(found.count - most, "other"))" : ""
        throw SimulationError(
          message:
            "\(subject.path): \(name) can be \(found.prefix(most).joined(separator: ", "))\(more); give the whole name",
          isUsage: true)
      }
    }
    let last = name.split(whereSeparator: { "./".contains($0) }).last.map(String.init) ?? name
    let near = names.filter { $0.contains(last) }.sorted().prefix(most)
    throw SimulationError(
      message: "\(subject.path): no function \(name) that defers; "
        + (near.isEmpty
          ? "`panicscope show --defers` lists them"
          : "near it: \(near.joined(separator: ", "))"),
      isUsage: true)
  }
}
