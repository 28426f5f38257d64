internal import GoBinary

/// What one function does with defers, goroutines, recovers and function values:
/// its blocks and the events found by following values through registers and frame.
final class FunctionFlow {
  struct Block {
    /// Code offset of the first instruction.
    var start: UInt32
    var successor0: Int32
    var successor1: Int32
    /// Control reaches it from the entry.
    var reached: Bool
    /// Its last instruction returns.
    var returns: Bool
    /// Ends in an indirect jump: a jump table.
    var jumpsIndirectly: Bool
  }

  let function: FunctionIndex
  let blocks: [Block]
  /// In address order.
  let events: [FlowEvent]
  let branches: [ResultBranch]
  /// By number of a joined value what it can be.
  let joinedValues: [[FunctionValue]]
  /// Blocks that no direct edge reaches: what jump tables can lead to.
  let tableTargets: [Int32]
  /// Too large to follow, or bytes that are no instruction.
  let isIncomplete: Bool

  init(
    function: FunctionIndex, blocks: [Block], events: [FlowEvent], branches: [ResultBranch],
    joinedValues: [[FunctionValue]], tableTargets: [Int32], isIncomplete: Bool
  ) {
    self.function = function
    self.blocks = blocks
    self.events = events
    self.branches = branches
    self.joinedValues = joinedValues
    self.tableTargets = tableTargets
    self.isIncomplete = isIncomplete
  }

  func successors(of block: Int32) -> [Int32] {
    guard block >= 0, Int(block) < blocks.count else { return [] }
    let b = blocks[Int(block)]
    if b.jumpsIndirectly { return tableTargets }
    return [b.successor0, b.successor1].filter { $0 >= 0 }
  }

  /// The value is nil on some path; only where values were followed through joins.
  func mayBeNull(_ value: FunctionValue, depth: Int = 4) -> Bool {
    switch value {
    case .null: true
    case .joined(let number):
      depth > 0 && Int(number) < joinedValues.count
        && joinedValues[Int(number)].contains { mayBeNull($0, depth: depth - 1) }
    default: false
    }
  }

  /// Blocks that control can reach from `starts` without entering a block that `stop` names.
  ///
  /// - Parameter choose: the successors to follow, to leave out a branch's other side.
  func reachable(
    from starts: [Int32], stop: (Int32) -> Bool = { _ in false },
    choose: ((Int32) -> [Int32])? = nil
  ) -> Set<Int32> {
    var seen: Set<Int32> = []
    var work = starts.filter { !stop($0) }
    while let block = work.popLast() {
      guard seen.insert(block).inserted else { continue }
      for next in choose?(block) ?? successors(of: block) where !stop(next) && !seen.contains(next)
      {
        work.append(next)
      }
    }
    return seen
  }

  func returns(in blocks: Set<Int32>) -> Bool {
    blocks.contains { Int($0) < self.blocks.count && self.blocks[Int($0)].returns }
  }
}
