import ByteReading

extension ObjectFile {
  /// Addresses, multiples of 8, in the file's bytes of `segment` at which stands a word with
  /// `word & mask == value`; at most `limit`. Relocations are not applied.
  public func addresses(
    ofWord value: UInt64, mask: UInt64 = ~0, in segment: Segment, limit: Int = 4096
  ) -> [UInt64] {
    let lead = Int((0 &- segment.address) & 7)
    guard let place = segment.range.part(from: lead, count: segment.range.count &- lead),
      let bytes = file.bytes.part(place)
    else { return [] }
    var found: [UInt64] = []
    var offset = 0
    while found.count < limit,
      let hit = bytes.firstAlignedWord(value, mask: mask, from: offset)
    {
      found.append(segment.address &+ UInt64(lead &+ hit))
      offset = hit &+ 8
    }
    return found
  }
}
