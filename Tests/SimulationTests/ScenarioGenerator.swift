import PanicContract
import TestSupport

/// Random scenarios: the same one for the same seed.
///
/// A function calls only functions that come after it, so that every scenario ends.
struct ScenarioGenerator {
  private var random: SeededRandom
  private let usesRange: Bool
  /// Some calls go through C, some goroutines are threads that C made.
  private let usesC: Bool
  private let name: String
  private var nextValue = 0
  private var count = 0
  /// Functions that loops range over; they are used for nothing else.
  private var iterators: Set<Int> = []
  /// Functions that begin with a recover, and those that the compiler inlines: a recover that works
  /// by accident needs both.
  private var recovering: Set<Int> = []
  private var inlinable: Set<Int> = []
  /// Functions that begin with deferring one that recovers: what comes after a recovery shows what it
  /// left behind.
  private var guarded: Set<Int> = []
  /// Functions that panic and do nothing else.
  private var failing: Set<Int> = []
  /// What the scenario has more of than others: rules that few programs need meet each other there.
  private var theme: Theme

  private enum Theme: CaseIterable { case none, goexit, faults, nesting, ranges }

  static func scenario(seed: UInt64, usesRange: Bool, usesC: Bool = false) -> Scenario {
    var generator = ScenarioGenerator(
      random: SeededRandom(seed: seed), usesRange: usesRange, usesC: usesC, name: "seed-\(seed)")
    return generator.scenario()
  }

  private init(random: SeededRandom, usesRange: Bool, usesC: Bool, name: String) {
    self.random = random
    theme = .none
    self.usesRange = usesRange
    self.usesC = usesC
    self.name = name
  }

  private mutating func pick(_ range: Range<Int>) -> Int { Int.random(in: range, using: &random) }
  private mutating func chance(_ percent: Int) -> Bool { pick(0..<100) < percent }

  private mutating func scenario() -> Scenario {
    theme = Theme.allCases[pick(0..<Theme.allCases.count)]
    if theme == .ranges && !usesRange { theme = .nesting }
    count = theme == .none ? pick(4..<10) : pick(6..<10)
    let iteratorShare = theme == .ranges ? 35 : 20
    for index in 2..<count where usesRange && chance(iteratorShare) { iterators.insert(index) }
    for index in 1..<count where !iterators.contains(index) {
      switch pick(0..<100) {
      case 0..<30: inlinable.insert(index)
      case 30..<60: recovering.insert(index)
      case 60..<80: guarded.insert(index)
      case 80..<90: failing.insert(index)
      default: break
      }
    }
    if theme != .none {
      for index in [count - 1, count - 2] {
        for kind in [\Self.iterators, \.inlinable, \.guarded, \.recovering, \.failing] {
          self[keyPath: kind].remove(index)
        }
      }
      recovering.insert(count - 1)
      failing.insert(count - 2)
    }
    var functions: [ScenarioFunction] = []
    for index in 0..<count { functions.append(function(index)) }
    // The last function is the one that is deferred most.
    if chance(8), !iterators.contains(count - 1) {
      functions[count - 1].isInlinable = false
      functions[count - 1].body = [.fatal(.unlockOfUnlockedMutex)]
      // Deferred first, it runs last: also for panics that nobody recovers.
      functions[0].body.insert(.deferCall(Callee(functionName(count - 1))), at: 0)
    }
    return Scenario(name: name, functions: functions)
  }

  private func functionName(_ index: Int) -> String { index == 0 ? "main" : "f\(index)" }

  /// A function after `index`, often one of `preferred`.
  private mutating func callee(
    after index: Int, preferred: Set<Int> = [], share: Int = 50
  ) -> String? {
    var candidates = (index + 1..<count).filter { !iterators.contains($0) }
    let better = candidates.filter(preferred.contains)
    if !better.isEmpty && chance(share) { candidates = better }
    return candidates.isEmpty ? nil : functionName(candidates[pick(0..<candidates.count)])
  }

  private mutating func function(_ index: Int) -> ScenarioFunction {
    var body: [Statement] = []
    if failing.contains(index) {
      return ScenarioFunction(name: functionName(index), body: [.panic(value())])
    }
    if inlinable.contains(index) {
      // The compiler's budget allows for one call.
      if let callee = callee(after: index, preferred: recovering), chance(85) {
        body = [.call(Callee(callee))]
      } else {
        body = chance(50) ? [.say("in f\(index)")] : [.panic(value())]
      }
      return ScenarioFunction(name: functionName(index), isInlinable: true, body: body)
    }
    if index == 0 && theme == .faults && chance(70) { body.append(.panicOnFault) }
    if index == 0 || guarded.contains(index) || theme == .ranges && iterators.contains(index) {
      if let callee = callee(after: index, preferred: recovering, share: 90),
        index > 0 || chance(30)
      {
        body.append(.deferCall(Callee(callee, form: form())))
      }
    }
    // What a guarded function leaves behind, the calls after it meet.
    for _ in 0..<(index == 0 && theme != .none ? pick(1..<4) : 0) {
      if let callee = callee(after: index, preferred: guarded, share: 90) {
        body.append(.call(Callee(callee)))
      }
    }
    let length = index == 0 ? pick(2..<5) : pick(1..<5)
    for _ in 0..<length { body += statements(index, depth: 0, caught: false, inRange: false) }
    if recovering.contains(index) {
      body.insert(recover(index, 0), at: 0)
    }
    if iterators.contains(index) { body.append(.yield) }
    if index == 0 && theme != .none && chance(50) { body.append(.panic(value())) }
    if index == 0 { body.append(.say("end")) }
    return ScenarioFunction(name: functionName(index), body: body)
  }

