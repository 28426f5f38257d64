internal import GoBinary

/// Follows a function value out of the function where it is used: captured variables to the place
/// that made the closure, results to the function that returned them.
final class ValueOrigins {
  private struct Field: Hashable {
    var function: FunctionIndex
    var offset: Int32
  }
  private let store: FlowStore
  private let index: CodeIndex
  private var fields: [Field: FunctionValue] = [:]
  private var results: [FunctionIndex: FunctionValue] = [:]

  private static let depthLimit = 4
  /// A closure made in more places than this is not followed.
  private static let makerLimit = 4

  init(store: FlowStore, index: CodeIndex) {
    self.store = store
    self.index = index
  }

  func function(of value: FunctionValue, in user: FunctionIndex) -> FunctionIndex? {
    resolve(value, in: user, depth: 0).function
  }

  /// The value at its origin; stays as it is where the origin is not unique.
  func resolve(_ value: FunctionValue, in user: FunctionIndex, depth: Int = 0) -> FunctionValue {
    guard depth < Self.depthLimit else { return value }
    switch value {
    case .contextField(let offset):
      return captured(offset, of: user, depth: depth)
    case .result(let callee, 0):
      return returned(by: callee, depth: depth)
    default: return value
    }
  }

  /// What the closures of a function hold at an offset, if all that are made agree.
  private func captured(_ offset: Int32, of closure: FunctionIndex, depth: Int) -> FunctionValue {
    let field = Field(function: closure, offset: offset)
    if let known = fields[field] { return known }
    fields[field] = .unknown
    let makers = index.referrers(of: closure)
    guard !makers.isEmpty, makers.count <= Self.makerLimit else { return .unknown }
    var found: FunctionValue?
    for maker in makers {
      for value in store.flow(of: maker).mentions(of: closure) {
        let capture = value.captures.first { $0.offset == offset }?.value ?? .unknown
        let origin = resolve(capture, in: maker, depth: depth + 1)
        guard origin.function != nil, found == nil || found == origin else { return .unknown }
        found = origin
      }
    }
    let result = found ?? .unknown
    fields[field] = result
    return result
  }

  private func returned(by callee: FunctionIndex, depth: Int) -> FunctionValue {
    if let known = results[callee] { return known }
    results[callee] = .unknown
    var found: FunctionValue?
    for event in store.flow(of: callee).events {
      guard case .returned(let value, index: 0) = event.kind else { continue }
      let origin = resolve(value, in: callee, depth: depth + 1)
      guard origin.function != nil, found == nil || found == origin else { return .unknown }
      found = origin
    }
    let result = found ?? .unknown
    results[callee] = result
    return result
  }
}

extension FunctionFlow {
  /// All values that are a given function, wherever they stand, captured ones too.
  func mentions(of f: FunctionIndex) -> [FunctionValue] {
    var found: [FunctionValue] = []
    func look(_ value: FunctionValue) {
      if value.function == f { found.append(value) }
      for capture in value.captures { look(capture.value) }
    }
    for event in events {
      for value in event.values { look(value) }
    }
    return found
  }
}

extension FlowEvent {
  /// The function values of an event: its own and the arguments.
  var values: [FunctionValue] {
    var result = arguments.map(\.value)
    switch kind {
    case .closureCall(let value), .deferSlot(_, let value), .deferCall(_, let value),
      .go(let value), .escape(let value), .returned(let value, _):
      result.append(value)
    case .call, .tailCall, .indirectCall, .recover: break
    }
    return result
  }
}
