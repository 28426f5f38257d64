internal import ByteReading
internal import GoBinary
internal import MachineCode

/// SP and the frame pointer before each instruction of a function, by following the instructions
/// alone; its tables are used again for the next function.
///
/// The binary's own table (pcsp) is what the runtime unwinds by. Where the two differ a panic that
/// must pass the function goes astray.
struct StackTracker: ~Copyable {
  /// A register's content relative to SP at entry, or one of the two marks below.
  typealias Word = Int64
  static let unknown = Int64.min
  /// What the caller had in the frame pointer.
  static let callers = Int64.min + 1
  /// The table ends before the instruction: what the linker puts between functions.
  static let beyondTable = Int32.min

  private let image: GoImage
  private let roles: RuntimeRoles
  private let model: MachineModel
  private let framePointer: Register
  private var graph = ControlFlowGraph()
  private(set) var instructions: [Instruction] = []
  private(set) var addresses: [UInt64] = []
  /// By instruction: SP at entry minus SP.
  private(set) var depths: [Word] = []
  private(set) var framePointers: [Word] = []
  private(set) var tableDepths: [Int32] = []
  private(set) var undecodedBytes = 0
  /// Numbers of instructions that store to the word at SP on entry.
  private var returnAddressStores: Set<Int> = []

  private var registers: [Word] = []
  /// Words of the frame that hold a known address, such as the caller's frame pointer.
  private var saved: [Saved] = []
  /// By block what control brings to it, until it is followed.
  private var entries: [BlockState?] = []
  private var isEntered: [Bool] = []

  private struct Saved: Equatable {
    var offset: Word
    var value: Word
  }
  private struct BlockState {
    var registers: [Word]
    var saved: [Saved]
  }

  /// Larger assembly functions are generated arithmetic; the rules leave them alone.
  static let codeLimit = 1 << 16
  /// More words than these of a frame are not kept.
  private static let mostSaved = 32
  /// Addresses further from SP at entry are no part of a frame: arithmetic stays far from overflow.
  private static let farthest: Word = 1 << 31

  init(image: GoImage, roles: RuntimeRoles, model: MachineModel) {
    self.image = image
    self.roles = roles
    self.model = model
    framePointer = model.registerCount == 16 ? .amd64FramePointer : .arm64FramePointer
  }

  mutating func run(_ f: FunctionIndex) {
    instructions = []
    addresses = []
    let range = image.codeRange(f)
    let file = image.file
    graph.read(
      code: file.bytes, range: range, address: image.entry(f), decoder: model.decoder)
    instructions = graph.instructions
    addresses = graph.addresses
    undecodedBytes = graph.undecodedBytes
    returnAddressStores.removeAll(keepingCapacity: true)
    let count = instructions.count
    depths = Array(repeating: Self.unknown, count: count)
    framePointers = Array(repeating: Self.unknown, count: count)
    readTable(f)
    guard count > 0 else { return }
    propagate(f)
  }

  private mutating func readTable(_ f: FunctionIndex) {
    let entry = image.entry(f)
    let steps = image.stackDeltas(f)
    tableDepths = []
    tableDepths.reserveCapacity(addresses.count)
    var step = 0
    for address in addresses {
      let offset = UInt32(truncatingIfNeeded: address &- entry)
      while step < steps.count, steps[step].endOffset <= offset { step &+= 1 }
      tableDepths.append(step < steps.count ? steps[step].value : Self.beyondTable)
    }
  }

  /// On amd64 the return address stands at SP on entry.
  func overwritesReturnAddress(_ number: Int) -> Bool { returnAddressStores.contains(number) }

  /// The number of the first instruction that does, by address.
  var firstReturnAddressStore: Int? { returnAddressStores.min() }

  // MARK: blocks

