/// Lists of numbers by row in two arrays.
struct RowTable {
  private let starts: [UInt32]
  private let values: [UInt32]

  /// Counts, then fills; rows from the count given on are left out.
  struct Builder {
    /// While rows are counted, at a row's number + 2 how many values it has; later at its number + 1
    /// where the next goes.
    private var starts: [UInt32]
    private var values: [UInt32] = []

    init(rows: Int) { starts = [UInt32](repeating: 0, count: rows + 2) }

    mutating func count(_ row: UInt32) {
      let slot = Int(row) + 2
      if slot < starts.count { starts[slot] &+= 1 }
    }

    mutating func place() {
      for i in starts.indices.dropFirst() { starts[i] &+= starts[i - 1] }
      values = [UInt32](repeating: 0, count: Int(starts.last ?? 0))
    }

    mutating func add(_ value: UInt32, to row: UInt32) {
      let slot = Int(row) + 1
      guard slot < starts.count - 1 else { return }
      let place = Int(starts[slot])
      guard place < values.count else { return }
      values[place] = value
      starts[slot] &+= 1
    }

    var table: RowTable { RowTable(starts: starts, values: values) }
  }

  private init(starts: [UInt32], values: [UInt32]) {
    self.starts = starts
    self.values = values
  }

  /// Each of `values` in the row that `keys` names for it; the order stays.
  init(rows: Int, keys: [UInt32], values: [UInt32]) {
    var builder = Builder(rows: rows)
    for key in keys { builder.count(key) }
    builder.place()
    for (key, value) in zip(keys, values) { builder.add(value, to: key) }
    self = builder.table
  }

  subscript(row: UInt32) -> ArraySlice<UInt32> {
    let row = Int(row)
    guard row + 2 < starts.count else { return [] }
    return values[Int(starts[row])..<Int(starts[row + 1])]
  }
}
