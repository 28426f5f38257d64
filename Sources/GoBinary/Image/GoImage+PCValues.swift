import ByteReading
import GoRuntimeModel

extension GoImage {
  /// Bytes that the function has pushed when the instruction at `pc` begins: the distance from SP
  /// to the return address (amd64) or the caller's frame (arm64).
  public func stackDelta(at pc: UInt64, in function: FunctionIndex) -> Int32? {
    recordWord(function, layout.function.pcsp).flatMap { value(table: $0, at: pc, in: function) }
  }

  /// The whole table of stack deltas: each value holds from the previous `endOffset` (the first
  /// from 0) to before its own, in bytes from the entry.
  public func stackDeltas(_ function: FunctionIndex) -> [(endOffset: UInt32, value: Int32)] {
    steps(recordWord(function, layout.function.pcsp), function)
  }

  /// The whole table of source lines, in the shape of `stackDeltas`.
  public func lines(_ function: FunctionIndex) -> [(endOffset: UInt32, value: Int32)] {
    steps(recordWord(function, layout.function.pcln), function)
  }

  /// The value of a `PCDATA_…` table (`PCDataIndex`) at `pc`; -1 is the tables' own "none".
  public func pcdata(_ function: FunctionIndex, table: Int, at pc: UInt64) -> Int32? {
    pcdataTable(function, table).flatMap { value(table: $0, at: pc, in: function) }
  }

  /// A whole `PCDATA_…` table, in the shape of `stackDeltas`; empty when there is none.
  public func pcdataSteps(
    _ function: FunctionIndex, table: Int
  ) -> [(endOffset: UInt32, value: Int32)] {
    steps(pcdataTable(function, table), function)
  }

  private func pcdataTable(_ function: FunctionIndex, _ table: Int) -> UInt32? {
    guard table >= 0, let count = recordWord(function, layout.function.npcdata), table < count,
      let record = record(function)
    else { return nil }
    return bytes.uint32(at: record &+ layout.function.size &+ 4 &* table)
  }

  func value(table: UInt32, at pc: UInt64, in function: FunctionIndex) -> Int32? {
    let entry = entry(function)
    guard pc >= entry, pc < end(function), let values = pcValueBytes(table) else { return nil }
    let target = UInt32(truncatingIfNeeded: pc &- entry)
    var cursor = PCValueCursor(values, at: table, quantum: header.quantum)
    while cursor.next() {
      if target < cursor.end { return cursor.value }
    }
    return nil
  }

  private func steps(
    _ table: UInt32?, _ function: FunctionIndex
  ) -> [(endOffset: UInt32, value: Int32)] {
    guard let table, let values = pcValueBytes(table) else { return [] }
    let size = codeSize(function)
    // Honest tables are far shorter; a hostile one must not fill the memory.
    let mostSteps = 1 << 18
    var steps: [(endOffset: UInt32, value: Int32)] = []
    var cursor = PCValueCursor(values, at: table, quantum: header.quantum)
    while cursor.next() {
      guard steps.count < mostSteps else { return [] }
      steps.append((cursor.end, cursor.value))
      if Int(cursor.end) >= size { break }
    }
    return steps
  }

  /// The bytes of all tables; nil for offset 0, which stands for no table.
  @_lifetime(borrow self)
  private func pcValueBytes(_ table: UInt32) -> RawSpan? {
    table == 0 ? nil : bytes.part(header.pcValues)
  }
}