  private mutating func value() -> ScenarioValue {
    nextValue += 1
    switch pick(0..<6) {
    case 0: return ScenarioValue(.error, "error \(nextValue)")
    case 1: return ScenarioValue(.number, "\(1000 + nextValue)")
    case 2:
      return chance(30) ? ScenarioValue(.nil, "nil") : ScenarioValue(.string, "text \(nextValue)")
    default: return ScenarioValue(.string, "text \(nextValue)")
    }
  }

  private mutating func recover(_ index: Int, _ depth: Int) -> Statement {
    var then: [Statement] = []
    if chance(15) { then.append(.repanic) }
    if depth < 2 && chance(20) {
      then = statements(index, depth: depth + 1, caught: true, inRange: false) + then
    }
    return .recover(then: then, otherwise: chance(10) ? [.say("nothing")] : [])
  }

  private mutating func form() -> CallForm { CallForm.allCases[pick(0..<CallForm.allCases.count)] }

  /// A statement that the theme is about.
  private mutating func themed(_ index: Int, depth: Int) -> Statement? {
    let preferred = theme == .nesting || theme == .goexit ? failing : recovering
    guard let callee = callee(after: index, preferred: preferred) else { return nil }
    let deferred = Statement.deferCall(Callee(callee, form: form()))
    switch theme {
    case .none: return nil
    case .goexit:
      switch pick(0..<3) {
      case 0: return .goexit
      case 1: return .go(callee)
      default: return deferred
      }
    case .faults:
      return chance(50) ? .fault(chance(50) ? .wildPointer : .nilDereference) : deferred
    case .nesting:
      return chance(40) ? .panic(value()) : deferred
    case .ranges:
      let candidates = iterators.filter { $0 > index }.sorted()
      guard depth < 2, !candidates.isEmpty else { return deferred }
      let iterator = functionName(candidates[pick(0..<candidates.count)])
      let body = statements(index, depth: depth + 1, caught: false, inRange: true)
      return .range(over: iterator, body + (chance(40) ? [.panic(value())] : []))
    }
  }

  private mutating func statements(
    _ index: Int, depth: Int, caught: Bool, inRange: Bool
  ) -> [Statement] {
    guard let callee = callee(after: index, preferred: inlinable) else {
      return [chance(50) ? .panic(value()) : recover(index, depth)]
    }
    if chance(30), let statement = themed(index, depth: depth) { return [statement] }
    let form = form()
    switch pick(0..<100) {
    case 0..<30: return [.deferCall(Callee(callee, form: form))]
    case 30..<50 where usesC && chance(60): return [.callThroughC(callee)]
    case 30..<50: return [.call(Callee(callee, form: form == .interface ? .interface : .plain))]
    case 50..<64: return [.panic(value())]
    case 64..<70: return [recover(index, depth)]
    case 70..<73: return [.deferRecover]
    case 73..<75: return [.deferWithRecover(callee)]
    case 75..<79: return [.fault(Fault.allCases[pick(0..<Fault.allCases.count)])]
    case 79..<82 where usesC && chance(60): return [.threadFromC(callee)]
    case 79..<82: return [.go(callee)]
    case 82..<84: return [.goexit]
    case 85: return [.exit(pick(0..<5))]
    case 84, 86: return [.fatal(chance(50) ? .unlockOfUnlockedMutex : .goOfNilFunction)]
    case 87: return [.panicOnFault]
    case 88: return [.block]
    case 89..<94:
      guard depth < 2 else { return [.say("deep")] }
      let body = statements(index, depth: depth + 1, caught: caught, inRange: inRange)
      return [.loop(times: pick(1..<3), body)]
    case 94..<98:
      let candidates = iterators.filter { $0 > index }.sorted()
      guard depth < 2, !candidates.isEmpty else { return [.say("no range")] }
      let iterator = functionName(candidates[pick(0..<candidates.count)])
      var body = statements(index, depth: depth + 1, caught: false, inRange: true)
      if chance(30) { body.append(recover(index, 2)) }
      return [.range(over: iterator, body)]
    default: return [.say("in \(functionName(index))")]
    }
  }
}
