internal import GoBinary

/// Functions that never return: `log.Fatal`, a helper that always panics.
final class Endings {
  enum Ending {
    case returns
    case exits
    case panics
    /// Its name says so, or the name of something that it calls on every path.
    case perhapsExits
    case perhapsPanics

    var isCertain: Bool { self == .exits || self == .panics }
  }

  private let store: FlowStore
  private let index: CodeIndex
  private var known: [FunctionIndex: Ending] = [:]
  private var rethrowing: [FunctionIndex: Bool] = [:]
  /// Whose name it is that promises an ending which is not certain.
  private var promising: [FunctionIndex: FunctionIndex] = [:]

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
    var ending = compute(f, depth: depth)
    if ending == .returns, isLibraryOrProgram(f) {
      ending = EndingNameTable.ending(ofFunctionNamed: index.image.name(f)) ?? .returns
      if ending != .returns { promising[f] = f }
    }
    known[f] = ending
    return ending
  }

  /// The standard library's functions are known by their code; `testing`'s end the goroutine only.
  private func isLibraryOrProgram(_ f: FunctionIndex) -> Bool {
    index.image.scope(of: f) != .std
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
    if endings.values.contains(where: \.isCertain),
      let stops = stops(of: flow, by: endings.filter(\.value.isCertain))
    {
      return stops.contains(.exits) ? .exits : .panics
    }
    guard let stops = stops(of: flow, by: endings) else { return .returns }
    promising[f] = callees.lazy.compactMap { self.promising[$0.callee] }.first
    return stops.contains(.exits) || stops.contains(.perhapsExits) ? .perhapsExits : .perhapsPanics
  }

  /// What ends the function on its paths; nil when one of them returns.
  private func stops(of flow: FunctionFlow, by endings: [UInt64: Ending]) -> [Ending]? {
    var stops: [Int32: Ending] = [:]
    for event in flow.events {
      if let ending = endings[event.address], stops[event.block] == nil {
        stops[event.block] = ending
      }
    }
    if stops[0] == nil {
      let reached = flow.reachable(from: [0], stop: { stops[$0] != nil })
      if flow.returns(in: reached) { return nil }
      if flow.events.contains(where: {
        if case .tailCall = $0.kind { reached.contains($0.block) } else { false }
      }) {
        return nil
      }
    }
    return Array(stops.values)
  }

  /// The function by whose name an uncertain ending is known: `f` itself, or what it calls.
  func promise(of f: FunctionIndex) -> FunctionIndex { promising[f] ?? f }

  /// The function panics by itself somewhere, with `panic(…)`.
  func mayRethrow(_ f: FunctionIndex) -> Bool {
    if let known = rethrowing[f] { return known }
    let result = index.callees(of: f).contains { store.roles[$0.callee] == .panic }
    rethrowing[f] = result
    return result
  }
}
