import ByteReading

/// A table of values by program counter: pairs of a zigzag value delta and a distance, from the
/// function's entry on; the first value counts from -1; a zero delta ends it, but for the first.
///
/// Source: `runtime.step` in `runtime/symtab.go`.
struct PCValueCursor: ~Escapable {
  private var cursor: ByteCursor
  private let quantum: UInt32
  /// The value of the step, which holds from the end of the previous one to `end`.
  private(set) var value: Int32 = -1
  /// First offset from the function's entry beyond the step.
  private(set) var end: UInt32 = 0
  private var isFirst = true

  /// `table` holds all tables of the program; `offset` is this one's place in it.
  @_lifetime(copy table)
  init(_ table: RawSpan, at offset: UInt32, quantum: UInt32) {
    cursor = ByteCursor(table, at: Int(offset))
    self.quantum = quantum
  }

  /// Goes to the next step; false at the end and where the table is damaged.
  @_lifetime(self: copy self)
  mutating func next() -> Bool {
    do throws(ByteError) {
      let encoded = try cursor.uleb128()
      if encoded == 0 && !isFirst { return false }
      isFirst = false
      let delta = Int32(
        truncatingIfNeeded: Int64(bitPattern: (encoded >> 1) ^ (0 &- (encoded & 1))))
      let distance = try cursor.uleb128()
      guard distance > 0, let steps = UInt32(exactly: distance),
        let bytes = steps.multiplied(by: quantum), let sum = end.adding(bytes)
      else { return false }
      value = value &+ delta
      end = sum
      return true
    } catch {
      return false
    }
  }
}
