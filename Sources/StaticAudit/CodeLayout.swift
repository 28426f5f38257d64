internal import GoBinary
internal import MachineCode

/// What does not depend on values in one function's code: its calls, where blocks begin in the
/// tables, and where jump tables can lead.
struct CodeLayout: ~Copyable {
  struct Call {
    /// Code offset of the instruction after the call.
    var returnOffset: UInt32
    var role: RuntimeRole
    /// Nil for calls of what is no function of the table and for indirect calls.
    var target: FunctionIndex?
  }
  /// Calls, direct and indirect, by address.
  private(set) var calls: [Call] = []
  /// By block, the index of its first call.
  private(set) var firstCalls: [Int] = []
  /// By block, the index of the stack delta that holds at its begin.
  private(set) var firstDeltas: [Int] = []
  /// Blocks that no direct edge reaches: what jump tables can lead to.
  private(set) var tableTargets: [Int32] = []

  mutating func read(
    _ graph: borrowing ControlFlowGraph, entry: UInt64,
    stackDeltas: [(endOffset: UInt32, value: Int32)], image: GoImage, roles: RuntimeRoles
  ) {
    calls.removeAll(keepingCapacity: true)
    firstCalls.removeAll(keepingCapacity: true)
    firstDeltas.removeAll(keepingCapacity: true)
    tableTargets = []
    for index in graph.calls {
      let i = Int(index)
      let target =
        graph.instructions[i].flow == .call
        ? image.function(startingAt: graph.instructions[i].target) : nil
      let role = target.map { roles[$0] } ?? .none
      let next = graph.addresses[i] &+ UInt64(graph.instructions[i].length)
      calls.append(
        Call(returnOffset: UInt32(truncatingIfNeeded: next &- entry), role: role, target: target))
    }
    var hasTable = false
    var delta = 0
    var call = 0
    for block in graph.blocks {
      while call < calls.count, graph.calls[call] < block.firstInstruction { call &+= 1 }
      firstCalls.append(call)
      let start = UInt32(
        truncatingIfNeeded: graph.addresses[Int(block.firstInstruction)] &- entry)
      while delta < stackDeltas.count, stackDeltas[delta].endOffset <= start { delta &+= 1 }
      firstDeltas.append(delta)
      let last = Int(block.firstInstruction) &+ Int(block.instructionCount) &- 1
      if graph.instructions[last].flow == .indirectJump { hasTable = true }
    }
    if hasTable { findTableTargets(graph.blocks) }
  }

  private mutating func findTableTargets(_ blocks: [BasicBlock]) {
    var hasPredecessor = [Bool](repeating: false, count: blocks.count)
    hasPredecessor[0] = true
    for b in blocks {
      if b.successor0 >= 0 { hasPredecessor[Int(b.successor0)] = true }
      if b.successor1 >= 0 { hasPredecessor[Int(b.successor1)] = true }
    }
    tableTargets = hasPredecessor.indices.filter { !hasPredecessor[$0] }
      .map { Int32(truncatingIfNeeded: $0) }
  }
}
