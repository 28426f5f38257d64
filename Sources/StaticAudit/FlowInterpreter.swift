internal import GoBinary
internal import MachineCode

/// Runs the data-flow analysis of one function.
struct FlowInterpreter {
  let image: GoImage
  let roles: RuntimeRoles
  let model: MachineModel
  let function: FunctionIndex
  let entry: UInt64
  let graph: ControlFlowGraph
  let slots: DeferSlots?
  let isCallee: (UInt64) -> FunctionIndex?

  private let tableTargets: [Int]
  private let stackDeltas: [(endOffset: UInt32, value: Int32)]
  /// Words of objects allocated here; nil value: stored more than once with different content.
  var heap: [HeapWord: Value] = [:]
  var escapedHeap: Set<UInt32> = []
  var heapChanged = false
  var events: [FlowEvent] = []
  var branches: [ResultBranch] = []
  var collecting = false
  /// Callees by code offset after the call, to name the origin of a result.
  var callees: [UInt32: FunctionIndex] = [:]
  var recovered: Set<UInt32> = []
  /// Stores of the defer bits, and the last one before a call.
  var bitStores: Set<UInt64> = []
  var bitCleared: [UInt64: UInt64] = [:]

  struct HeapWord: Hashable {
    var site: UInt32
    var offset: Int32
  }

  init(
    image: GoImage, roles: RuntimeRoles, model: MachineModel, function: FunctionIndex,
    graph: ControlFlowGraph, slots: DeferSlots?
  ) {
    self.image = image
    self.roles = roles
    self.model = model
    self.function = function
    self.graph = graph
    self.slots = slots
    entry = image.entry(function)
    tableTargets = Self.tableTargets(of: graph)
    stackDeltas = image.stackDeltas(function)
    isCallee = { image.function(startingAt: $0) }
  }

  private static func tableTargets(of graph: ControlFlowGraph) -> [Int] {
    let hasTable = graph.blocks.contains { b in
      let last = b.instructions.upperBound - 1
      return graph.instructions.indices.contains(last)
        && graph.instructions[last].flow == .indirectJump
    }
    guard hasTable, !graph.blocks.isEmpty else { return [] }
    var hasPredecessor = [Bool](repeating: false, count: graph.blocks.count)
    hasPredecessor[0] = true
    for b in graph.blocks {
      if b.successor0 >= 0 { hasPredecessor[Int(b.successor0)] = true }
      if b.successor1 >= 0 { hasPredecessor[Int(b.successor1)] = true }
    }
    return hasPredecessor.indices.filter { !hasPredecessor[$0] }
  }

  /// At most this many visits of a block; a function that needs more keeps its later values unknown.
  private static let visitLimit: UInt8 = 12

  mutating func run() -> FunctionFlow {
    let count = graph.blocks.count
    var leaves = [Bool](repeating: true, count: count)
    var entryStates: [FlowState?] = []
    for _ in 0..<3 {
      heapChanged = false
      entryStates = propagate(leaves: &leaves)
      if !heapChanged { break }
    }
    collecting = true
    for block in 0..<count {
      guard var state = entryStates[block] else { continue }
      _ = interpret(block: block, state: &state)
    }
    markDeferExits()
    let blocks = (0..<count).map { i -> FunctionFlow.Block in
      let b = graph.blocks[i]
      let first = Int(b.firstInstruction)
      let last = first + Int(b.instructionCount) - 1
      let goesOn = leaves[i] && entryStates[i] != nil
      let flow = graph.instructions[last].flow
      return FunctionFlow.Block(
        start: UInt32(truncatingIfNeeded: graph.addresses[first] &- entry),
        successor0: goesOn ? b.successor0 : -1, successor1: goesOn ? b.successor1 : -1,
        reached: entryStates[i] != nil,
        returns: goesOn && flow == .return, jumpsIndirectly: goesOn && flow == .indirectJump)
    }
    return FunctionFlow(
      function: function, blocks: blocks, events: events, branches: branches,
      tableTargets: tableTargets.map { Int32(truncatingIfNeeded: $0) },
      isIncomplete: graph.undecodedBytes > 0)
  }

  /// The call that follows a cleared bit is the normal exit's own call of a deferred function; the
  /// first store of the bits is the prologue's. Where nothing can panic in between the compiler
  /// leaves the bits alone: then the line tells, which is that of `CALL runtime.deferreturn`.
  private mutating func markDeferExits() {
    guard slots != nil else { return }
    let prologue = bitStores.min()
    let offset = image.deferReturn(function)
    let end = offset == 0
      ? nil : image.location(of: entry &+ UInt64(offset), in: function)?.line
    for i in events.indices {
      switch events[i].kind {
      case .call, .closureCall, .indirectCall:
        if let cleared = bitCleared[events[i].address], cleared != prologue {
          events[i].isDeferExit = true
        } else if let end {
          events[i].isDeferExit =
            image.location(of: events[i].address, in: function)?.line == end
        }
      default: break
      }
    }
  }

