import ByteReading

/// Finds the entry for an address in a relocation table.
///
/// Linkers write entries in a few long ascending runs, searched in place, and a few that are not
/// in order, for which there is a sorted list.
final class RelocationIndex: Sendable {
  private struct Run {
    var firstOffset: Int
    var count: Int
    var firstAddress: UInt64
    var lastAddress: UInt64
  }

  private let runs: [Run]
  /// Offsets of the entries outside the runs, ascending by their address.
  private let others: [(address: UInt64, offset: Int)]

  private static let shortestRun = 64
  private static let mostRuns = 32

  init(_ table: RawSpan) {
    var runs: [Run] = []
    var others: [(address: UInt64, offset: Int)] = []
    func finish(_ run: Run) {
      if run.count >= Self.shortestRun && runs.count < Self.mostRuns {
        runs.append(run)
        return
      }
      for entry in 0..<run.count {
        let offset = run.firstOffset &+ entry &* RelocationTable.entrySize
        if let address = table.uint64(at: offset) { others.append((address, offset)) }
      }
    }
    var current: Run?
    var offset = 0
    while table.holds(RelocationTable.entrySize, at: offset),
      let address = table.uint64(at: offset)
    {
      if var run = current, address >= run.lastAddress {
        run.count &+= 1
        run.lastAddress = address
        current = run
      } else {
        if let run = current { finish(run) }
        current = Run(
          firstOffset: offset, count: 1, firstAddress: address, lastAddress: address)
      }
      offset &+= RelocationTable.entrySize
    }
    if let run = current { finish(run) }
    others.sort { ($0.address, $0.offset) < ($1.address, $1.offset) }
    self.runs = runs
    self.others = others
  }

  /// Offset in the table of the entry for `address`.
  func offset(of address: UInt64, in table: RawSpan) -> Int? {
    for run in runs where run.firstAddress <= address && address <= run.lastAddress {
      if let offset = search(run, for: address, in: table) { return offset }
    }
    var low = 0
    var high = others.count
    while low < high {
      let middle = (low &+ high) >> 1
      if others[middle].address < address { low = middle &+ 1 } else { high = middle }
    }
    return low < others.count && others[low].address == address ? others[low].offset : nil
  }

  private func search(_ run: Run, for address: UInt64, in table: RawSpan) -> Int? {
    var low = 0
    var high = run.count
    while low < high {
      let middle = (low &+ high) >> 1
      let offset = run.firstOffset &+ middle &* RelocationTable.entrySize
      guard let candidate = table.uint64(at: offset) else { return nil }
      if candidate < address { low = middle &+ 1 } else { high = middle }
    }
    let offset = run.firstOffset &+ low &* RelocationTable.entrySize
    return low < run.count && table.uint64(at: offset) == address ? offset : nil
  }
}
