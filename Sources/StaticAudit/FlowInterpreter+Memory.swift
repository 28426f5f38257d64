internal import GoBinary
internal import MachineCode

extension FlowInterpreter {
  /// A value plus an offset.
  mutating func address(_ base: Register, _ offset: Int64, delta: Int32) -> Word {
    if base.isNone { return .constant(UInt64(bitPattern: offset)) }
    if base == model.stackPointer {
      guard let o = Int32(exactly: offset) else { return .unknown }
      let (sum, overflow) = o.subtractingReportingOverflow(delta)
      return overflow ? .unknown : .frame(sum)
    }
    let word = state[base]
    switch word.kind {
    case Word.Kind.constant: return .constant(word.constant &+ UInt64(bitPattern: offset))
    case Word.Kind.frame:
      guard let d = Int32(exactly: offset) else { return .unknown }
      let (sum, overflow) = word.offset.addingReportingOverflow(d)
      return overflow ? .unknown : .frame(sum)
    default: return offset == 0 ? word : .unknown
    }
  }

  mutating func load(_ instruction: Instruction, at offset: Int64, delta: Int32) -> Word {
    guard instruction.width == 8, !instruction.hasIndex else { return .unknown }
    let base = instruction.base
    if base.isNone || base == model.stackPointer {
      return loaded(from: address(base, offset, delta: delta))
    }
    let word = state[base]
    switch word.kind {
    case Word.Kind.constant, Word.Kind.frame:
      return loaded(from: address(base, offset, delta: delta))
    case Word.Kind.heap:
      guard let o = Int32(exactly: offset) else { return .unknown }
      if heap.isEscaped(word.call), !isClosure(word.call) { return .unknown }
      return heap.load(word.call, o)
    case Word.Kind.context:
      guard let o = Int32(exactly: offset), o > 0 else { return .unknown }
      return .contextField(o)
    default: return .unknown
    }
  }

  private mutating func loaded(from address: Word) -> Word {
    switch address.kind {
    case Word.Kind.frame: return state.word(at: address.offset)
    case Word.Kind.constant:
      if readOnly.contains(address.constant) {
        return image.word(at: address.constant).map { .constant($0) } ?? .unknown
      }
      return .global(address.constant)
    default: return .unknown
    }
  }

  /// The function that begins at the address that a word is.
  mutating func callee(_ word: Word) -> FunctionIndex? {
    word.kind == Word.Kind.constant ? image.function(startingAt: word.constant) : nil
  }

  /// An object whose first word is a code pointer is a closure and never written again.
  private mutating func isClosure(_ object: Int) -> Bool { callee(heap.word(object, 0)) != nil }

  mutating func store(
    _ value: Word, _ instruction: Instruction, at offset: Int64, address place: UInt64,
    block: Int, delta: Int32
  ) {
    if instruction.hasIndex {
      escape(value, at: place, block: block)
      return
    }
    let width = Int32(instruction.width)
    let base = instruction.base
    // The write barrier's buffer gets copies of what the next stores write.
    if scratch.isBuffering, base == model.barrierBuffer { return }
    if !base.isNone, base != model.stackPointer {
      let object = state[base]
      if object.kind == Word.Kind.heap {
        guard let o = Int32(exactly: offset) else { return }
        heap.store(width == 8 ? value : .unknown, object.call, o)
        if value.kind == Word.Kind.heap, value != object { heap.escape(value.call) }
        return
      }
    }
    let target = address(base, offset, delta: delta)
    if target.kind == Word.Kind.frame {
      // A slot is cleared in the prologue, with a zero or a vector register.
      let isCleared =
        value == .constant(0)
        || instruction.operation == .store && instruction.source.isNone
      if width == 8, !isCleared, let slot = slots?.index(of: target.offset) {
        emit(.deferSlot(slot, functionValue(of: value)), at: place, block: block)
      }
      if followsJoins, let f = callee(value) { noteFrameFunction(f, at: target.offset) }
      state.store(value, at: target.offset, width: width)
    } else {
      if value.kind == Word.Kind.heap { heap.escape(value.call) }
      escape(value, at: place, block: block)
    }
  }

