internal import GoBinary

extension FlowInterpreter {
  /// The call that follows a cleared bit is the normal exit's own call of a deferred function; the
  /// first store of the bits is the prologue's. Where nothing can panic in between the compiler
  /// leaves the bits alone: then the line tells, which is that of `CALL runtime.deferreturn`.
  mutating func markDeferExits() {
    guard slots != nil else { return }
    let offset = image.deferReturn(function)
    let lines = offset == 0 ? [] : image.lines(function)
    let end = Self.line(at: offset, in: lines)
    let first = events.first { if case .deferSlot = $0.kind { true } else { false } }?.address
    for i in events.indices {
      switch events[i].kind {
      case .call(let callee?) where roles[callee] != .none: break
      case .call, .closureCall, .indirectCall:
        if let cleared = bitCleared[events[i].address], cleared != firstBitStore {
          events[i].isDeferExit = true
        } else if let end, let first, events[i].address > first {
          let place = UInt32(truncatingIfNeeded: events[i].address &- entry)
          events[i].isDeferExit = Self.line(at: place, in: lines) == end
        }
      default: break
      }
    }
  }

  private static func line(
    at offset: UInt32, in lines: [(endOffset: UInt32, value: Int32)]
  ) -> Int32? {
    var low = 0
    var high = lines.count
    while low < high {
      let middle = (low &+ high) / 2
      if lines[middle].endOffset <= offset { low = middle &+ 1 } else { high = middle }
    }
    return low < lines.count ? lines[low].value : nil
  }
}
