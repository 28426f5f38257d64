internal import GoBinary

/// What becomes of a function that is passed as an argument or captured by a closure.
struct CallbackUse: Hashable, Comparable {
  enum Kind: UInt8, Hashable {
    case called
    case deferred
    case go
    /// The receiver of an interface method call: `http.HandlerFunc` and its like then call it.
    case received
    /// Stored, returned or passed on where it cannot be followed.
    case escapes
  }
  var kind: Kind
  var function: FunctionIndex
  var address: UInt64

  static func < (a: Self, b: Self) -> Bool {
    (a.address, a.kind.rawValue, a.function) < (b.address, b.kind.rawValue, b.function)
  }
}

/// Follows callbacks through parameters and captured variables.
final class CallbackUses {
  private enum Key: Hashable {
    case parameter(FunctionIndex, UInt8)
    case field(FunctionIndex, Int32)
  }
  private let store: FlowStore
  private let origins: ValueOrigins
  private var known: [Key: Set<CallbackUse>] = [:]

  private static let depthLimit = 8

  init(store: FlowStore, origins: ValueOrigins) {
    self.store = store
    self.origins = origins
  }

  /// Uses of the integer argument `index` of a function.
  func uses(ofParameter index: UInt8, of f: FunctionIndex, depth: Int = 0) -> Set<CallbackUse> {
    uses(.parameter(f, index), in: f, value: .parameter(index), depth: depth)
  }

  /// Uses of the captured word at `offset` in a closure's function.
  func uses(ofField offset: Int32, of f: FunctionIndex, depth: Int = 0) -> Set<CallbackUse> {
    uses(.field(f, offset), in: f, value: .contextField(offset), depth: depth)
  }

  private func uses(
    _ key: Key, in f: FunctionIndex, value: FunctionValue, depth: Int
  ) -> Set<CallbackUse> {
    if let uses = known[key] { return uses }
    guard depth < Self.depthLimit else {
      return [CallbackUse(kind: .escapes, function: f, address: store.image.entry(f))]
    }
    known[key] = []
    var result: Set<CallbackUse> = []
    for event in store.flow(of: f).events {
      result.formUnion(uses(of: value, in: event, function: f, depth: depth))
    }
    known[key] = result
    return result
  }

  /// What one event does with a value.
  func uses(
    of value: FunctionValue, in event: FlowEvent, function f: FunctionIndex, depth: Int = 0
  ) -> Set<CallbackUse> {
    var result: Set<CallbackUse> = []
    func add(_ kind: CallbackUse.Kind) {
      result.insert(CallbackUse(kind: kind, function: f, address: event.address))
    }
    switch event.kind {
    case .closureCall(let callee):
      if event.isDeferExit { break }
      if callee == value { add(.called) }
      result.formUnion(captureUses(of: value, in: callee, depth: depth))
    case .deferSlot(_, let callee), .deferCall(_, let callee):
      if callee == value { add(.deferred) }
      result.formUnion(captureUses(of: value, in: callee, depth: depth))
    case .go(let callee):
      if callee == value { add(.go) }
      result.formUnion(captureUses(of: value, in: callee, depth: depth))
    case .escape(let stored), .returned(let stored, _):
      if stored == value || stored.captures.contains(where: { $0.value == value }) {
        add(.escapes)
      }
    case .call, .tailCall, .indirectCall, .recover: break
    }
    for argument in event.arguments {
      let isValue = argument.value == value
      guard isValue || argument.value.captures.contains(where: { $0.value == value }) else {
        continue
      }
      if !isValue { result.formUnion(captureUses(of: value, in: argument.value, depth: depth)) }
      guard isValue, !argument.isLeftover else { continue }
      switch event.kind {
      case .indirectCall where argument.index == 0: add(.received)
      case .call(let callee?), .tailCall(let callee):
        result.formUnion(uses(ofParameter: argument.index, of: callee, depth: depth + 1))
      // What is called often still lies in a register from which it was loaded.
      case .closureCall(let called) where called == value: break
      case .closureCall(let called):
        // A wrapper calls the literal that it captured: `defer func(f func()) { … }(f)`.
        let inner = origins.function(of: called, in: f).map {
          uses(ofParameter: argument.index, of: $0, depth: depth + 1)
        }
        if let inner, !inner.isEmpty { result.formUnion(inner) } else { add(.escapes) }
      default: add(.escapes)
      }
    }
    return result
  }

  private func captureUses(
    of value: FunctionValue, in closure: FunctionValue, depth: Int
  ) -> Set<CallbackUse> {
    guard let f = closure.function else { return [] }
    var result: Set<CallbackUse> = []
    for capture in closure.captures where capture.value == value {
      result.formUnion(uses(ofField: capture.offset, of: f, depth: depth + 1))
    }
    return result
  }
}
