/// The instructions and basic blocks of one function.
///
/// Built by decoding the function's bytes from start to end. Bytes that are no instruction are
/// passed over one at a time (four at a time on arm64) and stand in ``instructions`` as undecoded.
/// Where a call does not return is not known here, so control seems to go on after every call.
public struct ControlFlowGraph: Sendable {
  /// In the order of their addresses.
  public private(set) var instructions: [Instruction] = []
  /// The address of each instruction, ascending.
  public private(set) var addresses: [UInt64] = []
  /// The indices of direct and indirect calls, ascending.
  public private(set) var calls: [Int32] = []
  /// In the order of their addresses; the first holds the function's entry.
  public private(set) var blocks: [BasicBlock] = []
  /// Bytes of the function that are no instruction.
  public private(set) var undecodedBytes = 0
  private var leaders = LeaderSet()

  /// A graph of no code; ``read(code:range:address:decoder:)`` fills it.
  public init() {}

  /// Decodes the bytes `range` of `code`; `address` is where the first of them runs.
  ///
  /// The part of `range` outside of `code` is left out. Time and memory are proportional to the
  /// number of bytes.
  public init(
    code: borrowing RawSpan, range: Range<Int>, address: UInt64, decoder: borrowing Decoder
  ) {
    read(code: code, range: range, address: address, decoder: decoder)
  }

  /// Replaces the graph by that of other code, as the initialiser reads it, in the same memory if
  /// nobody else holds the arrays.
  public mutating func read(
    code: borrowing RawSpan, range: Range<Int>, address: UInt64, decoder: borrowing Decoder
  ) {
    instructions.removeAll(keepingCapacity: true)
    addresses.removeAll(keepingCapacity: true)
    calls.removeAll(keepingCapacity: true)
    blocks.removeAll(keepingCapacity: true)
    undecodedBytes = 0
    let bytes = range.clamped(to: 0..<code.byteCount)
    guard !bytes.isEmpty else { return }
    let start = address &+ UInt64(bytes.lowerBound &- range.lowerBound)
    let function = code.extracting(bytes)
    leaders.reset(byteCount: bytes.count)
    decodeAll(function, address: start, decoder: decoder)
    formBlocks(start: start)
    connectBlocks(start: start)
  }

  /// The index of the instruction that begins at `address`.
  public func instructionIndex(at address: UInt64) -> Int? {
    let index = firstIndex(from: address)
    return index < addresses.count && addresses[index] == address ? index : nil
  }

  /// The index of the block whose bytes hold `address`.
  public func block(containing address: UInt64) -> Int? {
    var index = firstIndex(from: address)
    if index == addresses.count || addresses[index] != address {
      guard index > 0 else { return nil }
      index -= 1
    }
    let size = UInt64(max(instructions[index].length, 1))
    guard address &- addresses[index] < size else { return nil }
    return block(ofInstruction: index)
  }

  /// The index of the block that holds the instruction with that index.
  public func block(ofInstruction index: Int) -> Int? {
    guard instructions.indices.contains(index) else { return nil }
    var low = 0
    var high = blocks.count
    while low < high {
      let middle = (low + high) / 2
      if Int(blocks[middle].firstInstruction) <= index { low = middle + 1 } else { high = middle }
    }
    return low - 1
  }

  /// The index of the first instruction at or after `address`.
  private func firstIndex(from address: UInt64) -> Int {
    var low = 0
    var high = addresses.count
    while low < high {
      let middle = (low + high) / 2
      if addresses[middle] < address { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension ControlFlowGraph {
  private mutating func decodeAll(
    _ function: borrowing RawSpan, address: UInt64, decoder: borrowing Decoder
  ) {
    let count = function.byteCount
    instructions.reserveCapacity(count / 4 + 1)
    addresses.reserveCapacity(count / 4 + 1)
    leaders.insert(0)
    var offset = 0
    while offset < count {
      let here = address &+ UInt64(truncatingIfNeeded: offset)
      let index = instructions.count
      instructions.append(Instruction())
      decoder.decode(function, at: offset, address: here, into: &instructions[index])
      addresses.append(here)
      let flow = instructions[index].flow
      if flow == .undecoded {
        let step = min(decoder.undecodedStep, count &- offset)
        undecodedBytes += step
        offset &+= step
      } else {
        offset &+= Int(instructions[index].length)
      }
      if flow == .next { continue }
      guard flow.endsBlock else {
        calls.append(Int32(truncatingIfNeeded: index))
        continue
      }
      leaders.insert(offset)
      if flow == .branch || flow == .jump {
        leaders.insert(Int(truncatingIfNeeded: instructions[index].target &- address))
      }
    }
  }

  private mutating func formBlocks(start: UInt64) {
    blocks.reserveCapacity(instructions.count / 6 + 1)
    var first = 0
    for index in addresses.indices.dropFirst() {
      guard leaders.contains(Int(truncatingIfNeeded: addresses[index] &- start)) else { continue }
      appendBlock(first..<index)
      first = index
    }
    appendBlock(first..<addresses.count)
  }

  private mutating func appendBlock(_ range: Range<Int>) {
    blocks.append(
      BasicBlock(
        firstInstruction: Int32(truncatingIfNeeded: range.lowerBound),
        instructionCount: Int32(truncatingIfNeeded: range.count)))
  }

  private mutating func connectBlocks(start: UInt64) {
    for index in blocks.indices {
      let end = blocks[index].instructions.upperBound - 1
      let flow = instructions[end].flow
      let target = instructions[end].target
      if flow.goesOn, index + 1 < blocks.count {
        blocks[index].successor0 = Int32(truncatingIfNeeded: index + 1)
      }
      switch flow {
      case .branch, .jump:
        guard leaders.contains(Int(truncatingIfNeeded: target &- start)) else { continue }
        if let successor = blockIndex(startingAt: target) {
          blocks[index].successor1 = Int32(truncatingIfNeeded: successor)
        } else {
          blocks[index].hasUnknownSuccessors = true
        }
      case .indirectJump, .undecoded: blocks[index].hasUnknownSuccessors = true
      default: break
      }
    }
  }

  private func blockIndex(startingAt address: UInt64) -> Int? {
    var low = 0
    var high = blocks.count
    while low < high {
      let middle = (low + high) / 2
      if addresses[Int(blocks[middle].firstInstruction)] < address {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low < blocks.count, addresses[Int(blocks[low].firstInstruction)] == address else {
      return nil
    }
    return low
  }
}

/// The offsets within a function where blocks begin: one bit a byte.
private struct LeaderSet {
  private var words: [UInt64] = []
  private var byteCount = 0

  mutating func reset(byteCount: Int) {
    self.byteCount = byteCount
    words.removeAll(keepingCapacity: true)
    words.append(contentsOf: repeatElement(0, count: byteCount / 64 + 1))
  }

  mutating func insert(_ offset: Int) {
    guard offset >= 0, offset < byteCount else { return }
    words[offset &>> 6] |= 1 &<< UInt64(offset & 63)
  }

  func contains(_ offset: Int) -> Bool {
    guard offset >= 0, offset < byteCount else { return false }
    return words[offset &>> 6] &>> UInt64(offset & 63) & 1 != 0
  }
}

extension Flow {
  /// Whether the next instruction begins a new basic block.
  var endsBlock: Bool {
    switch self {
    case .next, .call, .indirectCall: false
    default: true
    }
  }

  /// Whether control can reach the instruction that follows in memory.
  var goesOn: Bool {
    switch self {
    case .next, .call, .indirectCall, .branch: true
    default: false
    }
  }
}
