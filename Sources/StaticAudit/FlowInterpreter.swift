internal import ByteReading
internal import GoBinary
internal import MachineCode

/// Runs the data-flow analysis of one function after another; its tables are used again.
///
/// Events are collected while the states at the entries of blocks are still being found; of a block
/// that is visited more than once those of the last visit count, when its state was final.
struct FlowInterpreter: ~Copyable {
  let image: GoImage
  let roles: RuntimeRoles
  let model: MachineModel
  let readOnly: ReadOnlyMemory
  let functionWords: FunctionWords

  // MARK: of the function at hand

  var function = FunctionIndex(rawValue: 0)
  var entry: UInt64 = 0
  var end: UInt64 = 0
  var slots: DeferSlots?
  private var graph = ControlFlowGraph()
  var layout = CodeLayout()
  var instructions: [Instruction] = []
  var addresses: [UInt64] = []
  var blocks: [BasicBlock] = []
  var stackDeltas: [(endOffset: UInt32, value: Int32)] = []
  var entryStates = EntryStates()
  private var visits: [UInt8] = []
  private var isDirty: [Bool] = []
  /// By block the number of its last visit among all visits.
  private var lastVisits: [UInt32] = []
  private var visit: UInt32 = 0
  /// The block whose entry state `state` is, when it just has been set; -1: none.
  private var blockAtHand = -1
  /// A block was visited more than once, so that events are doubled and out of order.
  private var hasRevisits = false
  /// Only the defer and `go` statements are looked for, in the blocks that lead to one.
  var seeksSites = false
  /// What is done with pointers is noted, when all states are final.
  private var notesPointers = false
  var pointerUses = PointerUses()
  /// The variables of the frame that hold what was received from a channel.
  var receivedPlaces: Set<Int32> = []
  /// By block: it is not followed, as it leads to no site.
  var isLeftOut: [Bool] = []
  /// The block's end is reached: no call in it ends the function.
  private var leaves: [Bool] = []

  /// The state at the instruction at hand.
  var state = FlowState()
  var scratch = BlockScratch()
  /// Words of objects allocated here.
  var heap = HeapWords()
  var events: [FlowEvent] = []
  var branches: [ResultBranch] = []
  /// The visits in which `events` and `branches` were collected.
  private var eventVisits: [UInt32] = []
  private var branchVisits: [UInt32] = []
  var argumentPool: [FlowEvent.Argument] = []
  /// Follows values through the places where paths meet, and all results.
  private(set) var followsJoins = false
  /// What the joined values of the events can be.
  var joinedValues: [[FunctionValue]] = []
  /// Of closures built in the frame the function, by offset, when values are followed through joins;
  /// nil where more than one is built.
  var frameFunctions: [Int32: FunctionIndex?] = [:]
  /// The first store of the defer bits, and the last one before a call.
  var firstBitStore: UInt64?
  var bitCleared: [UInt64: UInt64] = [:]

  init(
    image: GoImage, roles: RuntimeRoles, model: MachineModel, functionWords: FunctionWords
  ) {
    self.functionWords = functionWords
    self.image = image
    self.roles = roles
    self.model = model
    readOnly = ReadOnlyMemory(image: image)
  }

  /// At most this many visits of a block; a function that needs more keeps its later values unknown.
  private static let visitLimit: UInt8 = 12

  /// - Parameter range: the function's code in the file.
  /// - Parameter followsJoins: keep what different paths bring; dearer, and only what is deferred
  ///   or returned is worth it.
  mutating func run(
    _ f: FunctionIndex, range: Range<Int>, slots: DeferSlots?, followsJoins: Bool = false
  ) -> FunctionFlow {
    self.followsJoins = followsJoins
    if followsJoins {
      frameFunctions.removeAll(keepingCapacity: true)
      joinedValues.removeAll(keepingCapacity: true)
    }
    begin(f, range: range, slots: slots)
    follow()
    markDeferExits()
    let count = blocks.count
    let flowBlocks = (0..<count).map { i -> FunctionFlow.Block in
      let b = blocks[i]
      let first = Int(b.firstInstruction)
      let isReached = entryStates.isReached(i)
      let goesOn = leaves[i] && isReached
      let flow = instructions[first + Int(b.instructionCount) - 1].flow
      return FunctionFlow.Block(
        start: UInt32(truncatingIfNeeded: addresses[first] &- entry),
        successor0: goesOn ? b.successor0 : -1, successor1: goesOn ? b.successor1 : -1,
        reached: isReached,
        returns: goesOn && flow == .return, jumpsIndirectly: goesOn && flow == .indirectJump)
    }
    let pool = argumentPool.map { $0 }
    for i in events.indices where events[i].argumentCount > 0 { events[i].argumentPool = pool }
    // Mapped, an array is a copy without spare room; these buffers are used again.
    return FunctionFlow(
      function: function, blocks: flowBlocks, events: events.map { $0 },
      branches: branches.map { $0 }, joinedValues: followsJoins ? joinedValues : [],
      tableTargets: layout.tableTargets, isIncomplete: graph.undecodedBytes > 0)
  }

