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
    guard subject.defers.contains(where: { $0.place.function == name }) else {
      throw SimulationError(
        message: "\(path): no function \(name) that defers; `panicscope audit --sites` lists them",
        isUsage: true)
    }
    return (
      BinaryScenario(subject, function: name).scenario(),
      [
        "Made from \(name) of \(path) (\(subject.goVersion ?? "unknown Go version")).",
        "Conditions and what the functions do besides are not in it.",
      ]
    )
  }
}

/// Turns the sites of an audit into statements.
private struct BinaryScenario {
  private let subject: AuditSubject
  private let function: String
  private var names: [String: String] = [:]
  private var functions: [ScenarioFunction] = []

  init(_ subject: AuditSubject, function: String) {
    self.subject = subject
    self.function = function
  }

  consuming func scenario() -> Scenario {
    let defers = subject.defers.filter { $0.place.function == function }
    var body: [Statement] = []
    var hasLoop = false
    for site in defers {
      guard let target = site.target?.function else {
        body.append(.say("defers something that is not known statically"))
        continue
      }
      let statement: Statement =
        target == "runtime.gorecover"
        ? .deferRecover
        : .deferCall(Callee(name(of: target), form: form(of: target)))
      if site.kind == .heap {
        hasLoop = true
        body.append(.loop(times: 1, [statement]))
      } else {
        body.append(statement)
      }
    }
    if !hasLoop && defers.contains(where: { $0.kind == .stack }) && defers.count <= 8 {
      body.append(.loop(times: 0, [.deferRecover]))
    }
    body.append(.panic(ScenarioValue(.string, "panic in \(function)")))
    let own = unique(function)
    let main = ScenarioFunction(
      name: "main", body: [.call(Callee(own)), .say("the caller goes on")])
    return Scenario(
      name: "scenario", title: String("Panic in \(function)".prefix(150)),
      functions: [main, ScenarioFunction(name: own, body: body)] + functions)
  }

  /// A deferred function and what it calls that recovers.
  private mutating func name(of target: String) -> String {
    if let known = names[target] { return known }
    let own = unique(target)
    names[target] = own
    var body: [Statement] = [.say(String("\(target) runs".prefix(150)))]
    if subject.recovers.contains(where: { $0.place.function == target }) {
      body.append(.recover(then: [], otherwise: []))
    }
    var isInlined = false
    for site in subject.recovers {
      let uses = site.uses.filter { $0.how == .called && $0.place.function == target }
      guard let use = uses.first, let helper = site.place.function, helper != target else {
        continue
      }
      let name = unique(helper)
      functions.append(
        ScenarioFunction(name: name, body: [.recover(then: [], otherwise: [])]))
      if use.cause == .inlinedIntoWrapper {
        isInlined = true
        body = [.call(Callee(name))]
      } else {
        body.append(.call(Callee(name)))
      }
    }
    functions.append(ScenarioFunction(name: own, isInlinable: isInlined, body: body))
    return own
  }

  private func form(of target: String) -> CallForm {
    let isAccident = subject.recovers.contains { site in
      site.uses.contains { $0.cause == .inlinedIntoWrapper && $0.place.function == target }
    }
    return isAccident ? .argument : .plain
  }

  private mutating func unique(_ symbol: String) -> String {
    var base = ""
    for scalar in symbol.unicodeScalars.suffix(40) {
      let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9") ~= scalar)
      base.unicodeScalars.append(isPlain ? scalar : "_")
    }
    if base.isEmpty || base.first?.isNumber == true || base == "main" { base = "f_" + base }
    var name = base
    var number = 2
    while used.contains(name) {
      name = "\(base)_\(number)"
      number += 1
    }
    used.insert(name)
    return name
  }
  private var used: Set<String> = ["main"]
}
