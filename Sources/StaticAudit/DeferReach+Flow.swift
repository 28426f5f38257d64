internal import GoBinary
internal import PanicContract

extension DeferReach {
  /// - Returns: nil where the function's ways are not known.
  init?(of d: DeferIndex.Defer, context: AuditContext) {
    let flow = context.store.flow(of: d.function)
    guard !flow.isIncomplete, d.block >= 0, Int(d.block) < flow.blocks.count else { return nil }
    let entry = context.image.entry(d.function)
    let end = context.image.end(d.function)
    let behind = flow.reachable(from: flow.successors(of: d.block))
    let around = flow.reachable(from: [0], stop: { $0 == d.block })
    let leading = Self.blocks(leadingTo: d.block, flow)
    self.init(registered: [], possible: [], ahead: [])
    let order = flow.blocks.indices.sorted { flow.blocks[$0].start < flow.blocks[$1].start }
    for (place, index) in order.enumerated() {
      let block = Int32(index)
      let start = entry + UInt64(flow.blocks[index].start)
      let isLast = place + 1 == order.count
      let next = isLast ? end : entry + UInt64(flow.blocks[order[place + 1]].start)
      guard next > start else { continue }
      if block == d.block {
        let after = min(max(d.address, start), next)
        // In a loop it may have run before.
        if behind.contains(block) {
          if after > start { possible.append(start..<after) }
        } else if after > start {
          ahead.append(start..<after)
        }
        if next > after { registered.append(after..<next) }
      } else if behind.contains(block) {
        if around.contains(block) {
          possible.append(start..<next)
        } else {
          registered.append(start..<next)
        }
      } else if leading.contains(block) {
        ahead.append(start..<next)
      }
    }
  }
  private static func blocks(leadingTo target: Int32, _ flow: FunctionFlow) -> Set<Int32> {
    var predecessors: [Int32: [Int32]] = [:]
    for block in flow.blocks.indices.map(Int32.init) {
      for next in flow.successors(of: block) { predecessors[next, default: []].append(block) }
    }
    var found: Set<Int32> = [target]
    var work = [target]
    while let block = work.popLast() {
      for previous in predecessors[block] ?? [] where found.insert(previous).inserted {
        work.append(previous)
      }
    }
    // A panic leads nowhere; what it kept from happening is what lay ahead of its check.
    let panics = flow.blocks.indices.map(Int32.init).filter { block in
      !flow.blocks[Int(block)].returns && flow.successors(of: block).isEmpty
        && (predecessors[block] ?? []).contains(where: found.contains)
    }
    return found.union(panics)
  }
}
