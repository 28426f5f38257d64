internal import MachineCode

extension FlowInterpreter {
  /// What the code between two calls shows, apart from values.
  struct BlockScratch: ~Copyable {
    /// The value last compared with zero; `.unknown` when the flags come from elsewhere.
    var tested = Word.unknown
    /// The registers that were loaded from memory: those for which `loadBases` and `loadOffsets`
    /// say from where, by the value of the base register and the offset.
    var loaded: UInt32 = 0
    var loadBases: InlineArray<32, Word> = InlineArray(repeating: .unknown)
    var loadOffsets: InlineArray<32, Int32> = InlineArray(repeating: 0)
    /// Where an open-coded defer's bit was changed without a registration before it.
    var bitCleared: UInt64?
    var isRegistering = false
    /// Behind a call of gcWriteBarrier.
    var isBuffering = false

    mutating func noteLoad(_ register: Int, _ base: Word, _ offset: Int32) {
      loaded |= 1 &<< UInt32(register)
      var bases = loadBases.mutableSpan
      bases[register] = base
      var offsets = loadOffsets.mutableSpan
      offsets[register] = offset
    }

    mutating func load(_ register: Int) -> (base: Word, offset: Int32) {
      let bases = loadBases.span
      let base = bases[register]
      let offsets = loadOffsets.span
      return (base, offsets[register])
    }

    mutating func reset() {
      tested = .unknown
      loaded = 0
      bitCleared = nil
      isRegistering = false
      isBuffering = false
    }
  }
}
