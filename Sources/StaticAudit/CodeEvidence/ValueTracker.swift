internal import ByteReading
internal import GoBinary
internal import MachineCode

/// Where a register's content comes from, as far as a listing can say.
enum Origin: Hashable {
  case unknown
  case constant(UInt64)
  /// An address in the function's own frame, relative to SP at entry.
  case frame(Int32)
  /// A number in ``ValueTracker/places``: what a chain of loads leads to.
  case place(Int)
}

/// A value that is reached from a root by loads: `g`, `g._panic`, `g._panic.recovered`.
struct OriginPlace: Hashable {
  enum Root: Hashable {
    case goroutine
    case parameter(Int)
    case context
    /// An integer result register of the call at this address.
    case result(UInt64, Int)
    case global(UInt64)
    /// One of several values of this type.
    case some(RuntimeStruct)
  }
  var root: Root
  /// The offsets of the loads, the first one first; empty for the root itself.
  var path: [Int32]
}

/// What a conditional branch depends on.
struct Comparison {
  var left: Origin
  var right: Origin
  /// Bytes compared.
  var width: UInt8
}

/// Follows values through the registers and the frame of one function, for its listing.
struct ValueTracker {
  private struct State: Equatable {
    var registers: [Origin]
    var slots: [Int32: Origin]
  }

  private let image: GoImage
  private let roles: RuntimeRoles
  private let model: MachineModel
  private let goroutine: Register
  private(set) var graph = ControlFlowGraph()
  private(set) var places: [OriginPlace] = []
  private var numbers: [OriginPlace: Int] = [:]
  /// The integer arguments at each call, by the number of its instruction.
  private(set) var arguments: [Int: [Origin]] = [:]
  /// By the number of the branch's instruction.
  private(set) var comparisons: [Int: Comparison] = [:]
  /// What is stored: the place (base and offset) and the value, by the number of its instruction.
  private(set) var stores: [Int: (base: Origin, offset: Int64, value: Origin, width: UInt8)] = [:]
  /// The first result register at each return.
  private(set) var returned: [Int: Origin] = [:]
  private var tableDepths: [Int32] = []
  /// The type of a place, so that what two paths agree on is not lost where they meet.
  var typing: ((OriginPlace) -> RuntimeStruct?)?

  /// Of a function with more code only so much is read.
  static let codeLimit = 1 << 18
  private static let visitLimit = 8
  private static let placeLimit = 4096
  private static let slotLimit = 256
  private static let pathLimit = 6
  private static let argumentCount = 4

  init(image: GoImage, roles: RuntimeRoles, model: MachineModel) {
    self.image = image
    self.roles = roles
    self.model = model
    goroutine = model.registerCount == 16 ? .amd64Goroutine : .arm64Goroutine
  }

  mutating func run(_ f: FunctionIndex) {
    let file = image.file
    let code = image.codeRange(f)
    graph.read(
      code: file.bytes,
      range: code.lowerBound..<min(code.upperBound, code.lowerBound &+ Self.codeLimit),
      address: image.entry(f), decoder: model.decoder)
    let entry = image.entry(f)
    let steps = image.stackDeltas(f)
    var step = 0
    tableDepths = graph.addresses.map { address in
      while step < steps.count,
        steps[step].endOffset <= UInt32(truncatingIfNeeded: address &- entry)
      { step &+= 1 }
      return step < steps.count ? steps[step].value : 0
    }
    guard !graph.blocks.isEmpty else { return }
    propagate()
  }

  func place(_ origin: Origin) -> OriginPlace? {
    if case .place(let number) = origin { places[number] } else { nil }
  }

  // MARK: blocks