  /// The events of the defer and `go` statements only.
  ///
  /// - Parameter range: the function's code in the file.
  mutating func sites(
    _ f: FunctionIndex, range: Range<Int>, slots: DeferSlots?
  ) -> (events: [FlowEvent], isIncomplete: Bool) {
    begin(f, range: range, slots: slots)
    leaveOutBlocksWithoutSites()
    followsJoins = false
    seeksSites = true
    follow()
    seeksSites = false
    return (events.filter { $0.kind.isSite }, graph.undecodedBytes > 0)
  }

  /// What a function does with pointers that may be nil.
  ///
  /// - Parameter range: the function's code in the file.
  mutating func pointerUses(
    _ f: FunctionIndex, range: Range<Int>, slots: DeferSlots?
  ) -> PointerUses {
    followsJoins = true
    frameFunctions.removeAll(keepingCapacity: true)
    joinedValues.removeAll(keepingCapacity: true)
    begin(f, range: range, slots: slots)
    follow()
    pointerUses = PointerUses()
    notesPointers = true
    receivedPlaces.removeAll(keepingCapacity: true)
    for block in blocks.indices where entryStates.isReached(block) {
      entryStates.load(block, into: &state)
      _ = interpret(block: block)
    }
    notesPointers = false
    pointerUses.forgetHeaders()
    return pointerUses
  }

  /// Follows the blocks that are not left out until nothing changes.
  private mutating func follow() {
    for _ in 0..<3 {
      heap.beginRound()
      forgetEvents()
      propagate()
      if !heap.isStale { break }
    }
    // The members of a join are all known only at the end.
    if heap.isStale || followsJoins {
      forgetEvents()
      for block in blocks.indices where entryStates.isReached(block) {
        entryStates.load(block, into: &state)
        _ = interpret(block: block)
      }
    } else if hasRevisits {
      keepLastVisits()
    }
  }

  private mutating func begin(_ f: FunctionIndex, range: Range<Int>, slots: DeferSlots?) {
    function = f
    entry = image.entry(f)
    end = image.end(f)
    self.slots = slots
    // The graph's memory is free again when nothing else holds its arrays.
    instructions = []
    addresses = []
    blocks = []
    let file = image.file
    graph.read(code: file.bytes, range: range, address: entry, decoder: model.decoder)
    instructions = graph.instructions
    addresses = graph.addresses
    blocks = graph.blocks
    stackDeltas = image.stackDeltas(f)
    layout.read(graph, entry: entry, stackDeltas: stackDeltas, image: image, roles: roles)
    heap.reset(calls: layout.calls.count)
    leaves.removeAll(keepingCapacity: true)
    leaves.append(contentsOf: repeatElement(true, count: blocks.count))
    isLeftOut.removeAll(keepingCapacity: true)
    isLeftOut.append(contentsOf: repeatElement(false, count: blocks.count))
    firstBitStore = nil
    bitCleared.removeAll(keepingCapacity: true)
  }

  private mutating func forgetEvents() {
    events.removeAll(keepingCapacity: true)
    argumentPool.removeAll(keepingCapacity: true)
    eventVisits.removeAll(keepingCapacity: true)
    branches.removeAll(keepingCapacity: true)
    branchVisits.removeAll(keepingCapacity: true)
    hasRevisits = false
  }

  /// Leaves the events of each block's last visit, in the order of blocks.
  private mutating func keepLastVisits() {
    let order = events.indices.filter { eventVisits[$0] == lastVisits[Int(events[$0].block)] }
      .sorted { (events[$0].block, $0) < (events[$1].block, $1) }
    events = order.map { events[$0] }
    let kept = branches.indices.filter { branchVisits[$0] == lastVisits[Int(branches[$0].block)] }
      .sorted { (branches[$0].block, $0) < (branches[$1].block, $1) }
    branches = kept.map { branches[$0] }
  }

  mutating func append(_ event: FlowEvent) {
    events.append(event)
    eventVisits.append(visit)
  }

  // MARK: states at the entries of blocks