  private mutating func propagate(_ f: FunctionIndex) {
    let blocks = graph.blocks
    entries = Array(repeating: nil, count: blocks.count)
    isEntered = Array(repeating: false, count: blocks.count)
    var start = BlockState(
      registers: Array(repeating: Self.unknown, count: 32), saved: [])
    start.registers[Int(model.stackPointer.rawValue)] = 0
    start.registers[Int(framePointer.rawValue)] = Self.callers
    entries[0] = start
    isEntered[0] = true
    // The runtime resumes a function that recovered here, with SP as its own table has it.
    let resumption = image.entry(f) &+ UInt64(image.deferReturn(f))
    var resumed = image.deferReturn(f) == 0 ? nil : graph.block(containing: resumption)
    var tables = targetsOfTables(blocks, except: resumed)
    var work = [0]
    while true {
      guard let block = work.popLast() else {
        guard let late = resumed else { return }
        resumed = nil
        guard !isEntered[late] else { continue }
        let first = Int(blocks[late].firstInstruction)
        var state = start
        state.registers[Int(model.stackPointer.rawValue)] = 0 &- Word(tableDepths[first])
        state.registers[Int(framePointer.rawValue)] = Self.unknown
        entries[late] = state
        isEntered[late] = true
        work = [late]
        continue
      }
      guard let state = entries[block] else { continue }
      entries[block] = nil
      registers = state.registers
      saved = state.saved
      guard interpret(blocks[block]) else { continue }
      let end = BlockState(registers: registers, saved: saved)
      var next: [Int] = []
      if blocks[block].successor1 >= 0 { next.append(Int(blocks[block].successor1)) }
      if blocks[block].successor0 >= 0 { next.append(Int(blocks[block].successor0)) }
      if blocks[block].hasUnknownSuccessors {
        next += tables
        // They are entered once, however many jump tables there are.
        tables = []
      }
      for successor in next where !isEntered[successor] {
        entries[successor] = end
        isEntered[successor] = true
        work.append(successor)
      }
    }
  }

  /// Blocks that nothing leads to directly: what jump tables can lead to.
  private func targetsOfTables(_ blocks: [BasicBlock], except resumed: Int?) -> [Int] {
    guard blocks.contains(where: \.hasUnknownSuccessors) else { return [] }
    var isReached = [Bool](repeating: false, count: blocks.count)
    isReached[0] = true
    if let resumed { isReached[resumed] = true }
    for (index, block) in blocks.enumerated() {
      if block.successor1 >= 0 { isReached[Int(block.successor1)] = true }
      // Behind a call that never returns stands whatever the compiler put there.
      let last = instructions[block.instructions.upperBound - 1]
      if block.successor0 >= 0, last.flow != .call || !neverReturns(last) {
        isReached[index + 1] = true
      }
    }
    return isReached.indices.filter { index in
      let first = instructions[Int(blocks[index].firstInstruction)]
      return !isReached[index] && first.flow != .trap && first.flow != .undecoded
    }
  }

  private func neverReturns(_ instruction: Instruction) -> Bool {
    guard instruction.flow == .call, let callee = image.function(startingAt: instruction.target)
    else { return false }
    let role = roles[callee]
    return role.neverReturns && role != .morestack
  }

  /// False when control does not reach the block's end.
  private mutating func interpret(_ block: BasicBlock) -> Bool {
    for i in block.instructions {
      let stack = registers[Int(model.stackPointer.rawValue)]
      depths[i] = stack == Self.unknown ? stack : -stack
      framePointers[i] = registers[Int(framePointer.rawValue)]
      let instruction = instructions[i]
      switch instruction.flow {
      case .call, .indirectCall:
        if neverReturns(instruction) { return false }
        forgetCalls()
      case .return, .trap: return false
      default:
        noteStore(instruction, number: i)
        execute(instruction)
      }
    }
    return true
  }

  /// A callee leaves SP and the frame pointer as they were.
  private mutating func forgetCalls() {
    for i in registers.indices
    where i != Int(model.stackPointer.rawValue) && i != Int(framePointer.rawValue) {
      registers[i] = Self.unknown
    }
  }

