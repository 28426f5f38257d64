import ByteReading

/// The entries of all functions and where their records stand, with an index for lookups by
/// program counter.
struct FunctionTable: Sendable {
  /// Offsets of the entries from the start of the text, ascending, and the end of the last function.
  let entries: [UInt32]
  /// Offsets of the records (`runtime._func`) from the start of the function table.
  let records: [UInt32]
  /// For each `1 << bucketShift` bytes of text the last function that begins at or before them.
  private let buckets: [UInt32]
  private let bucketShift: UInt32

  var count: Int { records.count }
  /// Offset behind the last function.
  var textEnd: UInt32 { entries[records.count] }

  /// Reads `count` pairs and the end; `table` must begin with them.
  init(_ table: RawSpan, count: Int, fileOffset: Int) throws(GoImageError) {
    guard table.holds(count &* 8 &+ 4, at: 0) else {
      throw .damaged(what: "the function table is cut off", offset: fileOffset)
    }
    var disorder: Int?
    let entries = [UInt32](count: count + 1) { index in
      table.uint32(at: index &* 8) ?? 0
    }
    let records = [UInt32](count: count) { index in
      table.uint32(at: index &* 8 &+ 4) ?? 0
    }
    for index in 1...count where entries[index] < entries[index - 1] {
      disorder = index
      break
    }
    if let disorder {
      throw .damaged(
        what: "the function table is not in order", offset: fileOffset &+ disorder &* 8)
    }
    self.entries = entries
    self.records = records
    (buckets, bucketShift) = Self.buckets(entries, count: count)
  }

  /// About one bucket for two functions: 9 to 31 bits of shift.
  private static func buckets(_ entries: [UInt32], count: Int) -> ([UInt32], UInt32) {
    let first = entries[0]
    let length = entries[count] &- first
    var shift: UInt32 = 9
    while shift < 31, Int(length >> shift) > count / 2 + 16 { shift += 1 }
    var buckets = [UInt32](repeating: 0, count: Int(length >> shift) + 1)
    var function = 0
    for bucket in buckets.indices {
      let start = UInt64(first) + UInt64(bucket) << UInt64(shift)
      while function + 1 < count, UInt64(entries[function + 1]) <= start { function += 1 }
      buckets[bucket] = UInt32(truncatingIfNeeded: function)
    }
    return (buckets, shift)
  }

  /// The function that holds the byte at `offset` of the text.
  func index(containing offset: UInt32) -> Int? {
    guard let first = entries.first, let end = entries.last, offset >= first, offset < end else {
      return nil
    }
    var index = Int(buckets[Int((offset &- first) >> bucketShift)])
    // A few steps in an honest table; a search in one that crowds a bucket.
    var steps = 0
    while entries[index + 1] <= offset {
      index += 1
      steps += 1
      if steps == 16 { return search(offset, from: index) }
    }
    return index
  }

  private func search(_ offset: UInt32, from start: Int) -> Int {
    var low = start
    var high = count
    while low < high {
      let middle = (low &+ high) >> 1
      if entries[middle + 1] <= offset { low = middle &+ 1 } else { high = middle }
    }
    return low
  }
}

extension Array where Element == UInt32 {
  /// An array of `count` elements, each made from its index.
  fileprivate init(count: Int, _ element: (Int) -> UInt32) {
    self = []
    reserveCapacity(count)
    for index in 0..<count { append(element(index)) }
  }
}
