internal import GoBinary
internal import MachineCode

extension FlowInterpreter {
  mutating func execute(_ instruction: Instruction, at place: UInt64, block: Int, delta: Int32) {
    let destination = instruction.destination
    switch instruction.operation {
    case .copy:
      let isNarrow = instruction.width == 4 && model.registerCount == 16
      set(destination, isNarrow ? .unknown : read(instruction.source, delta: delta))
      if scratch.loaded &>> UInt32(instruction.source.rawValue) & 1 != 0, !isNarrow {
        copyLoad(instruction.source, destination)
      }
    case .constant:
      set(destination, .constant(UInt64(bitPattern: instruction.value)))
    case .address:
      set(
        destination,
        instruction.hasIndex
          ? .unknown : address(instruction.base, instruction.value, delta: delta))
    case .load:
      let base = read(instruction.base, delta: delta)
      let value = load(instruction, at: instruction.value, delta: delta)
      state.clobber(instruction.writes)
      set(destination, value)
      if instruction.width == 8, !instruction.hasIndex, let o = Int32(exactly: instruction.value) {
        noteLoad(destination, base, o)
      }
    case .loadPair:
      let first = load(instruction, at: instruction.value, delta: delta)
      let second = load(
        instruction, at: instruction.value &+ Int64(instruction.width), delta: delta)
      state.clobber(instruction.writes)
      set(destination, first)
      set(instruction.destination2, second)
    case .store:
      noteDefer(instruction, at: place, delta: delta)
      let value = instruction.width == 8 ? read(instruction.source, delta: delta) : .unknown
      store(
        value, instruction, at: instruction.value, address: place, block: block, delta: delta)
      state.clobber(instruction.writes)
    case .storePair:
      let isWhole = instruction.width == 8
      store(
        isWhole ? read(instruction.source, delta: delta) : .unknown, instruction,
        at: instruction.value, address: place, block: block, delta: delta)
      store(
        isWhole ? read(instruction.source2, delta: delta) : .unknown, instruction,
        at: instruction.value &+ Int64(instruction.width), address: place, block: block,
        delta: delta)
      state.clobber(instruction.writes)
    case .storeConstant:
      noteDefer(instruction, at: place, delta: delta)
      let value =
        instruction.width == 8
        ? Word.constant(UInt64(bitPattern: instruction.constantValue)) : .unknown
      store(
        value, instruction, at: instruction.value, address: place, block: block, delta: delta)
      state.clobber(instruction.writes)
    case .compareZero:
      scratch.tested = read(instruction.source, delta: delta)
    case .compareMemoryConstant:
      scratch.tested =
        instruction.constantValue == 0
        ? load(instruction, at: instruction.value, delta: delta) : .unknown
    case .compare:
      scratch.tested = .unknown
    case .pop:
      set(destination, .unknown)
    case .push:
      break
    case .select where followsJoins:
      let value = entryStates.select(
        read(instruction.source, delta: delta), read(instruction.source2, delta: delta), at: place)
      state.clobber(instruction.writes)
      set(destination, value)
      scratch.tested = .unknown
    case .orConstant, .orMemory, .select, .other:
      state.clobber(instruction.writes)
      scratch.loaded &= ~UInt32(truncatingIfNeeded: instruction.writes)
      set(destination, .unknown)
      scratch.tested = .unknown
    }
  }

  @inline(__always)
  private mutating func noteLoad(_ register: Register, _ base: Word, _ offset: Int32) {
    let number = Int(register.rawValue)
    guard number < FlowState.registerCount else { return }
    scratch.noteLoad(number, base, offset)
  }

  private mutating func copyLoad(_ source: Register, _ destination: Register) {
    guard source.rawValue < FlowState.registerCount else { return }
    let (base, offset) = scratch.load(Int(source.rawValue))
    noteLoad(destination, base, offset)
  }

