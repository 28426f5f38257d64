internal import GoBinary
internal import PanicContract

/// Which functions can reach a panic through direct calls in code outside the standard library.
final class PanicReach {
  struct Step {
    var function: FunctionIndex
    var address: UInt64
  }
  private let image: GoImage
  private let roles: RuntimeRoles
  private let index: CodeIndex
  private var reaching: [FunctionIndex: Bool] = [:]
  /// A call of the runtime's panics in a function that is never reached.
  var isImpossible: (FunctionIndex, _ address: UInt64, _ f: FunctionIndex) -> Bool = { _, _, _ in
    false
  }

  private static let depthLimit = 6
  private static let visitLimit = 1500

  init(image: GoImage, roles: RuntimeRoles, index: CodeIndex) {
    self.image = image
    self.roles = roles
    self.index = index
  }

  func reaches(from f: FunctionIndex) -> Bool {
    if let known = reaching[f] { return known }
    let result = path(from: f, isGuarded: { _ in false }) != nil
    reaching[f] = result
    return result
  }

  /// The shortest call path from a function to a panic of its own, guarded functions left out;
  /// the last step is the panicking call. An explicit panic comes before a run-time check at the
  /// same depth.
  func path(
    from root: FunctionIndex, isGuarded: (FunctionIndex) -> Bool
  ) -> [Step]? {
    var previous: [FunctionIndex: Step] = [:]
    var seen: Set<FunctionIndex> = [root]
    var level = [root]
    for _ in 0..<Self.depthLimit {
      var next: [FunctionIndex] = []
      var check: (FunctionIndex, UInt64)?
      for f in level {
        for (address, callee) in index.callees(of: f) {
          switch roles[callee] {
          case .panic:
            return trace(to: f, from: root, last: address, previous)
          case .runtimePanic:
            if check == nil, !isImpossible(callee, address, f) { check = (f, address) }
          case .none:
            guard seen.count < Self.visitLimit, image.scope(of: callee) != .std,
              !isGuarded(callee), seen.insert(callee).inserted
            else { continue }
            previous[callee] = Step(function: f, address: address)
            next.append(callee)
          default: break
          }
        }
      }
      if let check { return trace(to: check.0, from: root, last: check.1, previous) }
      level = next
    }
    return nil
  }

  private func trace(
    to f: FunctionIndex, from root: FunctionIndex, last: UInt64,
    _ previous: [FunctionIndex: Step]
  ) -> [Step] {
    var steps = [Step(function: f, address: last)]
    var current = f
    while current != root, let step = previous[current] {
      steps.append(step)
      current = step.function
    }
    return steps.reversed()
  }
}