  private mutating func propagate() {
    let blocks = graph.blocks
    var entries = [State?](repeating: nil, count: blocks.count)
    var visits = [Int](repeating: 0, count: blocks.count)
    var start = State(registers: Array(repeating: .unknown, count: 33), slots: [:])
    for (number, register) in model.arguments.enumerated() {
      start.registers[Int(register.rawValue)] = origin(.parameter(number), [])
    }
    start.registers[Int(model.closureContext.rawValue)] = origin(.context, [])
    start.registers[Int(goroutine.rawValue)] = origin(.goroutine, [])
    if model.registerCount != 16 { start.registers[32] = .constant(0) }
    var empty = start
    for number in empty.registers.indices
    where number != Int(goroutine.rawValue) && number != 32 {
      empty.registers[number] = .unknown
    }
    entries[0] = start
    var isDirty = [Bool](repeating: false, count: blocks.count)
    // By block the round in which something led to it. What the entry leads to, in the first round, is
    // not forgotten for what only may lead there too.
    var rounds = [Int32](repeating: 0, count: blocks.count)
    var round: Int32 = 1
    isDirty[0] = true
    rounds[0] = round
    var next = 0
    var rest = 0
    while true {
      while next < blocks.count, !isDirty[next] { next += 1 }
      if next == blocks.count {
        // What only jump tables or the runtime lead to.
        while rest < blocks.count, rounds[rest] > 0 { rest += 1 }
        guard rest < blocks.count else { return }
        round += 1
        entries[rest] = empty
        rounds[rest] = round
        isDirty[rest] = true
        next = rest
      }
      let block = next
      isDirty[block] = false
      guard var state = entries[block] else { continue }
      visits[block] += 1
      guard interpret(blocks[block], &state) else { continue }
      for number in [blocks[block].successor0, blocks[block].successor1] where number >= 0 {
        let successor = Int(number)
        guard rounds[successor] == 0 || rounds[successor] == round else { continue }
        rounds[successor] = round
        if let known = entries[successor] {
          guard visits[successor] < Self.visitLimit else { continue }
          let merged = merge(known, state)
          guard merged != known else { continue }
          entries[successor] = merged
        } else {
          entries[successor] = state
        }
        isDirty[successor] = true
        next = min(next, successor)
      }
    }
  }

  private mutating func merge(_ a: State, _ b: State) -> State {
    var result = a
    for i in result.registers.indices where a.registers[i] != b.registers[i] {
      result.registers[i] = common(a.registers[i], b.registers[i])
    }
    result.slots = [:]
    for (offset, value) in a.slots {
      guard let other = b.slots[offset] else { continue }
      let merged = value == other ? value : common(value, other)
      if merged != .unknown { result.slots[offset] = merged }
    }
    return result
  }

  private mutating func common(_ a: Origin, _ b: Origin) -> Origin {
    guard let typing, let first = place(a).flatMap(typing), first != .other,
      let second = place(b).flatMap(typing), first == second
    else { return .unknown }
    return origin(.some(first), [])
  }

  /// False when control does not reach the block's end.
  private mutating func interpret(_ block: BasicBlock, _ state: inout State) -> Bool {
    var tested: Comparison?
    for i in block.instructions {
      let instruction = graph.instructions[i]
      switch instruction.flow {
      case .call, .indirectCall:
        arguments[i] = model.arguments.prefix(Self.argumentCount).map {
          state.registers[Int($0.rawValue)]
        }
        if neverReturns(instruction) { return false }
        afterCall(instruction, at: graph.addresses[i], &state)
        tested = nil
        continue
      case .return: returned[i] = state.registers[Int(model.firstArgument.rawValue)]
      case .branch where instruction.operation == .other:
        comparisons[i] = tested
        continue
      default: break
      }
      let depth = tableDepths[i]
      if let comparison = comparison(instruction, state, depth) { tested = comparison }
      if instruction.flow == .branch { comparisons[i] = tested }
      execute(instruction, number: i, &state, depth)
    }
    return true
  }

  private func neverReturns(_ instruction: Instruction) -> Bool {
    guard instruction.flow == .call, let callee = image.function(startingAt: instruction.target)
    else { return false }
    return roles[callee].neverReturns && roles[callee] != .morestack
  }

  // MARK: instructions

  private mutating func origin(_ root: OriginPlace.Root, _ path: [Int32]) -> Origin {
    let place = OriginPlace(root: root, path: path)
    if let number = numbers[place] { return .place(number) }
    guard places.count < Self.placeLimit, path.count <= Self.pathLimit else { return .unknown }
    numbers[place] = places.count
    places.append(place)
    return .place(places.count - 1)
  }

  private func read(_ register: Register, _ state: State, _ depth: Int32) -> Origin {
    if register == model.stackPointer { return .frame(0 &- depth) }
    let number = Int(register.rawValue)
    return number < state.registers.count ? state.registers[number] : .unknown
  }

  private func set(_ register: Register, _ value: Origin, _ state: inout State) {
    let number = Int(register.rawValue)
    guard number < 32, register != model.stackPointer, register != goroutine else { return }
    state.registers[number] = value
  }

  private mutating func memory(
    _ instruction: Instruction, plus: Int64 = 0, _ state: State, _ depth: Int32
  ) -> Origin {
    guard !instruction.hasIndex else { return .unknown }
    let offset = instruction.value &+ plus
    if instruction.base.isNone {
      return origin(.global(UInt64(bitPattern: offset)), [0])
    }
    guard let small = Int32(exactly: offset) else { return .unknown }
    switch read(instruction.base, state, depth) {
    case .frame(let base): return state.slots[base &+ small] ?? .unknown
    case .place(let number):
      return origin(places[number].root, places[number].path + [small])
    case .constant(let base):
      return origin(.global(base &+ UInt64(bitPattern: offset)), [0])
    case .unknown: return .unknown
    }
  }

