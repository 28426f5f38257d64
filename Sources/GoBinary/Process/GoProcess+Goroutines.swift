import ByteReading
import GoRuntimeModel
import ObjectFile

extension GoProcess {
  /// More goroutines than this are not listed.
  public static let mostGoroutines = 1 << 20

  /// The goroutine whose `runtime.g` is at `address`; nil when there is none, which `g.sched.g` tells:
  /// it points to the `g` itself from its making on.
  public func goroutine(at address: UInt64) -> GoroutineState? {
    let shape = layout.goroutine
    guard address & 7 == 0, let block = memory.block(at: address, count: shape.size) else {
      return nil
    }
    let low = block.word(shape.stack)
    let high = block.word(shape.stack + 8)
    let scanBit: UInt32 = 0x1000
    let status = block.uint32(shape.atomicstatus) & ~scanBit
    let owner = block.word(shape.sched + 16)
    guard low <= high, status <= 16, owner == address || owner == 0 else { return nil }
    return GoroutineState(
      address: address, id: block.word(shape.goid),
      status: GoroutineState.Status(rawValue: status), stack: low..<high,
      parentID: block.word(shape.parentGoid), creationPC: block.word(shape.gopc),
      startPC: block.word(shape.startpc), machine: block.word(shape.m),
      panicAddress: block.word(shape._panic), deferAddress: block.word(shape._defer),
      schedulerSP: block.word(shape.sched), schedulerPC: block.word(shape.sched + 8),
      syscallSP: block.word(shape.syscallsp), syscallPC: block.word(shape.syscallpc),
      signal: block.uint32(shape.sig), signalCode0: block.word(shape.sigcode0),
      signalCode1: block.word(shape.sigcode1), signalPC: block.word(shape.sigpc),
      waitReason: block.uint8(shape.waitreason))
  }

  /// Every goroutine that has been made, dead ones too, in the order of their making.
  ///
  /// - Parameter unreadable: how many could not be read (a truncated core).
  public func goroutines(unreadable: inout Int) -> [GoroutineState]? {
    guard let list = goroutineListAddress.flatMap(slice) else { return nil }
    var found: [GoroutineState] = []
    // A damaged list may name one goroutine a million times.
    var seen: Set<UInt64> = []
    for index in 0..<list.count {
      if let address = memory.word(at: list.address &+ UInt64(index) &* 8),
        let goroutine = goroutine(at: address)
      {
        if seen.insert(address).inserted { found.append(goroutine) }
      } else {
        unreadable += 1
      }
    }
    return found
  }

  /// The same of a running process, whose list is known: the first so many, as long as `goesOn`.
  public func goroutines(
    listedAt address: UInt64, most: Int, while goesOn: () -> Bool
  ) -> (goroutines: [GoroutineState], isComplete: Bool) {
    guard let list = slice(at: address) else { return ([], false) }
    var found: [GoroutineState] = []
    var isComplete = list.count <= most
    for index in 0..<min(list.count, most) {
      guard goesOn() else { return (found, false) }
      if let address = memory.word(at: list.address &+ UInt64(index) &* 8),
        let goroutine = goroutine(at: address)
      {
        found.append(goroutine)
      } else {
        isComplete = false
      }
    }
    return (found, isComplete)
  }

  /// Where `runtime.allgs` is in the process: by its symbol, else by what it looks like. A slice of
  /// pointers to `g`, the first of which is goroutine 1, is looked for in the data without initial
  /// value; nil when there is none, as before the program has begun.
  public var goroutineListAddress: UInt64? {
    if let symbol = image.object.symbol(named: "runtime.allgs") {
      return processAddress(symbol.value)
    }
    guard let start = moduleWord(layout.moduleData.bss),
      let end = moduleWord(layout.moduleData.ebss), start < end, end - start <= 1 << 28
    else { return nil }
    var block = start
    while block < end {
      // Slices that begin in the block's last bytes end in the next block.
      let count = Int(min(Self.searchedAtOnce + 16, end &- block))
      let bytes = readable(at: block, count: count)
      if let offset = goroutineList(in: bytes.span.rawBytes) { return block &+ UInt64(offset) }
      block &+= Self.searchedAtOnce
    }
    return nil
  }

  private static let searchedAtOnce: UInt64 = 1 << 20

  private func goroutineList(in span: RawSpan) -> Int? {
    var offset = 0
    while offset &+ 24 <= span.byteCount {
      let pointer = span.uint64OrZero(at: offset)
      let count = span.uint64OrZero(at: offset &+ 8)
      let capacity = span.uint64OrZero(at: offset &+ 16)
      if pointer != 0, pointer & 7 == 0, count > 0, count <= capacity,
        capacity <= UInt64(Self.mostGoroutines),
        let first = memory.word(at: pointer).flatMap(goroutine), first.id == 1,
        first.startPC != 0
      {
        return offset
      }
      offset &+= 8
    }
    return nil
  }

  private func slice(at address: UInt64) -> (address: UInt64, count: Int)? {
    guard let header = memory.block(at: address, count: 24), header.word(8) <= header.word(16),
      header.word(8) <= UInt64(Self.mostGoroutines)
    else { return nil }
    return (header.word(0), Int(header.word(8)))
  }

  /// All the bytes, with zeros for the pages that cannot be read.
  private func readable(at address: UInt64, count: Int) -> [UInt8] {
    if let bytes = memory.bytes(at: address, count: count) { return bytes }
    let page = 4096
    var result: [UInt8] = []
    result.reserveCapacity(count)
    while result.count < count {
      let length = min(page, count - result.count)
      result +=
        memory.bytes(at: address &+ UInt64(result.count), count: length)
        ?? [UInt8](repeating: 0, count: length)
    }
    return result
  }
}
