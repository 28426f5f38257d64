import GoRuntimeModel
import PanicContract

/// Turns the sites that an audit found in a function, and in what it defers, into statements.
struct BinaryScenario {
  /// How far deferred functions that defer themselves are followed.
  private static let depthLimit = 4

  private let subject: AuditSubject
  private let function: String
  private var names: [String: String] = [:]
  private var used: Set<String> = ["main"]
  private var functions: [ScenarioFunction] = []
  private var iterator: String?
  /// A loop of no rounds stands in for whatever kept the compiler from open-coding.
  private(set) var forcesStack = false

  init(_ subject: AuditSubject, function: String) {
    self.subject = subject
    self.function = function
  }

  var hasDefers: Bool {
    subject.defers.contains { isPart($0.place.function, of: function) }
  }

  mutating func scenario() -> Scenario {
    let own = unique(function)
    names[function] = own
    var body = statements(of: function, depth: 0)
    let kinds = Set(subject.defers.filter { $0.place.function == function }.map(\.kind))
    let count = subject.defers.count { $0.place.function == function }
    if kinds == [.stack] && count <= 8 {
      body.append(.loop(times: 0, [.deferRecover]))
      forcesStack = true
    }
    body.append(.panic(ScenarioValue(.string, Self.limited("panic in " + Self.short(function)))))
    let main = ScenarioFunction(
      name: "main", body: [.call(Callee(own)), .say("the caller goes on")])
    return Scenario(
      name: "scenario", title: Self.limited("Panic in \(function)"),
      functions: [main, ScenarioFunction(name: own, body: body)] + functions)
  }

  // MARK: Statements

  /// What a function does about panics, in the order of its code.
  private mutating func statements(of symbol: String, depth: Int) -> [Statement] {
    var items: [(address: UInt64, statement: Statement)] = []
    for site in subject.defers {
      guard isPart(site.place.function, of: symbol) else { continue }
      var statement = statement(deferring: site, depth: depth)
      switch site.kind {
      case .rangeFunc: statement = inRange([statement])
      case .heap: statement = .loop(times: 1, [statement])
      case .openCoded, .stack: break
      }
      items.append((site.place.address ?? 0, statement))
    }
    for site in subject.recovers {
      let recover = Statement.recover(then: [], otherwise: [])
      if site.place.function == symbol {
        items.append((site.place.address ?? 0, recover))
      } else if isPart(site.place.function, of: symbol) {
        items.append((site.place.address ?? 0, inRange([recover])))
      }
      guard let helper = site.place.function, helper != symbol else { continue }
      for use in site.uses where use.how == .called && use.place.function == symbol {
        items.append((use.place.address ?? 0, .call(Callee(name(ofHelper: helper, depth: depth)))))
      }
    }
    return items.sorted { $0.address < $1.address }.map(\.statement)
  }

  private mutating func statement(deferring site: DeferSite, depth: Int) -> Statement {
    guard let target = site.target?.function, site.calls == nil else {
      return .say(Self.limited(Self.unknown(site)))
    }
    if defersRecover(site, target) { return .deferRecover }
    if let helper = helperBelowInlined(site, target) {
      return .deferCall(
        Callee(name(ofInlined: target, helper: helper, depth: depth), form: accidentalForm))
    }
    return .deferCall(Callee(name(ofDeferred: target, depth: depth)))
  }

  /// `defer recover()`: what the binary defers is a wrapper around it. Before Go 1.22 such a wrapper
  /// is named as any closure is; then the audit's verdict alone tells it.
  private func defersRecover(_ site: DeferSite, _ target: String) -> Bool {
    if target == "runtime.gorecover" { return true }
    let last = target.split(separator: ".").last ?? ""
    return subject.recovers.contains { recover in
      recover.place.function == target
        && (last.hasPrefix("deferwrap")
          || recover.uses.contains {
            $0.cause == .directDefer && $0.place.address == site.place.address
          })
    }
  }

  /// A recovering function that the wrapper around the deferred function calls itself, since the
  /// deferred function was inlined there.
  private func helperBelowInlined(_ site: DeferSite, _ target: String) -> String? {
    subject.recovers.first { recover in
      recover.place.function != target
        && recover.uses.contains {
          $0.how == .deferred && $0.place.address == site.place.address
            && ($0.cause == .inlinedIntoWrapper || $0.cause == .tooDeep)
        }
    }?.place.function
  }

