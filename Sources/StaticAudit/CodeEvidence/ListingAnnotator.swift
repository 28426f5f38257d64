internal import GoBinary
internal import GoRuntimeModel
internal import MachineCode
internal import PanicContract

/// Finds the instructions of one function that matter to defer, panic and recover, and says why.
struct ListingAnnotator {
  let context: AuditContext
  let recovers: RecoverJudge
  let function: FunctionIndex
  /// By address.
  private(set) var notes: [UInt64: [String]] = [:]
  /// Stores that set one more bit of deferBits, with the bit's number.
  private(set) var registered: [UInt64: Int] = [:]

  init(context: AuditContext, recovers: RecoverJudge, function: FunctionIndex) {
    self.context = context
    self.recovers = recovers
    self.function = function
  }

  mutating func annotate(_ values: ValueTracker) {
    let flow = context.store.flow(of: function)
    annotateDefers(flow, values)
    annotateCalls(flow, values)
    annotateBranches(flow, values)
    annotatePanicChain(values)
  }

  mutating func add(_ note: String, at address: UInt64) {
    notes[address, default: []].append(note)
  }

  func name(_ value: FunctionValue) -> String {
    switch context.origins.resolve(value, in: function) {
    case .function(let f, _): context.shortName(f)
    case .parameter(let index): "argument \(index), a function value"
    case .contextField: "a captured function value"
    case .global: "a function variable"
    case .result(let f, _): "what \(context.shortName(f)) returned"
    case .null: "nil"
    case .joined, .recovered, .unknown: "a function known at run time only"
    }
  }

  // MARK: registration

  private mutating func annotateDefers(_ flow: FunctionFlow, _ values: ValueTracker) {
    for event in flow.events {
      switch event.kind {
      case .deferSlot(let slot, let value):
        add("slot \(slot) = \(name(value)): what defer \(slot) will call", at: event.address)
      case .deferCall(let role, let value):
        let record =
          switch role {
          case .deferStack: "a record in this frame"
          case .deferRange: "a record on the outer function's list"
          default: "a record on the heap"
          }
        add("defer \(name(value)): \(record) goes onto g._defer", at: event.address)
        add(
          context.era.deferprocReturns
            ? "returns 0 here, and 1 when a recovery resumes this function"
            : "returns nothing in Go \(context.era.name): a recovery resumes at the deferreturn exit",
          at: event.address)
      default: break
      }
    }
    if let slots = context.image.openCodedDefers(function).flatMap(DeferSlots.init) {
      annotateBits(slots, values)
    }
  }

  /// The byte whose bits say which open-coded defers are pending.
  private mutating func annotateBits(_ slots: DeferSlots, _ values: ValueTracker) {
    var before: UInt8 = 0
    var isFirst = true
    for (i, instruction) in values.graph.instructions.enumerated() {
      let address = values.graph.addresses[i]
      guard isBits(instruction, slots, at: address) else { continue }
      let isStore = instruction.operation == .store || instruction.operation == .storeConstant
      var stored: UInt8?
      if isStore, case .constant(let value)? = values.stores[i]?.value {
        stored = UInt8(truncatingIfNeeded: value)
      }
      if instruction.operation == .orMemory {
        stored = before | UInt8(truncatingIfNeeded: instruction.constantValue)
      }
      guard isStore || instruction.operation == .orMemory else {
        add("reads deferBits: which defers are still to run", at: address)
        continue
      }
      guard let bits = stored else {
        add("deferBits change: a defer under a condition is registered or taken off", at: address)
        continue
      }
      let text = "deferBits = 0b" + String(bits, radix: 2)
      if isFirst {
        add("\(text): no defer is registered yet", at: address)
      } else if bits & ~before != 0 {
        let slot = (bits & ~before).trailingZeroBitCount
        add("\(text): defer \(slot) is registered", at: address)
        registered[address] = slot
      } else {
        add("\(text): taken off before the normal exit calls it", at: address)
      }
      isFirst = false
      before = bits
    }
  }

  private func isBits(_ instruction: Instruction, _ slots: DeferSlots, at address: UInt64) -> Bool {
    guard instruction.base == context.store.model.stackPointer, !instruction.hasIndex,
      instruction.width == 1, let offset = Int32(exactly: instruction.value),
      let depth = context.image.stackDelta(at: address, in: function)
    else { return false }
    switch instruction.operation {
    case .store, .storeConstant, .load, .compare, .compareMemoryConstant, .orMemory:
      return offset &- depth == slots.bits
    default: return false
    }
  }

  // MARK: branches

  private mutating func annotateBranches(_ flow: FunctionFlow, _ values: ValueTracker) {
    let entry = context.image.entry(function)
    var roles: [UInt32: RuntimeRole] = [:]
    for (i, instruction) in values.graph.instructions.enumerated() where instruction.flow == .call {
      guard let callee = context.image.function(startingAt: instruction.target) else { continue }
      let after = values.graph.addresses[i] &+ UInt64(instruction.length) &- entry
      roles[UInt32(truncatingIfNeeded: after)] = context.roles[callee]
    }
    for branch in flow.branches {
      guard Int(branch.block) < values.graph.blocks.count else { continue }
      let last = values.graph.blocks[Int(branch.block)].instructions.upperBound - 1
      let address = values.graph.addresses[last]
      switch roles[branch.returnOffset] {
      case .deferHeap, .deferStack, .deferRange:
        if context.era.deferprocReturns {
          add("taken after a recovery only: to the deferreturn exit", at: address)
        }
      case .recover: add("tests what recover() returned: nil means no panic", at: address)
      default: break
      }
    }
  }

  // MARK: g._panic

  /// The prologue by which a wrapper hides itself, and other reads of `g._panic`.
  private mutating func annotatePanicChain(_ values: ValueTracker) {
    let field = Int32(truncatingIfNeeded: context.image.layout.goroutine._panic)
    let panic = OriginPlace(root: .goroutine, path: [field])
    let isWrapper = context.image.isWrapper(function)
    for (i, instruction) in values.graph.instructions.enumerated() {
      let address = values.graph.addresses[i]
      let goroutine: Register =
        context.architecture == .amd64 ? .amd64Goroutine : .arm64Goroutine
      if instruction.operation == .load, instruction.base == goroutine,
        instruction.value == Int64(field), !instruction.hasIndex
      {
        add(
          isWrapper ? "wrapper: does a panic run this (g._panic)?" : "g._panic: the running panic",
          at: address)
      }
      guard isWrapper, context.era.recoverRule == .argumentPointer else { continue }
      if let stored = values.stores[i], values.place(stored.base) == panic, stored.offset == 0 {
        add(
          "g._panic.argp = this wrapper's own frame: recover looks through the wrapper",
          at: address)
      }
      if let comparison = values.comparisons[i] {
        for side in [comparison.left, comparison.right] {
          guard let place = values.place(side), place.root == .goroutine,
            place.path == [field, 0]
          else { continue }
          add("does g._panic.argp point to this wrapper's arguments?", at: address)
        }
      }
    }
  }
}
