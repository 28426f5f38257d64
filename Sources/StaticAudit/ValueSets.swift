internal import GoBinary

/// Follows a function value to all functions that it can be: through the results of calls, captured
/// variables and parameters whose callers are all known.
final class ValueSets {
  /// A function value and the function in whose terms its captures are given.
  struct Origin: Hashable {
    var value: FunctionValue
    var home: FunctionIndex
  }
  private struct Walk {
    var seen: Set<Origin> = []
    var found: [Origin] = []
  }
  private let store: FlowStore
  private let index: CodeIndex
  private let image: GoImage
  private var results: [Origin: [Origin]?] = [:]

  /// A value with more origins than this is not followed.
  private static let limit = 8
  /// Values looked at on the way to them.
  private static let stepLimit = 64

  init(store: FlowStore, index: CodeIndex) {
    self.store = store
    self.index = index
    image = store.image
  }

  /// All functions that a value can be, with what they captured; nil when that is not known of all,
  /// or when there are none.
  func origins(of value: FunctionValue, in user: FunctionIndex) -> [Origin]? {
    let key = Origin(value: value, home: user)
    if let known = results[key] { return known }
    let result = origins(ofEach: [value], in: user)
    results[key] = .some(result)
    return result
  }

  /// The same for the values that one statement may have.
  func origins(ofEach values: [FunctionValue], in user: FunctionIndex) -> [Origin]? {
    var walk = Walk()
    let isComplete = values.allSatisfy { follow($0, in: user, &walk) } && !walk.found.isEmpty
    return isComplete ? walk.found : nil
  }

  /// All functions that a defer statement can run, whether or not they are wrappers.
  ///
  /// - Parameter isOpen: its function is a wrapper that calls a function value which it captured.
  func origins(of d: DeferIndex.Defer, isOpen: Bool = false) -> [Origin]? {
    if !isOpen, let origins = origins(of: d.value, in: d.function) { return origins }
    return origins(ofEach: refined(d), in: d.function)
  }

  /// The deferred value with what different paths bring kept apart.
  private func refined(_ d: DeferIndex.Defer) -> [FunctionValue] {
    var slot: Int?
    var values: [FunctionValue] = []
    let events = store.joinedFlow(of: d.function).events
    for event in events where event.address == d.address {
      switch event.kind {
      case .deferSlot(let number, _): slot = number
      case .deferCall(_, let value): values.append(value)
      default: break
      }
    }
    // One slot is one statement, though code may be laid out twice.
    for event in events {
      if case .deferSlot(let number, let value) = event.kind, number == slot {
        values.append(value)
      }
    }
    return values
  }

  /// False as soon as one origin is not known.
  private func follow(_ value: FunctionValue, in user: FunctionIndex, _ walk: inout Walk) -> Bool {
    let origin = Origin(value: value, home: user)
    guard walk.seen.insert(origin).inserted else { return true }
    guard walk.seen.count <= Self.stepLimit else { return false }
    switch value {
    case .function:
      walk.found.append(origin)
      return walk.found.count <= Self.limit
    case .null: return true
    case .joined(let number):
      let joined = store.joinedFlow(of: user).joinedValues
      guard Int(number) < joined.count else { return false }
      return joined[Int(number)].allSatisfy { follow($0, in: user, &walk) }
    case .result(let callee, let index): return followResults(of: callee, index, &walk)
    case .contextField(let offset): return followCaptures(at: offset, of: user, &walk)
    case .parameter(let index): return followArguments(index, of: user, &walk)
    case .global, .recovered, .unknown: return false
    }
  }

  private func followResults(
    of callee: FunctionIndex, _ index: UInt8, _ walk: inout Walk
  ) -> Bool {
    guard store.roles[callee] == .none else { return false }
    let flow = store.joinedFlow(of: callee)
    guard !flow.blocks.isEmpty, !flow.isIncomplete else { return false }
    for event in flow.events {
      switch event.kind {
      case .returned(let value, index: index):
        guard follow(value, in: callee, &walk) else { return false }
      case .tailCall(let next):
        guard followResults(of: next, index, &walk) else { return false }
      default: break
      }
    }
    return true
  }

  /// What the closures of a function hold at an offset, wherever they are made.
  private func followCaptures(
    at offset: Int32, of closure: FunctionIndex, _ walk: inout Walk
  ) -> Bool {
    let makers = index.referrers(of: closure)
    guard !makers.isEmpty, makers.count <= Self.limit else { return false }
    for maker in makers {
      let made = Set(store.joinedFlow(of: maker).mentions(of: closure))
      guard made.count >= index.referenceCount(of: closure, in: maker) else { return false }
      for value in made {
        guard let capture = value.captures.first(where: { $0.offset == offset }),
          follow(capture.value, in: maker, &walk)
        else { return false }
      }
    }
    return true
  }

  /// What all callers pass to a function that is called directly only.
  private func followArguments(
    _ number: UInt8, of f: FunctionIndex, _ walk: inout Walk
  ) -> Bool {
    let calls = index.callers(of: f)
    guard !calls.isEmpty, calls.count <= Self.limit, isOnlyCalled(f) else { return false }
    for call in calls {
      let events = store.joinedFlow(of: call.caller).events.filter { $0.address == call.address }
      for event in events {
        guard let argument = event.arguments.first(where: { $0.index == number }),
          follow(argument.value, in: call.caller, &walk)
        else { return false }
      }
      if events.isEmpty { return false }
    }
    return true
  }

  /// Neither a method, which reflection and method tables reach, nor ever a value itself.
  private func isOnlyCalled(_ f: FunctionIndex) -> Bool {
    SymbolName.isPlainFunction(image.name(f)) && index.referrers(of: f).isEmpty
      && !index.functionWords.hold(f)
  }
}
