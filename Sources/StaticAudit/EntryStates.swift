internal import MachineCode

/// The states at the entries of all blocks of one function, in tables that are used again for the
/// next function.
///
/// A block's known frame words never become more after the first state reached it, so they keep
/// their place in one long list.
struct EntryStates: ~Copyable {
  private var registers: [Word] = []
  private var slots: [FlowState.Slot] = []
  private var frames: [Frame] = []
  private var registerCount = 0
  private(set) var joins = ValueJoins()

  private struct Frame {
    var first: Int32
    /// Negative: no state has reached the block.
    var count: Int32
  }

  mutating func reset(blocks: Int, registerCount: Int) {
    self.registerCount = registerCount
    joins.reset()
    let words = blocks * registerCount
    if registers.count < words {
      registers.append(contentsOf: repeatElement(.unknown, count: words - registers.count))
    }
    slots.removeAll(keepingCapacity: true)
    frames.removeAll(keepingCapacity: true)
    frames.append(contentsOf: repeatElement(Frame(first: 0, count: -1), count: blocks))
  }

  func isReached(_ block: Int) -> Bool { frames[block].count >= 0 }

  /// Nothing is known at a block that control reaches in ways that are not followed.
  mutating func forget(_ block: Int) {
    frames[block].count = 0
    let first = block * registerCount
    for i in first..<first + registerCount { registers[i] = .unknown }
  }

  mutating func set(_ block: Int, _ state: inout FlowState) {
    frames[block] = Frame(
      first: Int32(truncatingIfNeeded: slots.count),
      count: Int32(truncatingIfNeeded: state.stack.count))
    slots.append(contentsOf: state.stack)
    let row = block * registerCount
    let count = registerCount
    var words = registers.mutableSpan
    let others = state.registers.span
    for i in 0..<count { words[row &+ i] = others[i] }
  }

  func load(_ block: Int, into state: inout FlowState) {
    let frame = frames[block]
    let first = Int(frame.first)
    state.stack.removeAll(keepingCapacity: true)
    if frame.count > 0 {
      state.stack.append(contentsOf: slots[first..<first + Int(frame.count)])
    }
    let row = block * registerCount
    var words = state.registers.mutableSpan
    for i in 0..<registerCount { words[i] = registers[row &+ i] }
  }

  /// Keeps what both states agree on; true when the block's state lost something.
  mutating func merge(_ block: Int, _ state: inout FlowState) -> Bool {
    var changed: Bool
    let row = block * registerCount
    let count = registerCount
    var words = registers.mutableSpan
    let known = state.registers.span
    // Without a branch: which registers differ cannot be predicted.
    var lost: UInt64 = 0
    for i in 0..<count {
      let old = words[row &+ i]
      let new = old == known[i] ? old : .unknown
      lost |= old.bits ^ new.bits
      words[row &+ i] = new
    }
    changed = lost != 0
    let frame = frames[block]
    let first = Int(frame.first)
    var kept = first
    var j = 0
    let others = state.stack.count
    for i in first..<first + Int(max(frame.count, 0)) {
      let slot = slots[i]
      while j < others, state.stack[j].offset < slot.offset { j &+= 1 }
      if j < others, state.stack[j] == slot {
        if kept < i { slots[kept] = slot }
        kept &+= 1
      }
    }
    let left = Int32(truncatingIfNeeded: kept &- first)
    if left < frame.count {
      frames[block].count = left
      changed = true
    }
    return changed
  }

  /// Keeps what either state says, where both know something; true when the block's state changed.
  mutating func join(_ block: Int, _ state: inout FlowState) -> Bool {
    var changed = joinRegisters(block, &state)
    let frame = frames[block]
    let first = Int(frame.first)
    var kept = first
    for i in first..<first + Int(max(frame.count, 0)) {
      var slot = slots[i]
      let new = state.word(at: slot.offset)
      if slot.value != new {
        let location = ValueJoins.location(ofFrame: slot.offset)
        slot.value = joins.join(slot.value, new, block: block, location: location)
        guard slot.value != .unknown else { continue }
        changed = changed || slot != slots[i]
      }
      slots[kept] = slot
      kept += 1
    }
    let left = Int32(truncatingIfNeeded: kept - first)
    if left < frame.count {
      frames[block].count = left
      changed = true
    }
    return changed
  }

  /// The word that a conditional move leaves, either of two.
  mutating func select(_ first: Word, _ second: Word, at address: UInt64) -> Word {
    first == second ? first : joins.select(first, second, at: address)
  }

  private mutating func joinRegisters(_ block: Int, _ state: inout FlowState) -> Bool {
    var changed = false
    for i in 0..<registerCount {
      let old = registers[block * registerCount + i]
      let new = state[Register(rawValue: UInt8(truncatingIfNeeded: i))]
      guard old != .unknown, old != new else { continue }
      let joined = joins.join(
        old, new, block: block, location: ValueJoins.location(ofRegister: i))
      registers[block * registerCount + i] = joined
      changed = changed || joined != old
    }
    return changed
  }
}