  /// Follows the stores that register and unregister open-coded defers.
  private mutating func noteDefer(_ instruction: Instruction, at place: UInt64, delta: Int32) {
    guard let slots, instruction.base == model.stackPointer, !instruction.hasIndex,
      let displacement = Int32(exactly: instruction.value)
    else { return }
    let offset = displacement &- delta
    if offset == slots.bits, instruction.width == 1 {
      firstBitStore = min(firstBitStore ?? place, place)
      if !scratch.isRegistering { scratch.bitCleared = place }
    } else if instruction.width == 8, slots.index(of: offset) != nil {
      scratch.isRegistering = true
    }
  }

  @inline(__always)
  mutating func read(_ register: Register, delta: Int32) -> Word {
    if register == model.stackPointer { return .frame(0 &- delta) }
    if register.rawValue == 32, model.registerCount != 16 { return .constant(0) }
    return state[register]
  }

  @inline(__always)
  private mutating func set(_ register: Register, _ value: Word) {
    guard register != model.stackPointer, register.rawValue < FlowState.registerCount else {
      return
    }
    state[register] = value
    scratch.loaded &= ~(1 &<< UInt32(register.rawValue))
  }

  // MARK: calls

  /// - Parameter number: of the call among the function's calls.
  mutating func call(_ number: Int, at place: UInt64, block: Int) {
    if let cleared = scratch.bitCleared { bitCleared[place] = cleared }
    let first = state[model.firstArgument]
    let role = layout.calls[number].role
    switch role {
    case .writeBarrier, .duff:
      state.clobber(model.helperClobbers)
      return
    case .instrumentation:
      // It gets an address or two; what lies in the other registers is not for it.
      state.forgetRegisters()
      return
    case .allocate:
      state.forgetRegisters()
      state[model.firstArgument] = .heap(call: number)
      return
    case .newGoroutine:
      emit(.go(functionValue(of: first)), at: place, block: block)
    case .deferHeap, .deferRange:
      emit(.deferCall(role, functionValue(of: first)), at: place, block: block)
    case .deferStack:
      // The record's `fn` field stands at offset 24 in every version.
      var value = FunctionValue.unknown
      if first.kind == Word.Kind.frame, first.offset < Int32.max - 24 {
        value = functionValue(of: state.word(at: first.offset &+ 24))
      }
      emit(.deferCall(role, value), at: place, block: block)
    case .recover:
      emit(.recover, at: place, block: block)
    default:
      emitCall(.call(layout.calls[number].target), at: place, block: block)
      passArguments()
    }
    state.forgetRegisters()
    setResults(of: number)
  }

  mutating func indirectCall(
    _ instruction: Instruction, call number: Int, at place: UInt64, block: Int, delta: Int32
  ) {
    if let cleared = scratch.bitCleared { bitCleared[place] = cleared }
    var base = Word.unknown
    var offset: Int32 = -1
    let source = Int(instruction.source.rawValue)
    if source < FlowState.registerCount, scratch.loaded &>> UInt32(source) & 1 != 0 {
      (base, offset) = scratch.load(source)
    } else if !instruction.base.isNone, let o = Int32(exactly: instruction.value) {
      (base, offset) = (read(instruction.base, delta: delta), o)
    }
    let direct = state[instruction.source]
    if source < FlowState.registerCount, direct.kind == Word.Kind.constant,
      let f = callee(direct)
    {
      // A static closure's code pointer, loaded from its funcval.
      emitCall(.closureCall(.function(f, captures: [])), at: place, block: block)
    } else if offset == 0 {
      emitCall(.closureCall(functionValue(of: base)), at: place, block: block)
    } else {
      emitCall(.indirectCall(base: value(of: base), offset: offset), at: place, block: block)
    }
    passArguments()
    state.forgetRegisters()
    setResults(of: number)
  }

  private mutating func setResults(of call: Int) {
    if followsJoins {
      for i in 3..<model.arguments.count {
        state[model.arguments[i]] = .result(call: call, UInt8(truncatingIfNeeded: i))
      }
    }
    for i in 0..<3 {
      state[model.arguments[i]] = .result(call: call, UInt8(truncatingIfNeeded: i))
    }
  }

