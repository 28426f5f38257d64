/// Assembles a program for the kernel's BPF machine (`Documentation/bpf/standardization`).
public struct BPFAssembler {
  /// R1 to R5 pass arguments and are lost by calls, R0 holds results, R10 is the stack's top.
  public enum Register: UInt8, Sendable { case r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10 }

  /// A place in the program.
  public struct Label: Sendable {
    let number: Int
  }

  /// Functions of the kernel (`enum bpf_func_id`).
  public enum Helper: Int32, Sendable {
    case ktimeGetNanoseconds = 5
    case getProcessor = 8
    case getProcessAndThread = 14
    case probeReadUser = 112
    case ringReserve = 131
    case ringSubmit = 132
    case copyFromUser = 148
    case getCurrentTask = 158
    case getAttachCookie = 174
    case copyFromUserOfTask = 191
  }

  private var words: [UInt64] = []
  private var places: [Int?] = []
  private var jumps: [(word: Int, label: Label)] = []

  public init() {}

  /// A label to be placed later.
  public mutating func label() -> Label {
    places.append(nil)
    return Label(number: places.count - 1)
  }

  public mutating func place(_ label: Label) { places[label.number] = words.count }

  // MARK: Instructions

  public mutating func move(_ to: Register, _ from: Register) { emit(0xbf, to, from) }
  public mutating func move(_ to: Register, _ value: Int32) { emit(0xb7, to, immediate: value) }
  public mutating func add(_ to: Register, _ value: Int32) { emit(0x07, to, immediate: value) }
  public mutating func and(_ to: Register, _ value: Int32) { emit(0x57, to, immediate: value) }
  public mutating func or(_ to: Register, _ value: Int32) { emit(0x47, to, immediate: value) }
  public mutating func add(_ to: Register, _ from: Register) { emit(0x0f, to, from) }
  public mutating func subtract(_ to: Register, _ from: Register) { emit(0x1f, to, from) }
  public mutating func shiftRight(_ to: Register, _ value: Int32) {
    emit(0x77, to, immediate: value)
  }

  public mutating func load64(_ to: Register, _ base: Register, _ offset: Int) {
    emit(0x79, to, base, offset)
  }
  public mutating func load32(_ to: Register, _ base: Register, _ offset: Int) {
    emit(0x61, to, base, offset)
  }
  public mutating func load8(_ to: Register, _ base: Register, _ offset: Int) {
    emit(0x71, to, base, offset)
  }
  public mutating func store64(_ base: Register, _ offset: Int, _ from: Register) {
    emit(0x7b, base, from, offset)
  }
  public mutating func store32(_ base: Register, _ offset: Int, _ from: Register) {
    emit(0x63, base, from, offset)
  }
  /// Stores the value, its sign extended to 64 bits.
  public mutating func store64(_ base: Register, _ offset: Int, value: Int32) {
    emit(0x7a, base, .r0, offset, immediate: value)
  }
  public mutating func store32(_ base: Register, _ offset: Int, value: Int32) {
    emit(0x62, base, .r0, offset, immediate: value)
  }
  public mutating func atomicAdd64(_ base: Register, _ offset: Int, _ from: Register) {
    emit(0xdb, base, from, offset)
  }

  public mutating func loadMap(_ to: Register, _ map: Descriptor) {
    emit(0x18, to, pseudo: 1, immediate: map.number)
    words.append(0)
  }
  /// The address of an array map's first value.
  public mutating func loadMapValue(_ to: Register, _ map: Descriptor) {
    emit(0x18, to, pseudo: 2, immediate: map.number)
    words.append(0)
  }

  public mutating func call(_ helper: Helper) { emit(0x85, .r0, immediate: helper.rawValue) }
  public mutating func exit() { emit(0x95, .r0) }

  public mutating func jump(_ label: Label) { jump(0x05, .r0, .r0, 0, label) }
  public mutating func jumpIfEqual(_ a: Register, _ value: Int32, _ label: Label) {
    jump(0x15, a, .r0, value, label)
  }
  public mutating func jumpIfNotEqual(_ a: Register, _ value: Int32, _ label: Label) {
    jump(0x55, a, .r0, value, label)
  }
  /// Unsigned.
  public mutating func jumpIfGreater(_ a: Register, _ value: Int32, _ label: Label) {
    jump(0x25, a, .r0, value, label)
  }
  /// Unsigned.
  public mutating func jumpIfAtMost(_ a: Register, _ b: Register, _ label: Label) {
    jump(0xbd, a, b, 0, label)
  }

  /// Goes to the label once the program has taken too many turns for the kernel (Linux 6.9): with it in a loop
  /// the verifier need not see the loop's end.
  public mutating func jumpIfExhausted(_ label: Label) { jump(0xe5, .r0, .r0, 0, label) }

  /// The program; nil when a label is nowhere or too far away.
  public func assembled() -> [UInt64]? {
    var words = self.words
    for jump in jumps {
      guard let place = places[jump.label.number],
        let distance = Int16(exactly: place - jump.word - 1)
      else { return nil }
      words[jump.word] |= UInt64(UInt16(bitPattern: distance)) << 16
    }
    return words
  }

  private mutating func jump(
    _ code: UInt8, _ a: Register, _ b: Register, _ value: Int32, _ label: Label
  ) {
    jumps.append((words.count, label))
    emit(code, a, b, immediate: value)
  }

  private mutating func emit(
    _ code: UInt8, _ to: Register, _ from: Register = .r0, _ offset: Int = 0, immediate: Int32 = 0
  ) {
    emit(code, to, pseudo: from.rawValue, offset, immediate: immediate)
  }

  private mutating func emit(
    _ code: UInt8, _ to: Register, pseudo: UInt8, _ offset: Int = 0, immediate: Int32
  ) {
    let operands = UInt64(to.rawValue | pseudo << 4) << 8
    let distance = UInt64(UInt16(bitPattern: Int16(truncatingIfNeeded: offset))) << 16
    words.append(
      UInt64(code) | operands | distance | UInt64(UInt32(bitPattern: immediate)) << 32)
  }
}
