internal import GoBinary
internal import MachineCode

extension FlowInterpreter {
  mutating func execute(
    _ instruction: Instruction, at place: UInt64, block: Int, delta: Int32,
    scratch: inout BlockScratch, state: inout FlowState
  ) {
    let destination = instruction.destination
    switch instruction.operation {
    case .copy:
      let value = read(instruction.source, delta: delta, state: state)
      set(destination, instruction.width == 4 && model.registerCount == 16 ? .unknown : value, &state, &scratch)
    case .constant:
      set(destination, .constant(UInt64(bitPattern: instruction.value)), &state, &scratch)
    case .address:
      let value = instruction.hasIndex
        ? .unknown : address(instruction.base, instruction.value, delta: delta, state: state)
      set(destination, value, &state, &scratch)
    case .load:
      let base = read(instruction.base, delta: delta, state: state)
      let value = load(instruction, at: instruction.value, delta: delta, state: state)
      state.clobber(instruction.writes)
      set(destination, value, &state, &scratch)
      if instruction.width == 8, !instruction.hasIndex, let o = Int32(exactly: instruction.value) {
        scratch.loads[destination.rawValue] = (base, o)
      }
    case .loadPair:
      let first = load(instruction, at: instruction.value, delta: delta, state: state)
      let second = load(
        instruction, at: instruction.value &+ Int64(instruction.width), delta: delta, state: state)
      state.clobber(instruction.writes)
      set(destination, first, &state, &scratch)
      set(instruction.destination2, second, &state, &scratch)
    case .store:
      noteDefer(instruction, at: place, delta: delta, scratch: &scratch)
      let value = instruction.width == 8 ? read(instruction.source, delta: delta, state: state) : .unknown
      store(
        value, instruction, at: instruction.value, width: Int32(instruction.width),
        address: place, block: block, delta: delta, state: &state)
      state.clobber(instruction.writes)
    case .storePair:
      for (offset, source) in [
        (instruction.value, instruction.source),
        (instruction.value &+ Int64(instruction.width), instruction.source2),
      ] {
        let value = instruction.width == 8 ? read(source, delta: delta, state: state) : .unknown
        store(
          value, instruction, at: offset, width: Int32(instruction.width), address: place,
          block: block, delta: delta, state: &state)
      }
      state.clobber(instruction.writes)
    case .storeConstant:
      noteDefer(instruction, at: place, delta: delta, scratch: &scratch)
      let value: Value = instruction.width == 8
        ? .constant(UInt64(bitPattern: instruction.constantValue)) : .unknown
      store(
        value, instruction, at: instruction.value, width: Int32(instruction.width),
        address: place, block: block, delta: delta, state: &state)
      state.clobber(instruction.writes)
    case .compareZero:
      scratch.tested = read(instruction.source, delta: delta, state: state)
    case .compareMemoryConstant:
      scratch.tested = instruction.constantValue == 0
        ? load(instruction, at: instruction.value, delta: delta, state: state) : .unknown
    case .compare:
      scratch.tested = .unknown
    case .pop:
      set(destination, .unknown, &state, &scratch)
    case .push:
      break
    case .orConstant, .orMemory, .other:
      clobber(instruction.writes, &state, &scratch)
      set(destination, .unknown, &state, &scratch)
      scratch.tested = .unknown
    }
  }

  /// Follows the stores that register and unregister open-coded defers.
  private mutating func noteDefer(
    _ instruction: Instruction, at place: UInt64, delta: Int32, scratch: inout BlockScratch
  ) {
    guard collecting, let slots, instruction.base == model.stackPointer, !instruction.hasIndex,
      let displacement = Int32(exactly: instruction.value)
    else { return }
    let offset = displacement &- delta
    if offset == slots.bits, instruction.width == 1 {
      bitStores.insert(place)
      if !scratch.isRegistering { scratch.bitCleared = place }
    } else if instruction.width == 8, slots.index(of: offset) != nil {
      scratch.isRegistering = true
    }
  }

  func read(_ register: Register, delta: Int32, state: borrowing FlowState) -> Value {
    if register == model.stackPointer { return .frame(0 &- delta) }
    if register == .arm64Zero, model.registerCount != 16 { return .constant(0) }
    return state[register]
  }

  private func set(
    _ register: Register, _ value: Value, _ state: inout FlowState, _ scratch: inout BlockScratch
  ) {
    guard register != model.stackPointer else { return }
    state[register] = value
    scratch.loads[register.rawValue] = nil
  }

  private func clobber(_ mask: UInt64, _ state: inout FlowState, _ scratch: inout BlockScratch) {
    state.clobber(mask)
    if !scratch.loads.isEmpty {
      scratch.loads = scratch.loads.filter { $0.key < 64 && mask & (1 << UInt64($0.key)) == 0 }
    }
  }

  // MARK: calls