  /// A callee may write through the pointers that it gets; closures are never written.
  private mutating func passArguments() {
    for register in model.arguments {
      let word = state[register]
      switch word.kind {
      case Word.Kind.heap: heap.escape(word.call)
      case Word.Kind.frame:
        guard callee(state.word(at: word.offset)) != nil else {
          // A local variable of unknown size; the arguments' home above the frame is another's.
          let limit = word.offset < 0 ? min(64, 0 &- max(word.offset, -64)) : 8
          state.store(.unknown, at: word.offset, width: limit)
          continue
        }
        for slot in Array(state.slots(above: word.offset))
        where slot.value.kind == Word.Kind.frame {
          state.store(.unknown, at: slot.value.offset, width: 8)
        }
      default: break
      }
    }
  }

  // MARK: events

  /// `runtime.itab`: the first method stands behind two pointers, a hash and padding.
  private mutating func isMethodTable(_ address: UInt64) -> Bool {
    guard address & 7 == 0, address > 4096, address < .max - 32, readOnly.contains(address),
      let code = image.word(at: address &+ 24)
    else { return false }
    return image.function(startingAt: code) != nil
  }

  mutating func emit(_ kind: FlowEvent.Kind, at place: UInt64, block: Int) {
    append(FlowEvent(kind: kind, address: place, block: Int32(truncatingIfNeeded: block)))
  }

  mutating func emitCall(_ kind: FlowEvent.Kind, at place: UInt64, block: Int) {
    if seeksSites { return }
    var event = FlowEvent(kind: kind, address: place, block: Int32(truncatingIfNeeded: block))
    let first = argumentPool.count
    for (i, register) in model.arguments.enumerated() {
      let word = state[register]
      guard word.mayBeFunction else { continue }
      let value = functionValue(of: word)
      if value != .unknown {
        argumentPool.append(
          FlowEvent.Argument(index: UInt8(truncatingIfNeeded: i), value: value))
      } else if word.kind == Word.Kind.constant, isMethodTable(word.constant) {
        argumentPool.append(
          FlowEvent.Argument(
            index: UInt8(truncatingIfNeeded: i), value: .unknown, methodTable: word.constant))
      }
    }
    if argumentPool.count > first, let most = kind.directCallee.flatMap(image.mostParameterWords) {
      for i in first..<argumentPool.count where argumentPool[i].index >= most {
        argumentPool[i].isLeftover = true
      }
    }
    if case .call(let callee?) = kind, roles[callee] == .mapWrite { noteMap() }
    event.firstArgument = UInt32(truncatingIfNeeded: first)
    event.argumentCount = UInt8(truncatingIfNeeded: argumentPool.count &- first)
    let status = state[model.firstArgument]
    if status.kind == Word.Kind.constant { event.immediate = Int64(bitPattern: status.constant) }
    append(event)
  }

  /// A map made in this frame or on the heap; the map is the second argument of `mapassign`.
  private mutating func noteMap() {
    let word = state[model.arguments[1]]
    guard word.kind == Word.Kind.heap || word.kind == Word.Kind.frame else { return }
    argumentPool.append(FlowEvent.Argument(index: 1, value: .unknown, isObject: true))
  }

  /// Function values in the result registers; an argument still in its register is no result.
  mutating func emitReturn(at place: UInt64, block: Int) {
    if seeksSites { return }
    if followsJoins {
      for (i, register) in model.arguments.enumerated() {
        let value = functionValue(of: state[register])
        emit(.returned(value, index: UInt8(truncatingIfNeeded: i)), at: place, block: block)
      }
      return
    }
    for i in 0..<2 {
      let index = UInt8(truncatingIfNeeded: i)
      let value = functionValue(of: state[model.arguments[i]])
      if value != .unknown, value != .parameter(index), value != .recovered {
        emit(.returned(value, index: index), at: place, block: block)
      }
    }
  }
}
