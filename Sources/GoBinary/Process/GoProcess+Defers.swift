import ByteReading
import GoRuntimeModel

extension GoProcess {
  /// Longer chains are the mark of damaged memory.
  private static let longestChain = 1 << 16

  /// The chain of `g._defer`, newest first, with the calls that loop bodies deferred in the place of
  /// their record. Open-coded calls have no record (`pendingOpenCoded`).
  public func defers(
    of goroutine: GoroutineState
  ) -> (chain: [DeferState], isComplete: Bool) {
    var chain: [DeferState] = []
    let isComplete = follow(goroutine.deferAddress, in: goroutine, into: &chain, isNested: false)
    return (chain, isComplete)
  }

  private func follow(
    _ first: UInt64, in goroutine: GoroutineState, into chain: inout [DeferState], isNested: Bool
  ) -> Bool {
    let shape = layout.deferRecord
    var next = first
    var seen: Set<UInt64> = []
    // `badDefer` of the runtime, 1, ends the list of a range-over-func loop that is over.
    while next > 1 {
      guard seen.insert(next).inserted, chain.count < Self.longestChain,
        let block = memory.block(at: next, count: shape.size)
      else { return false }
      let address = next
      next = block.word(shape.link)
      if block.bool(shape.openDefer) { continue }
      if block.bool(shape.rangefunc) && !isNested {
        guard let list = block.word(shape.head), let head = memory.word(at: list),
          follow(head, in: goroutine, into: &chain, isNested: true)
        else { return false }
        continue
      }
      let funcval = block.word(shape.fn)
      chain.append(
        DeferState(
          kind: isNested ? .rangeFunc : block.bool(shape.heap) ? .heap : .stack,
          address: address, funcval: funcval, entry: entry(ofFuncval: funcval),
          frameSP: block.word(shape.sp), framePC: block.word(shape.pc),
          hasStarted: block.bool(shape.started)))
    }
    return true
  }

  /// The open-coded deferred calls that are registered in this frame and have not begun, the next to
  /// run first. Source: `(*_panic).nextDefer` and `initOpenCodedDefers` in `runtime/panic.go`.
  public func pendingOpenCoded(in frame: ProcessFrame) -> [DeferState] {
    openCodedSlots(in: frame).filter { !$0.state.hasStarted }.map(\.state)
  }

  /// What the slots of a frame's open-coded defers hold, the last defer statement first, with the number of
  /// the statement in its function. A call leaves its slot as it is; a slot whose statement was not reached may hold
  /// anything.
  public func openCodedSlots(in frame: ProcessFrame) -> [(number: Int, state: DeferState)] {
    guard let info = image.openCodedDefers(frame.function),
      let place = frame.variablePointer.subtracting(info.deferBitsOffset),
      let bits = memory.bytes(at: place, count: 1)?.first
    else { return [] }
    let offsets: [UInt32] =
      switch info.slots {
      case .closures(let offsets): offsets.reversed()
      case .array(let first): (0..<8).compactMap { first >= $0 * 8 ? first - $0 * 8 : nil }
      }
    var slots: [(number: Int, state: DeferState)] = []
    for (index, offset) in offsets.enumerated().reversed() {
      guard let slot = frame.variablePointer.subtracting(offset) else { continue }
      let funcval = memory.word(at: slot) ?? 0
      slots.append(
        (
          index,
          DeferState(
            kind: .openCoded, address: slot, funcval: funcval, entry: entry(ofFuncval: funcval),
            frameSP: frame.stackPointer, framePC: frame.pc, hasStarted: bits >> index & 1 == 0)
        ))
    }
    return slots
  }
}

extension UInt64 {
  fileprivate func subtracting(_ distance: UInt32) -> UInt64? {
    subtracting(UInt64(distance))
  }
}