  private mutating func noteStore(_ instruction: Instruction, number: Int) {
    guard model.registerCount == 16, !instruction.hasIndex else { return }
    switch instruction.operation {
    case .store, .storeConstant:
      let offset = place(instruction.base, instruction.value)
      let isThere = offset != Self.unknown && offset < 8 && offset &+ Word(instruction.width) > 0
      if isThere { returnAddressStores.insert(number) }
    default: break
    }
  }

  // MARK: one instruction

  private func read(_ register: Register) -> Word {
    let number = Int(register.rawValue)
    return number < registers.count ? registers[number] : Self.unknown
  }

  private mutating func set(_ register: Register, _ value: Word) {
    let number = Int(register.rawValue)
    guard number < registers.count else { return }
    let isMark = value == Self.unknown || value == Self.callers
    registers[number] = isMark || abs(value) < Self.farthest ? value : Self.unknown
  }

  /// `base + distance` where the base is an address of the frame.
  private func place(_ base: Register, _ distance: Int64) -> Word {
    let word = read(base)
    guard word != Self.unknown, word != Self.callers, abs(distance) < Self.farthest else {
      return Self.unknown
    }
    return word &+ distance
  }

  private func load(_ instruction: Instruction, plus: Int64 = 0) -> Word {
    guard instruction.width == 8, !instruction.hasIndex else { return Self.unknown }
    let offset = place(instruction.base, instruction.value &+ plus)
    return saved.last { $0.offset == offset && offset != Self.unknown }?.value ?? Self.unknown
  }

  private mutating func store(_ value: Word, at offset: Word) {
    guard offset != Self.unknown else { return }
    saved.removeAll { $0.offset > offset &- 8 && $0.offset < offset &+ 8 }
    if value != Self.unknown, saved.count < Self.mostSaved {
      saved.append(Saved(offset: offset, value: value))
    }
  }

  private mutating func execute(_ instruction: Instruction) {
    let stackPointer = model.stackPointer
    let delta = instruction.stackDelta
    var results: [(Register, Word)] = []
    switch instruction.operation {
    case .copy where instruction.width == 8:
      results = [(instruction.destination, read(instruction.source))]
    case .address where !instruction.hasIndex:
      results = [(instruction.destination, place(instruction.base, instruction.value))]
    case .load:
      results = [(instruction.destination, load(instruction))]
    case .loadPair:
      results = [
        (instruction.destination, load(instruction)),
        (instruction.destination2, load(instruction, plus: 8)),
      ]
    case .store where !instruction.hasIndex:
      let value = instruction.width == 8 ? read(instruction.source) : Self.unknown
      store(value, at: place(instruction.base, instruction.value))
    case .storeConstant where !instruction.hasIndex:
      store(Self.unknown, at: place(instruction.base, instruction.value))
    case .storePair where !instruction.hasIndex && instruction.width == 8:
      store(read(instruction.source), at: place(instruction.base, instruction.value))
      store(read(instruction.source2), at: place(instruction.base, instruction.value &+ 8))
    case .push:
      store(read(instruction.source), at: place(stackPointer, Int64(delta)))
    case .pop:
      let top = read(stackPointer)
      let word = saved.last { $0.offset == top && top != Self.unknown }?.value
      results = [(instruction.destination, word ?? Self.unknown)]
    default: break
    }
    let stack = read(stackPointer)
    var rest = instruction.writes & 0xFFFF_FFFF
    while rest != 0 {
      registers[rest.trailingZeroBitCount] = Self.unknown
      rest &= rest &- 1
    }
    if delta == Instruction.unknownStackDelta {
      set(stackPointer, Self.unknown)
    } else {
      set(stackPointer, stack == Self.unknown ? stack : stack &+ Int64(delta))
    }
    for (register, value) in results where !register.isNone {
      if register != stackPointer || delta == Instruction.unknownStackDelta { set(register, value) }
    }
  }
}
