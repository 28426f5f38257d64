import ByteReading

extension ObjectFile {
  /// The first address from `start` on, a multiple of 8 in the file's bytes of `segment`, at which
  /// stands a word with `word & mask == value`. Relocations are not applied.
  public func firstAddress(
    ofWord value: UInt64, mask: UInt64 = ~0, in segment: Segment, from start: UInt64 = 0
  ) -> UInt64? {
    let lead = Int((0 &- segment.address) & 7)
    let skipped = Int(exactly: max(start, segment.address) &- segment.address) ?? Int.max
    guard let place = segment.range.part(from: lead, count: segment.range.count &- lead),
      let hit = file.bytes.clampedPart(place).firstAlignedWord(
        value, mask: mask, from: max(0, skipped &- lead))
    else { return nil }
    return segment.address &+ UInt64(lead &+ hit)
  }

  /// Calls `body` with each such address until it returns false.
  public func forEachAddress(
    ofWord value: UInt64, mask: UInt64 = ~0, in segment: Segment, _ body: (UInt64) -> Bool
  ) {
    var start = segment.address
    while let address = firstAddress(ofWord: value, mask: mask, in: segment, from: start),
      body(address), let next = address.adding(8)
    {
      start = next
    }
  }
}
