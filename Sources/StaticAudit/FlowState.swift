internal import MachineCode

/// The abstract machine state at one point of a function.
///
/// Whatever reads it is `mutating` too: the compiler passes a struct of this size by copy otherwise.
struct FlowState: ~Copyable {
  struct Slot: Equatable {
    var offset: Int32
    var value: Word
  }

  static let registerCount = 32

  /// Registers by number; the stack pointer's value follows from pcsp and is not kept here.
  var registers: InlineArray<32, Word> = InlineArray(repeating: .unknown)
  /// Known words of the frame, ascending offsets from SP at entry.
  var stack: [Slot] = []

  subscript(register: Register) -> Word {
    @inline(__always)
    mutating get {
      let number = Int(register.rawValue)
      let words = registers.span
      return number < Self.registerCount ? words[number] : .unknown
    }
    @inline(__always)
    set {
      let number = Int(register.rawValue)
      var words = registers.mutableSpan
      if number < Self.registerCount { words[number] = newValue }
    }
  }

  mutating func forget() {
    forgetRegisters()
    stack.removeAll(keepingCapacity: true)
  }

  mutating func forgetRegisters() {
    var words = registers.mutableSpan
    for i in 0..<Self.registerCount { words[i] = .unknown }
  }

  mutating func clobber(_ mask: UInt64) {
    var rest = UInt32(truncatingIfNeeded: mask)
    var words = registers.mutableSpan
    while rest != 0 {
      words[rest.trailingZeroBitCount] = .unknown
      rest &= rest &- 1
    }
  }

  private mutating func index(of offset: Int32) -> Int {
    var low = 0
    var high = stack.count
    while low < high {
      let middle = (low &+ high) / 2
      if stack[middle].offset < offset { low = middle &+ 1 } else { high = middle }
    }
    return low
  }

  mutating func word(at offset: Int32) -> Word {
    let i = index(of: offset)
    return i < stack.count && stack[i].offset == offset ? stack[i].value : .unknown
  }

  /// The slots within 256 bytes above an offset: the rest of a closure object that begins there.
  mutating func slots(above offset: Int32) -> ArraySlice<Slot> {
    let (end, overflow) = offset.addingReportingOverflow(256)
    guard !overflow else { return [] }
    let first = index(of: offset &+ 1)
    var last = first
    while last < stack.count, stack[last].offset < end { last &+= 1 }
    return stack[first..<last]
  }

  /// Stores `width` bytes; only whole words keep their value, all that overlaps is forgotten.
  mutating func store(_ value: Word, at offset: Int32, width: Int32) {
    let (end, overflow) = offset.addingReportingOverflow(max(width, 1))
    guard !overflow, offset > Int32.min + 8 else { return }
    let first = index(of: offset &- 7)
    var last = first
    while last < stack.count, stack[last].offset < end { last &+= 1 }
    if value == .unknown || width != 8 {
      if first < last { stack.removeSubrange(first..<last) }
      return
    }
    let slot = Slot(offset: offset, value: value)
    if last == first {
      stack.insert(slot, at: first)
    } else {
      stack[first] = slot
      if last > first &+ 1 { stack.removeSubrange(first &+ 1..<last) }
    }
  }
}