  /// A form whose wrapper the binary's compiler inlines into.
  private var accidentalForm: CallForm {
    let version = subject.goVersion.flatMap { GoVersion(parsing: $0) }
    return switch version.flatMap({ ContractEra.of($0) })?.wrapperInlining {
    case .interfaces: .interface
    case .methods: .methodValue
    case .all, nil: .argument
    }
  }

  private static func unknown(_ site: DeferSite) -> String {
    if !site.candidates.isEmpty {
      return "defers one of \(site.candidates.count) functions; which is decided at run time"
    }
    switch (site.calls?.kind, site.calls?.method) {
    case (.interfaceMethod, let method?): return "defers \(method) of an interface's value"
    case (.interfaceMethod, nil): return "defers a method of an interface's value"
    default: return "defers a function that is decided at run time"
    }
  }

  private mutating func inRange(_ body: [Statement]) -> Statement {
    let name = iterator ?? unique("each")
    if iterator == nil {
      iterator = name
      functions.append(ScenarioFunction(name: name, body: [.yield]))
    }
    return .range(over: name, body)
  }

  // MARK: Functions

  /// A deferred function: that it runs, what it defers, and what in it recovers.
  private mutating func name(ofDeferred target: String, depth: Int) -> String {
    if let known = names[target] { return known }
    let own = unique(target)
    names[target] = own
    var body: [Statement] = [.say(Self.limited("\(target) runs"))]
    if depth < Self.depthLimit { body += statements(of: target, depth: depth + 1) }
    functions.append(ScenarioFunction(name: own, body: body))
    return own
  }

  private mutating func name(ofHelper helper: String, depth: Int) -> String {
    if let known = names[helper] { return known }
    let own = unique(helper)
    names[helper] = own
    let body =
      depth < Self.depthLimit
      ? statements(of: helper, depth: depth + 1) : [.recover(then: [], otherwise: [])]
    functions.append(ScenarioFunction(name: own, body: body))
    return own
  }

  /// The compiler inlined it into its wrapper: it holds a call and nothing else.
  private mutating func name(ofInlined target: String, helper: String, depth: Int) -> String {
    let key = target + " inlined"
    if let known = names[key] { return known }
    let own = unique(target)
    names[key] = own
    let call = Statement.call(Callee(name(ofHelper: helper, depth: depth)))
    functions.append(ScenarioFunction(name: own, isInlinable: true, body: [call]))
    return own
  }

  // MARK: Names

  /// The function itself, or the body of a loop over a function in it: `main.f-range1`.
  private func isPart(_ symbol: String?, of function: String) -> Bool {
    guard let symbol else { return false }
    if symbol == function { return true }
    let mark = function + "-range"
    return symbol.hasPrefix(mark) && symbol.dropFirst(mark.count).allSatisfy(\.isNumber)
  }

  /// Texts of a scenario are one line of at most 200 bytes.
  private static func limited(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      let next = scalar.value < 0x20 ? " " : String(scalar)
      if result.utf8.count + next.utf8.count > 190 { return result + "..." }
      result += next
    }
    return result
  }

  /// Without the folders of its package: `json.(*decodeState).unmarshal`.
  private static func short(_ symbol: String) -> String {
    let end = symbol.firstIndex(of: "[") ?? symbol.endIndex
    guard let slash = symbol[..<end].lastIndex(of: "/") else { return symbol }
    return String(symbol[symbol.index(after: slash)...])
  }

  /// A name that a scenario can have: letters, digits and single underlines.
  private mutating func unique(_ symbol: String) -> String {
    var text = Self.short(symbol).replacing("%2e", with: ".")
    if text.hasPrefix("main.") { text.removeFirst("main.".count) }
    var words: [String] = [""]
    var depth = 0
    for scalar in text.unicodeScalars {
      // Type arguments say much and tell little.
      if scalar == "[" { depth += 1 }
      if scalar == "]" { depth -= 1 }
      let isPlain =
        scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
      if depth == 0 && isPlain {
        words[words.count - 1].unicodeScalars.append(scalar)
      } else if words.last != "" {
        words.append("")
      }
    }
    words.removeAll(where: \.isEmpty)
    while words.count > 1, words.reduce(0, { $0 + $1.utf8.count + 1 }) > 50 { words.removeFirst() }
    var base = String(words.joined(separator: "_").prefix(50))
    if base.isEmpty || base.first?.isNumber == true || used.contains(base) && base == "main" {
      base = "f_" + base
    }
    var name = base
    var number = 2
    while used.contains(name) {
      name = "\(base)_\(number)"
      number += 1
    }
    used.insert(name)
    return name
  }
}
