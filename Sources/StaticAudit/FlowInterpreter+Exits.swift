internal import GoBinary

extension FlowInterpreter {
  /// The call that follows a cleared bit is the normal exit's own call of a deferred function; the
  /// first store of the bits is the prologue's. Where nothing can panic in between the compiler
  /// leaves the bits alone: then the line tells, which is that of `CALL runtime.deferreturn`. The body
  /// may stand on that line too, so that only calls of what is deferred count.
  mutating func markDeferExits() {
    guard slots != nil else { return }
    let offset = image.deferReturn(function)
    let lines = offset == 0 ? [] : image.lines(function)
    let end = Self.line(at: offset, in: lines)
    let first = events.first { if case .deferSlot = $0.kind { true } else { false } }?.address
    let deferred = deferredFunctions()
    for i in events.indices {
      switch events[i].kind {
      case .call(let callee?) where roles[callee] != .none: break
      case .call, .closureCall, .indirectCall:
        if let cleared = bitCleared[events[i].address], cleared != firstBitStore {
          events[i].isDeferExit = true
        } else if let end, let first, events[i].address > first {
          if case .call(let callee?) = events[i].kind, let deferred, !deferred.contains(callee) {
            continue
          }
          let place = UInt32(truncatingIfNeeded: events[i].address &- entry)
          events[i].isDeferExit = Self.line(at: place, in: lines) == end
        }
      default: break
      }
    }
  }

  /// What the slots hold; nil where one may hold anything.
  private func deferredFunctions() -> Set<FunctionIndex>? {
    var functions: Set<FunctionIndex> = []
    for event in events {
      guard case .deferSlot(_, let value) = event.kind else { continue }
      guard let function = value.function else { return nil }
      functions.insert(function)
    }
    return functions
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
