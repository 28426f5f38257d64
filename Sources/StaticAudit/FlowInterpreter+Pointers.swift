internal import MachineCode

/// Notes which pointers the code follows and which it compares with nil.
extension FlowInterpreter {
  mutating func notePointer(
    _ instruction: Instruction, at place: UInt64, block: Int, delta: Int32
  ) {
    switch instruction.operation {
    case .compareZero:
      noteTest(read(instruction.source, delta: delta))
      return
    case .compareMemoryConstant:
      if instruction.width == 8 {
        noteRead(instruction, delta: delta)
        if 1...64 ~= instruction.constantValue { pointerUses.comparedLengths.append(place) }
      }
      if instruction.constantValue == 0 {
        noteTest(load(instruction, at: instruction.value, delta: delta))
      }
    case .load:
      if instruction.width == 8 { noteRead(instruction, delta: delta) }
    case .loadPair, .store, .storePair, .storeConstant, .orMemory, .compare: break
    case .other where instruction.writesMemory: break
    default: return
    }
    let base = instruction.base
    // The first page is never mapped: what lies further off may be there.
    guard !base.isNone, base != model.stackPointer, base.rawValue < FlowState.registerCount,
      !instruction.hasIndex, instruction.value >= 0, instruction.value < 4096,
      let pointer = pointer(in: base)
    else { return }
    var source: PointerUses.Place?
    if case .loaded = pointer { source = loadedFrom(base) }
    pointerUses.dereferences.append(
      PointerUses.Dereference(
        pointer: pointer, address: place, block: Int32(truncatingIfNeeded: block), source: source))
  }

  private mutating func noteRead(_ instruction: Instruction, delta: Int32) {
    guard !instruction.hasIndex, instruction.base != model.stackPointer else { return }
    let base = instruction.base.isNone ? Word.unknown : read(instruction.base, delta: delta)
    pointerUses.reads.insert(PointerUses.Place(base: base, offset: instruction.value))
  }

  private mutating func loadedFrom(_ register: Register) -> PointerUses.Place {
    let word = state[register]
    if word.kind == Word.Kind.global {
      return PointerUses.Place(base: .unknown, offset: Int64(truncatingIfNeeded: word.address))
    }
    let (base, offset) = scratch.load(Int(register.rawValue))
    return PointerUses.Place(base: base, offset: Int64(offset))
  }

  private mutating func noteTest(_ word: Word) {
    switch word.kind {
    case Word.Kind.join: if mayBeNull(word) { pointerUses.testsNull = true }
    case Word.Kind.parameter, Word.Kind.contextField, Word.Kind.result:
      let value = functionValue(of: word)
      pointerUses.noteTest(value)
    default: break
    }
  }

  private mutating func mayBeNull(_ join: Word) -> Bool {
    entryStates.joins.words(of: join).contains(.constant(0))
  }

  private mutating func pointer(in register: Register) -> PointerUses.Pointer? {
    let word = state[register]
    let isLoaded = scratch.loaded &>> UInt32(register.rawValue) & 1 != 0
    switch word.kind {
    case Word.Kind.constant: return word == .constant(0) ? .null : nil
    case Word.Kind.join: return mayBeNull(word) ? .null : nil
    case Word.Kind.parameter, Word.Kind.contextField, Word.Kind.result:
      let value = functionValue(of: word)
      return value == .unknown ? nil : .value(value)
    // Read just now: what was tested is kept in its register.
    case Word.Kind.global: return isLoaded ? .loaded : nil
    case Word.Kind.unknown where isLoaded:
      let (base, offset) = scratch.load(Int(register.rawValue))
      switch base.kind {
      case Word.Kind.frame:
        // A register's content that was put aside, unless something was received there.
        let (place, overflow) = base.offset.addingReportingOverflow(offset)
        return !overflow && receivedPlaces.contains(place) ? .loaded : nil
      case Word.Kind.heap, Word.Kind.constant, Word.Kind.context: return nil
      default: return .loaded
      }
    default: return nil
    }
  }

  /// `runtime.chanrecv1` puts what it receives into a variable of the frame.
  mutating func noteReceive(_ number: Int) {
    guard layout.calls[number].role == .channelReceive else { return }
    let target = state[model.arguments[1]]
    if target.kind == Word.Kind.frame { receivedPlaces.insert(target.offset) }
  }
}