  private mutating func noteFrameFunction(_ f: FunctionIndex, at offset: Int32) {
    if let known = frameFunctions[offset] {
      if known != f { frameFunctions[offset] = .some(nil) }
    } else {
      frameFunctions[offset] = f
    }
  }

  private mutating func escape(_ value: Word, at place: UInt64, block: Int) {
    guard value.mayBeFunction, !seeksSites else { return }
    let function = functionValue(of: value)
    if function != .unknown { emit(.escape(function), at: place, block: block) }
  }

  // MARK: function values

  mutating func functionValue(of word: Word, depth: Int = 2) -> FunctionValue {
    switch word.kind {
    case Word.Kind.constant:
      return followsJoins && word == .constant(0)
        ? .null : staticFunctionValue(at: word.constant)
    case Word.Kind.join:
      return joined(word, depth: depth)
    case Word.Kind.frame:
      guard let f = callee(state.word(at: word.offset)) else {
        // Built on one of the paths that met here.
        guard followsJoins, let f = frameFunctions[word.offset] ?? nil else { return .unknown }
        return .function(f, captures: [])
      }
      guard depth > 0 else { return .function(f, captures: []) }
      var captures: [FunctionValue.Capture] = []
      // What holds the closure itself, such as a defer's slot, is no part of it.
      for slot in state.slots(above: word.offset) where slot.value != word {
        capture(slot.value, at: slot.offset &- word.offset, depth: depth, &captures)
      }
      return .function(f, captures: captures)
    case Word.Kind.heap:
      guard let f = callee(heap.word(word.call, 0)) else { return .unknown }
      guard depth > 0 else { return .function(f, captures: []) }
      var captures: [FunctionValue.Capture] = []
      for (offset, value) in heap.words(behindFirstOf: word.call) {
        capture(value, at: offset, depth: depth, &captures)
      }
      return .function(f, captures: captures)
    case Word.Kind.parameter: return .parameter(word.parameter)
    case Word.Kind.contextField: return .contextField(word.offset)
    case Word.Kind.global: return .global(word.address)
    case Word.Kind.result: return result(word)
    default: return .unknown
    }
  }

  private mutating func joined(_ word: Word, depth: Int) -> FunctionValue {
    let words = entryStates.joins.words(of: word)
    let values = words.map { functionValue(of: $0, depth: depth) }
    guard joinedValues.count < ValueJoins.placeLimit else { return .unknown }
    joinedValues.append(values)
    return .joined(UInt32(truncatingIfNeeded: joinedValues.count - 1))
  }

  private mutating func result(_ word: Word) -> FunctionValue {
    let call = layout.calls[word.call]
    switch call.role {
    case .recover: return .recovered
    case .newGoroutine, .deferHeap, .deferRange, .deferStack: return .unknown
    default: return call.target.map { .result(of: $0, index: word.resultIndex) } ?? .unknown
    }
  }

  private mutating func capture(
    _ word: Word, at offset: Int32, depth: Int, _ captures: inout [FunctionValue.Capture]
  ) {
    let value = functionValue(of: word, depth: depth - 1)
    let constant = word.kind == Word.Kind.constant ? word.constant : nil
    if value != .unknown || constant != nil {
      captures.append(FunctionValue.Capture(offset: offset, value: value, constant: constant))
    }
  }

  /// The function whose static funcval stands at an address.
  private mutating func staticFunctionValue(at address: UInt64) -> FunctionValue {
    guard let number = functionWords.number(of: address), readOnly.contains(address) else {
      return .unknown
    }
    let f = functionWords.function(number: number)
    return .function(f, captures: [])
  }

  /// A word in the form in which events carry it.
  mutating func value(of word: Word) -> Value {
    switch word.kind {
    case Word.Kind.constant: .constant(word.constant)
    case Word.Kind.frame: .frame(word.offset)
    case Word.Kind.heap: .heap(layout.calls[word.call].returnOffset)
    case Word.Kind.parameter: .parameter(word.parameter)
    case Word.Kind.context: .context
    case Word.Kind.contextField: .contextField(word.offset)
    case Word.Kind.global: .global(word.address)
    case Word.Kind.result: .result(layout.calls[word.call].returnOffset, word.resultIndex)
    default: .unknown
    }
  }
}
