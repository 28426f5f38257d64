internal import GoBinary
internal import MachineCode

extension FlowInterpreter {
  /// A value plus an offset.
  func address(
    _ base: Register, _ offset: Int64, delta: Int32, state: borrowing FlowState
  ) -> Value {
    if base == .none { return .constant(UInt64(bitPattern: offset)) }
    if base == model.stackPointer {
      guard let o = Int32(exactly: offset) else { return .unknown }
      let (sum, overflow) = o.subtractingReportingOverflow(delta)
      return overflow ? .unknown : .frame(sum)
    }
    switch state[base] {
    case .constant(let c): return .constant(c &+ UInt64(bitPattern: offset))
    case .frame(let o):
      guard let d = Int32(exactly: offset) else { return .unknown }
      let (sum, overflow) = o.addingReportingOverflow(d)
      return overflow ? .unknown : .frame(sum)
    case let other: return offset == 0 ? other : .unknown
    }
  }

  func load(
    _ instruction: Instruction, at offset: Int64, delta: Int32, state: borrowing FlowState
  ) -> Value {
    guard instruction.width == 8, !instruction.hasIndex else { return .unknown }
    let base = instruction.base
    if base == .none || base == model.stackPointer {
      return word(at: address(base, offset, delta: delta, state: state), state: state)
    }
    let value = state[base]
    switch value {
    case .constant, .frame:
      return word(at: address(base, offset, delta: delta, state: state), state: state)
    case .heap(let site):
      guard let o = Int32(exactly: offset) else { return .unknown }
      if escapedHeap.contains(site), !isClosure(site) { return .unknown }
      return heap[HeapWord(site: site, offset: o)] ?? .unknown
    case .context:
      guard let o = Int32(exactly: offset), o > 0 else { return .unknown }
      return .contextField(o)
    default: return .unknown
    }
  }

  private func word(at address: Value, state: borrowing FlowState) -> Value {
    switch address {
    case .frame(let o): return state.word(at: o)
    case .constant(let a):
      if image.isReadOnly(a) {
        return image.word(at: a).map { .constant($0) } ?? .unknown
      }
      return .global(a)
    default: return .unknown
    }
  }

  /// An object whose first word is a code pointer is a closure and never written again.
  private func isClosure(_ site: UInt32) -> Bool {
    guard case .constant(let code)? = heap[HeapWord(site: site, offset: 0)] else { return false }
    return isCallee(code) != nil
  }

  mutating func store(
    _ value: Value, _ instruction: Instruction, at offset: Int64, width: Int32,
    address place: UInt64, block: Int, delta: Int32, state: inout FlowState
  ) {
    if instruction.hasIndex {
      if collecting { escape(value, at: place, block: block, state: state) }
      return
    }
    let base = instruction.base
    if base != .none, base != model.stackPointer, case .heap(let site) = state[base] {
      guard let o = Int32(exactly: offset) else { return }
      storeHeap(width == 8 ? value : .unknown, site: site, offset: o)
      if case .heap(let inner) = value, inner != site { escapedHeap.insert(inner) }
      return
    }
    switch address(base, offset, delta: delta, state: state) {
    case .frame(let o):
      // A slot is cleared in the prologue, with a zero or a vector register.
      let isCleared = value == .constant(0)
        || instruction.operation == .store && instruction.source == .none
      if collecting, width == 8, !isCleared, let slot = slots?.index(of: o) {
        emit(.deferSlot(slot, functionValue(of: value, state: state)), at: place, block: block)
      }
      state.store(value, at: o, width: width)
    default:
      if case .heap(let site) = value { escapedHeap.insert(site) }
      if collecting { escape(value, at: place, block: block, state: state) }
    }
  }

  private mutating func storeHeap(_ value: Value, site: UInt32, offset: Int32) {
    let key = HeapWord(site: site, offset: offset)
    if let old = heap[key] {
      if old != value, old != .unknown {
        heap[key] = .unknown
        heapChanged = true
      }
    } else {
      heap[key] = value
      heapChanged = true
    }
  }

  private mutating func escape(_ value: Value, at place: UInt64, block: Int, state: FlowState) {
    let function = functionValue(of: value, state: state)
    if function != .unknown { emit(.escape(function), at: place, block: block) }
  }

  // MARK: function values

  func functionValue(of value: Value, state: borrowing FlowState, depth: Int = 2) -> FunctionValue {
    switch value {
    case .constant(let address): return staticFunctionValue(at: address)
    case .frame(let offset):
      guard case .constant(let code) = state.word(at: offset), let f = isCallee(code) else {
        return .unknown
      }
      guard depth > 0 else { return .function(f, captures: []) }
      var captures: [FunctionValue.Capture] = []
      for slot in state.stack where slot.offset > offset && slot.offset < offset &+ 256 {
        capture(slot.value, at: slot.offset &- offset, state: state, depth: depth, &captures)
      }
      return .function(f, captures: captures)
    case .heap(let site):
      guard case .constant(let code)? = heap[HeapWord(site: site, offset: 0)],
        let f = isCallee(code)
      else { return .unknown }
      guard depth > 0 else { return .function(f, captures: []) }
      var captures: [FunctionValue.Capture] = []
      for (key, word) in heap where key.site == site && key.offset > 0 {
        capture(word, at: key.offset, state: state, depth: depth, &captures)
      }
      captures.sort { $0.offset < $1.offset }
      return .function(f, captures: captures)
    case .parameter(let i): return .parameter(i)
    case .contextField(let o): return .contextField(o)
    case .global(let a): return .global(a)
    case .result(let after, let index):
      if recovered.contains(after) { return .recovered }
      return callees[after].map { .result(of: $0, index: index) } ?? .unknown
    case .context, .unknown: return .unknown
    }
  }

  private func capture(
    _ word: Value, at offset: Int32, state: borrowing FlowState, depth: Int,
    _ captures: inout [FunctionValue.Capture]
  ) {
    let value = functionValue(of: word, state: state, depth: depth - 1)
    var constant: UInt64?
    if case .constant(let address) = word { constant = address }
    if value != .unknown || constant != nil {
      captures.append(FunctionValue.Capture(offset: offset, value: value, constant: constant))
    }
  }

  /// The function whose static funcval stands at an address.
  private func staticFunctionValue(at address: UInt64) -> FunctionValue {
    guard address & 7 == 0, address > 4096,
      address < image.textStart || address >= image.textEnd,
      image.isReadOnly(address),
      let code = image.word(at: address), let f = isCallee(code)
    else { return .unknown }
    return .function(f, captures: [])
  }
}