  mutating func call(
    target: FunctionIndex?, role: RuntimeRole, at place: UInt64, length: UInt8, block: Int,
    scratch: BlockScratch, state: inout FlowState
  ) {
    if collecting, let cleared = scratch.bitCleared { bitCleared[place] = cleared }
    let after = UInt32(truncatingIfNeeded: place &+ UInt64(length) &- entry)
    let first = state[model.arguments[0]]
    switch role {
    case .writeBarrier, .duff:
      state.clobber(model.helperClobbers)
      return
    case .allocate:
      clobberByCall(&state)
      state[model.arguments[0]] = .heap(after)
      return
    case .newGoroutine:
      emit(.go(functionValue(of: first, state: state)), at: place, block: block)
    case .deferHeap, .deferRange:
      emit(.deferCall(role, functionValue(of: first, state: state)), at: place, block: block)
    case .deferStack:
      // The record's `fn` field stands at offset 24 in every version.
      var value = FunctionValue.unknown
      if case .frame(let record) = first, record < Int32.max - 24 {
        value = functionValue(of: state.word(at: record &+ 24), state: state)
      }
      emit(.deferCall(role, value), at: place, block: block)
    case .recover:
      recovered.insert(after)
      emit(.recover, at: place, block: block)
    default:
      callees[after] = target
      emitCall(.call(target), at: place, block: block, state: state)
      passArguments(&state)
    }
    clobberByCall(&state)
    setResults(after, &state)
  }

  mutating func indirectCall(
    _ instruction: Instruction, at place: UInt64, block: Int, delta: Int32, scratch: BlockScratch,
    state: inout FlowState
  ) {
    if collecting, let cleared = scratch.bitCleared { bitCleared[place] = cleared }
    var base = Value.unknown
    var offset: Int32 = -1
    if instruction.source != .none, let load = scratch.loads[instruction.source.rawValue] {
      (base, offset) = load
    } else if instruction.base != .none, let o = Int32(exactly: instruction.value) {
      (base, offset) = (read(instruction.base, delta: delta, state: state), o)
    }
    if offset == 0 {
      emitCall(
        .closureCall(functionValue(of: base, state: state)), at: place, block: block, state: state)
    } else {
      emitCall(
        .indirectCall(base: base, offset: offset), at: place, block: block, state: state)
    }
    passArguments(&state)
    clobberByCall(&state)
    setResults(UInt32(truncatingIfNeeded: place &+ UInt64(instruction.length) &- entry), &state)
  }

  private func clobberByCall(_ state: inout FlowState) {
    state.registers = InlineArray(repeating: .unknown)
  }

  private func setResults(_ after: UInt32, _ state: inout FlowState) {
    for i in 0..<3 {
      state[model.arguments[i]] = .result(after, UInt8(truncatingIfNeeded: i))
    }
  }

  /// A callee may write through the pointers that it gets; closures are never written.
  private mutating func passArguments(_ state: inout FlowState) {
    for register in model.arguments {
      switch state[register] {
      case .heap(let site): escapedHeap.insert(site)
      case .frame(let offset):
        if case .constant(let code) = state.word(at: offset), isCallee(code) != nil {
          for slot in state.stack where slot.offset > offset && slot.offset < offset &+ 256 {
            if case .frame(let variable) = slot.value {
              state.store(.unknown, at: variable, width: 8)
            }
          }
        } else {
          state.store(.unknown, at: offset, width: 64)
        }
      default: break
      }
    }
  }

  // MARK: events

  mutating func emit(_ kind: FlowEvent.Kind, at place: UInt64, block: Int) {
    guard collecting else { return }
    events.append(FlowEvent(kind: kind, address: place, block: Int32(truncatingIfNeeded: block)))
  }

  mutating func emitCall(
    _ kind: FlowEvent.Kind, at place: UInt64, block: Int, state: borrowing FlowState
  ) {
    guard collecting else { return }
    var event = FlowEvent(kind: kind, address: place, block: Int32(truncatingIfNeeded: block))
    for (i, register) in model.arguments.enumerated() {
      let value = functionValue(of: state[register], state: state)
      if value != .unknown {
        event.arguments.append(
          FlowEvent.Argument(index: UInt8(truncatingIfNeeded: i), value: value))
      }
    }
    if case .constant(let value) = state[model.arguments[0]] {
      event.immediate = Int64(bitPattern: value)
    }
    events.append(event)
  }

  /// Function values in the result registers; an argument still in its register is no result.
  mutating func emitReturn(at place: UInt64, block: Int, state: borrowing FlowState) {
    guard collecting else { return }
    for i in 0..<2 {
      let index = UInt8(truncatingIfNeeded: i)
      let value = functionValue(of: state[model.arguments[i]], state: state)
      if value != .unknown, value != .parameter(index), value != .recovered {
        emit(.returned(value, index: index), at: place, block: block)
      }
    }
  }
}
