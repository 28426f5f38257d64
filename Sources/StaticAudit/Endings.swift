internal import GoBinary

/// Functions that never return: `log.Fatal`, a helper that always panics.
final class Endings {
  enum Ending { case returns, exits, panics }

  private let store: FlowStore
  private let index: CodeIndex
  private var known: [FunctionIndex: Ending] = [:]
  private var rethrowing: [FunctionIndex: Bool] = [:]

  private static let depthLimit = 4

  init(store: FlowStore, index: CodeIndex) {
    self.store = store
    self.index = index
  }

  func ending(of f: FunctionIndex) -> Ending { ending(of: f, depth: 0) }

  private func ending(of f: FunctionIndex, depth: Int) -> Ending {
    switch store.roles[f] {
    case .panic, .goexit: return .panics
    case .exit, .fatal: return .exits
    case .none: break
    default: return .returns
    }
    if let ending = known[f] { return ending }
    guard depth < Self.depthLimit else { return .returns }
    known[f] = .returns
    let ending = compute(f, depth: depth)
    known[f] = ending
    return ending
  }

  private func compute(_ f: FunctionIndex, depth: Int) -> Ending {
    // Without a call that ends something there is nothing to follow.
    let callees = index.callees(of: f)
    guard !callees.isEmpty, callees.count <= 64 else { return .returns }
    var endings: [UInt64: Ending] = [:]
    for (address, callee) in callees where callee != f {
      let ending = ending(of: callee, depth: depth + 1)
      if ending != .returns { endings[address] = ending }
    }
    guard !endings.isEmpty else { return .returns }
    let flow = store.flow(of: f)
    guard !flow.blocks.isEmpty, !flow.isIncomplete else { return .returns }
    var stops: [Int32: Ending] = [:]
    for event in flow.events {
      if let ending = endings[event.address], stops[event.block] == nil {
        stops[event.block] = ending
      }
    }
    if stops[0] == nil {
      let reached = flow.reachable(from: [0], stop: { stops[$0] != nil })
      if flow.returns(in: reached) { return .returns }
      if flow.events.contains(where: {
        if case .tailCall = $0.kind { reached.contains($0.block) } else { false }
      }) {
        return .returns
      }
    }
    return stops.values.contains(.exits) ? .exits : .panics
  }

  /// The function panics by itself somewhere, with `panic(…)`.
  func mayRethrow(_ f: FunctionIndex) -> Bool {
    if let known = rethrowing[f] { return known }
    let result = index.callees(of: f).contains { store.roles[$0.callee] == .panic }
    rethrowing[f] = result
    return result
  }
}
