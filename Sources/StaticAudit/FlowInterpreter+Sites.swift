internal import MachineCode

// What reads is `mutating` too, see `FlowState`.

/// Most code of a function that defers stands behind its defer statements. What their closures hold
/// depends only on blocks from which control can come to a statement, so only those are followed.
extension FlowInterpreter {
  /// Leaves out the blocks that lead to no defer or `go` statement; none where the statements are
  /// not seen without following values.
  mutating func leaveOutBlocksWithoutSites() {
    var work: [Int32] = []
    var missing = slots?.all ?? 0
    for block in blocks.indices {
      let found = slotsStored(in: block)
      missing &= ~found
      if found != 0 || hasSiteCall(block) { work.append(Int32(truncatingIfNeeded: block)) }
    }
    guard missing == 0, !work.isEmpty else { return }
    let predecessors = predecessors()
    for block in isLeftOut.indices { isLeftOut[block] = true }
    while let block = work.popLast() {
      guard isLeftOut[Int(block)] else { continue }
      isLeftOut[Int(block)] = false
      for before in predecessors[UInt32(truncatingIfNeeded: block)] {
        work.append(Int32(truncatingIfNeeded: before))
      }
    }
  }

  private mutating func hasSiteCall(_ block: Int) -> Bool {
    let end = block + 1 < blocks.count ? layout.firstCalls[block + 1] : layout.calls.count
    for call in layout.firstCalls[block]..<end {
      switch layout.calls[call].role {
      case .newGoroutine, .deferHeap, .deferStack, .deferRange: return true
      default: break
      }
    }
    return false
  }

  /// The open-coded defers whose slots a block writes, one bit each.
  private mutating func slotsStored(in block: Int) -> UInt32 {
    guard let slots else { return 0 }
    var found: UInt32 = 0
    var deltaIndex = layout.firstDeltas[block]
    for i in blocks[block].instructions {
      switch instructions[i].operation {
      case .store, .storePair, .storeConstant: break
      default: continue
      }
      guard instructions[i].base == model.stackPointer, instructions[i].width == 8,
        !instructions[i].hasIndex, let displacement = Int32(exactly: instructions[i].value)
      else { continue }
      let place = UInt32(truncatingIfNeeded: addresses[i] &- entry)
      while deltaIndex < stackDeltas.count, stackDeltas[deltaIndex].endOffset <= place {
        deltaIndex &+= 1
      }
      let delta = deltaIndex < stackDeltas.count ? stackDeltas[deltaIndex].value : 0
      let offset = displacement &- delta
      if isContent(instructions[i].source, of: instructions[i]), let slot = slots.index(of: offset)
      {
        found |= 1 &<< UInt32(truncatingIfNeeded: slot)
      }
      if instructions[i].operation == .storePair,
        isContent(instructions[i].source2, of: instructions[i]),
        let slot = slots.index(of: offset &+ 8)
      {
        found |= 1 &<< UInt32(truncatingIfNeeded: slot)
      }
    }
    return found
  }

  /// The store writes something, not zeros as the prologue does.
  private mutating func isContent(_ source: Register, of store: Instruction) -> Bool {
    if store.operation == .storeConstant { return store.constantValue != 0 }
    return !source.isNone && source.rawValue != model.zeroRegister
  }

  /// By block those from which control can come.
  private mutating func predecessors() -> RowTable {
    var builder = RowTable.Builder(rows: blocks.count)
    for block in blocks {
      if block.successor0 >= 0 { builder.count(UInt32(truncatingIfNeeded: block.successor0)) }
      if block.successor1 >= 0 { builder.count(UInt32(truncatingIfNeeded: block.successor1)) }
    }
    builder.place()
    for (i, block) in blocks.enumerated() {
      let number = UInt32(truncatingIfNeeded: i)
      if block.successor0 >= 0 {
        builder.add(number, to: UInt32(truncatingIfNeeded: block.successor0))
      }
      if block.successor1 >= 0 {
        builder.add(number, to: UInt32(truncatingIfNeeded: block.successor1))
      }
    }
    return builder.table
  }
}

extension FlowEvent.Kind {
  /// A defer or `go` statement.
  var isSite: Bool {
    switch self {
    case .deferSlot, .deferCall, .go: true
    default: false
    }
  }
}