  private func initialState() -> FlowState {
    var state = FlowState()
    for (i, register) in model.arguments.enumerated() {
      state[register] = .parameter(UInt8(truncatingIfNeeded: i))
    }
    state[model.closureContext] = .context
    return state
  }

  private mutating func propagate(leaves: inout [Bool]) -> [FlowState?] {
    let count = graph.blocks.count
    var states = [FlowState?](repeating: nil, count: count)
    guard count > 0 else { return states }
    var visits = [UInt8](repeating: 0, count: count)
    var dirty = [Bool](repeating: false, count: count)
    states[0] = initialState()
    dirty[0] = true
    // Nothing is known behind a jump table.
    for i in tableTargets {
      states[i] = FlowState()
      dirty[i] = true
    }
    var next = 0
    while next < count {
      guard dirty[next], var state = states[next] else {
        next += 1
        continue
      }
      dirty[next] = false
      visits[next] = visits[next] &+ 1
      let goesOn = interpret(block: next, state: &state)
      leaves[next] = goesOn
      var back = next + 1
      if goesOn {
        let b = graph.blocks[next]
        for successor in [b.successor0, b.successor1] where successor >= 0 {
          let s = Int(successor)
          var changed = false
          if states[s] == nil {
            states[s] = state
            changed = true
          } else if visits[s] >= Self.visitLimit {
            // Too many rounds: forget everything once, which cannot change again.
            changed = visits[s] == Self.visitLimit
            states[s] = FlowState()
            visits[s] = Self.visitLimit &+ 1
          } else {
            changed = states[s]?.merge(state, registerCount: model.registerCount) ?? false
          }
          if changed {
            dirty[s] = true
            back = min(back, s)
          }
        }
      }
      next = back
    }
    return states
  }

  // MARK: one block

  /// Runs a block; false when it stops in a call that never returns.
  private mutating func interpret(block: Int, state: inout FlowState) -> Bool {
    let b = graph.blocks[block]
    let first = Int(b.firstInstruction)
    let last = first + Int(b.instructionCount)
    var scratch = BlockScratch()
    var deltaIndex = 0
    for i in first..<last {
      let instruction = graph.instructions[i]
      let address = graph.addresses[i]
      let delta = stackDelta(at: address, from: &deltaIndex)
      switch instruction.flow {
      case .call:
        let target = isCallee(instruction.target)
        let role = target.map { roles[$0] } ?? .none
        call(
          target: target, role: role, at: address, length: instruction.length, block: block,
          scratch: scratch, state: &state)
        scratch = BlockScratch()
        if role.neverReturns { return false }
      case .indirectCall:
        indirectCall(
          instruction, at: address, block: block, delta: delta, scratch: scratch, state: &state)
        scratch = BlockScratch()
      case .jump:
        if let target = isCallee(instruction.target), target != function {
          emitCall(.tailCall(target), at: address, block: block, state: state)
          return false
        }
      case .return:
        emitReturn(at: address, block: block, state: state)
      case .trap:
        return false
      case .branch where instruction.operation != .compareZero:
        break
      default:
        execute(
          instruction, at: address, block: block, delta: delta, scratch: &scratch, state: &state)
      }
      if instruction.flow == .branch, collecting, case .result(let offset, 0) = scratch.tested {
        noteBranch(instruction, block: block, returnOffset: offset)
      }
    }
    return true
  }

  /// What the code between two calls shows, apart from values.
  struct BlockScratch {
    /// The value last compared with zero; `.unknown` when the flags come from elsewhere.
    var tested: Value = .unknown
    /// Where a register was loaded from: value of the base register and offset.
    var loads: [UInt8: (base: Value, offset: Int32)] = [:]
    /// Where an open-coded defer's bit was changed without a registration before it.
    var bitCleared: UInt64?
    var isRegistering = false
  }

  private mutating func noteBranch(_ branch: Instruction, block: Int, returnOffset: UInt32) {
    let b = graph.blocks[block]
    guard b.successor0 >= 0, b.successor1 >= 0 else { return }
    let taken = graph.block(containing: branch.target).map { Int32(truncatingIfNeeded: $0) }
    let fall = b.successor0 == taken ? b.successor1 : b.successor0
    guard let taken else { return }
    switch branch.condition {
    case 4:
      branches.append(
        ResultBranch(
          block: Int32(block), returnOffset: returnOffset, nonZero: fall, zero: taken))
    case 5:
      branches.append(
        ResultBranch(
          block: Int32(block), returnOffset: returnOffset, nonZero: taken, zero: fall))
    default: break
    }
  }

  /// SP at entry minus SP at an address, from pcsp.
  private func stackDelta(at address: UInt64, from index: inout Int) -> Int32 {
    let offset = UInt32(truncatingIfNeeded: address &- entry)
    while index < stackDeltas.count, stackDeltas[index].endOffset <= offset { index += 1 }
    return index < stackDeltas.count ? stackDeltas[index].value : 0
  }
}