  private mutating func comparison(
    _ instruction: Instruction, _ state: State, _ depth: Int32
  ) -> Comparison? {
    let width = instruction.width
    switch instruction.operation {
    case .compareZero:
      return Comparison(
        left: read(instruction.source, state, depth), right: .constant(0), width: width)
    case .compareMemoryConstant:
      return Comparison(
        left: memory(instruction, state, depth),
        right: .constant(UInt64(bitPattern: instruction.constantValue)), width: width)
    case .compare:
      if !instruction.base.isNone {
        return Comparison(
          left: read(instruction.source, state, depth),
          right: memory(instruction, state, depth), width: width)
      }
      let right =
        instruction.source2.isNone
        ? Origin.constant(UInt64(bitPattern: instruction.constantValue))
        : read(instruction.source2, state, depth)
      return Comparison(left: read(instruction.source, state, depth), right: right, width: width)
    default: return nil
    }
  }

  private mutating func afterCall(
    _ instruction: Instruction, at address: UInt64, _ state: inout State
  ) {
    let callee =
      instruction.flow == .call ? image.function(startingAt: instruction.target) : nil
    switch callee.map({ roles[$0] }) ?? .none {
    case .writeBarrier, .duff, .morestack: return
    default: break
    }
    for number in 0..<32 where number != Int(goroutine.rawValue) {
      state.registers[number] = .unknown
    }
    for (number, register) in model.arguments.prefix(2).enumerated() {
      state.registers[Int(register.rawValue)] = origin(.result(address, number), [])
    }
  }

  private mutating func execute(
    _ instruction: Instruction, number: Int, _ state: inout State, _ depth: Int32
  ) {
    var results: [(Register, Origin)] = []
    let isWhole = instruction.width == 8
    switch instruction.operation {
    case .copy:
      let value = read(instruction.source, state, depth)
      // Narrow copies of flags and numbers: the place is still what matters.
      results = [(instruction.destination, value)]
    case .constant:
      results = [(instruction.destination, .constant(UInt64(bitPattern: instruction.value)))]
    case .address where !instruction.hasIndex:
      results = [(instruction.destination, address(instruction, state, depth))]
    case .load:
      results = [(instruction.destination, memory(instruction, state, depth))]
    case .loadPair where isWhole:
      results = [
        (instruction.destination, memory(instruction, state, depth)),
        (instruction.destination2, memory(instruction, plus: 8, state, depth)),
      ]
    case .store:
      store(read(instruction.source, state, depth), instruction, number, &state, depth)
    case .storeConstant:
      let value = UInt64(bitPattern: instruction.constantValue)
      store(.constant(value), instruction, number, &state, depth)
    case .storePair where isWhole:
      store(read(instruction.source, state, depth), instruction, number, &state, depth)
      store(read(instruction.source2, state, depth), instruction, plus: 8, number, &state, depth)
    default: break
    }
    var rest = instruction.writes & 0xFFFF_FFFF
    while rest != 0 {
      set(Register(rawValue: UInt8(rest.trailingZeroBitCount)), .unknown, &state)
      rest &= rest &- 1
    }
    for (register, value) in results where !register.isNone { set(register, value, &state) }
  }

  private func address(
    _ instruction: Instruction, _ state: State, _ depth: Int32
  ) -> Origin {
    if instruction.base.isNone { return .constant(UInt64(bitPattern: instruction.value)) }
    switch read(instruction.base, state, depth) {
    case .frame(let base):
      guard let small = Int32(exactly: instruction.value) else { return .unknown }
      return .frame(base &+ small)
    case .constant(let base): return .constant(base &+ UInt64(bitPattern: instruction.value))
    default: return .unknown
    }
  }

  private mutating func store(
    _ value: Origin, _ instruction: Instruction, plus: Int64 = 0, _ number: Int,
    _ state: inout State, _ depth: Int32
  ) {
    guard !instruction.hasIndex else { return }
    let base = read(instruction.base, state, depth)
    let offset = instruction.value &+ plus
    if plus == 0 {
      stores[number] = (base: base, offset: offset, value: value, width: instruction.width)
    }
    guard case .frame(let start) = base, let small = Int32(exactly: offset) else { return }
    let place = start &+ small
    if state.slots.count < Self.slotLimit || state.slots[place] != nil {
      state.slots[place] = instruction.width >= 4 || value != .unknown ? value : .unknown
    }
  }
}