  private mutating func propagate() {
    let count = blocks.count
    entryStates.reset(blocks: count, registerCount: model.registerCount)
    guard count > 0 else { return }
    visits.removeAll(keepingCapacity: true)
    visits.append(contentsOf: repeatElement(0, count: count))
    isDirty.removeAll(keepingCapacity: true)
    isDirty.append(contentsOf: repeatElement(false, count: count))
    lastVisits.removeAll(keepingCapacity: true)
    lastVisits.append(contentsOf: repeatElement(0, count: count))
    visit = 0
    blockAtHand = -1
    begin(at: 0)
    // Nothing is known behind a jump table.
    for target in layout.tableTargets where !isLeftOut[Int(target)] {
      entryStates.forget(Int(target))
      isDirty[Int(target)] = true
    }
    var next = 0
    while next < count {
      guard isDirty[next] else {
        next &+= 1
        continue
      }
      isDirty[next] = false
      if visits[next] > 0 { hasRevisits = true }
      visits[next] = visits[next] &+ 1
      visit &+= 1
      lastVisits[next] = visit
      if blockAtHand != next { entryStates.load(next, into: &state) }
      blockAtHand = -1
      let goesOn = interpret(block: next)
      leaves[next] = goesOn
      var back = Int32(truncatingIfNeeded: next) &+ 1
      if goesOn {
        let b = blocks[next]
        if b.successor1 >= 0, !isLeftOut[Int(b.successor1)], enter(Int(b.successor1)) {
          back = min(back, b.successor1)
        }
        // Last, as it is the next to be visited and then needs not be loaded.
        if b.successor0 >= 0, !isLeftOut[Int(b.successor0)], enter(Int(b.successor0)) {
          back = min(back, b.successor0)
        }
      }
      next = Int(back)
    }
  }

  private mutating func begin(at block: Int) {
    state.forget()
    for (i, register) in model.arguments.enumerated() {
      state[register] = .parameter(UInt8(truncatingIfNeeded: i))
    }
    state[model.closureContext] = .context
    entryStates.set(block, &state)
    isDirty[block] = true
  }

  /// Brings the state at hand to a block's entry; true when that changes what is known there.
  private mutating func enter(_ block: Int) -> Bool {
    var changed = true
    if !entryStates.isReached(block) {
      entryStates.set(block, &state)
      blockAtHand = block
    } else if visits[block] >= Self.visitLimit {
      // Too many rounds: forget everything once, which cannot change again.
      changed = visits[block] == Self.visitLimit
      entryStates.forget(block)
      visits[block] = Self.visitLimit &+ 1
    } else {
      changed = followsJoins ? entryStates.join(block, &state) : entryStates.merge(block, &state)
    }
    if changed { isDirty[block] = true }
    return changed
  }

  // MARK: one block

  /// Runs a block; false when it stops in a call that never returns.
  private mutating func interpret(block: Int) -> Bool {
    let b = blocks[block]
    scratch.reset()
    var deltaIndex = layout.firstDeltas[block]
    var call = layout.firstCalls[block]
    for i in b.instructions {
      let address = addresses[i]
      let offset = UInt32(truncatingIfNeeded: address &- entry)
      while deltaIndex < stackDeltas.count, stackDeltas[deltaIndex].endOffset <= offset {
        deltaIndex &+= 1
      }
      // SP at entry minus SP here, from pcsp.
      let delta = deltaIndex < stackDeltas.count ? stackDeltas[deltaIndex].value : 0
      let flow = instructions[i].flow
      switch flow {
      case .call:
        if notesPointers { noteReceive(call) }
        self.call(call, at: address, block: block)
        scratch.reset()
        scratch.isBuffering = layout.calls[call].role == .writeBarrier
        if layout.calls[call].role.neverReturns { return false }
        call &+= 1
      case .indirectCall:
        indirectCall(instructions[i], call: call, at: address, block: block, delta: delta)
        scratch.reset()
        call &+= 1
      case .jump:
        let target = instructions[i].target
        if target < entry || target >= end, let callee = image.function(startingAt: target),
          callee != function
        {
          emitCall(.tailCall(callee), at: address, block: block)
          return false
        }
      case .return:
        emitReturn(at: address, block: block)
      case .trap:
        return false
      case .branch where instructions[i].operation != .compareZero:
        break
      default:
        if notesPointers {
          notePointer(instructions[i], at: address, block: block, delta: delta)
        }
        execute(instructions[i], at: address, block: block, delta: delta)
      }
      if flow == .branch, !seeksSites { noteBranch(instructions[i], block: block) }
    }
    return true
  }

  private mutating func noteBranch(_ branch: Instruction, block: Int) {
    let tested = scratch.tested
    guard tested.kind == Word.Kind.result, tested.resultIndex == 0 else { return }
    let b = blocks[block]
    guard b.successor0 >= 0, b.successor1 >= 0 else { return }
    let isEqual = branch.condition == 4
    guard isEqual || branch.condition == 5 else { return }
    branches.append(
      ResultBranch(
        block: Int32(truncatingIfNeeded: block),
        returnOffset: layout.calls[tested.call].returnOffset,
        nonZero: isEqual ? b.successor0 : b.successor1,
        zero: isEqual ? b.successor1 : b.successor0))
    branchVisits.append(visit)
  }
}
