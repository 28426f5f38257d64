internal import MachineCode

/// The abstract machine state at one point of a function.
struct FlowState {
  struct Slot: Equatable {
    var offset: Int32
    var value: Value
  }

  /// Registers by number; the stack pointer's value follows from pcsp and is not kept here.
  var registers: InlineArray<34, Value> = InlineArray(repeating: .unknown)
  /// Known words of the frame, ascending offsets from SP at entry.
  var stack: [Slot] = []

  subscript(register: Register) -> Value {
    get {
      let number = Int(register.rawValue)
      return number < 34 ? registers[number] : .unknown
    }
    set {
      let number = Int(register.rawValue)
      if number < 34 { registers[number] = newValue }
    }
  }

  mutating func clobber(_ mask: UInt64) {
    var rest = mask & 0x3_ffff_ffff
    while rest != 0 {
      registers[rest.trailingZeroBitCount] = .unknown
      rest &= rest &- 1
    }
  }

  private func index(of offset: Int32) -> Int {
    var low = 0
    var high = stack.count
    while low < high {
      let middle = (low &+ high) / 2
      if stack[middle].offset < offset { low = middle &+ 1 } else { high = middle }
    }
    return low
  }

  func word(at offset: Int32) -> Value {
    let i = index(of: offset)
    return i < stack.count && stack[i].offset == offset ? stack[i].value : .unknown
  }

  /// Stores `width` bytes; only whole words keep their value, all that overlaps is forgotten.
  mutating func store(_ value: Value, at offset: Int32, width: Int32) {
    let (end, overflow) = offset.addingReportingOverflow(max(width, 1))
    guard !overflow, offset > Int32.min + 8 else { return }
    let first = index(of: offset &- 7)
    var last = first
    while last < stack.count, stack[last].offset < end { last &+= 1 }
    if value == .unknown || width != 8 {
      if first < last { stack.removeSubrange(first..<last) }
      return
    }
    if last == first &+ 1, stack[first].offset == offset {
      stack[first].value = value
    } else {
      stack.replaceSubrange(first..<last, with: CollectionOfOne(Slot(offset: offset, value: value)))
    }
  }

  /// Keeps what both states agree on; true when this state lost something.
  mutating func merge(_ other: borrowing FlowState, registerCount: Int) -> Bool {
    var changed = false
    for i in 0..<registerCount where registers[i] != .unknown && registers[i] != other.registers[i] {
      registers[i] = .unknown
      changed = true
    }
    if stack.isEmpty || stack == other.stack { return changed }
    var kept: [Slot] = []
    var j = 0
    for slot in stack {
      while j < other.stack.count, other.stack[j].offset < slot.offset { j &+= 1 }
      if j < other.stack.count, other.stack[j] == slot { kept.append(slot) }
    }
    if kept.count != stack.count {
      stack = kept
      changed = true
    }
    return changed
  }
}
