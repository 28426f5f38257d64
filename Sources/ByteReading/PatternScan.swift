// Searches in bytes, eight at a time.

extension RawSpan {
  /// Offset of the first `byte` at or after `start`; nil when there is none.
  @inlinable
  public func firstIndex(of byte: UInt8, from start: Int = 0) -> Int? {
    guard start >= 0 else { return nil }
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    let wanted = ones &* UInt64(byte)
    var offset = start
    while let word = uint64(at: offset) {
      let difference = word ^ wanted
      let hits = (difference &- ones) & ~difference & highs
      if hits != 0 { return offset &+ (hits.trailingZeroBitCount >> 3) }
      offset &+= 8
    }
    while let candidate = uint8(at: offset) {
      if candidate == byte { return offset }
      offset &+= 1
    }
    return nil
  }

  /// Length of the text at `start` up to a zero byte; nil when there is none within `limit` bytes.
  @inlinable
  public func nulTerminatedLength(at start: Int, limit: Int) -> Int? {
    let reach = Swift.min(limit &+ 1, byteCount &- start)
    guard start >= 0, reach > 0, let window = part(offset: start, count: reach) else {
      return nil
    }
    return window.firstIndex(of: 0)
  }

  /// Offset of the first occurrence of `pattern` at or after `start`; nil when there is none.
  public func firstRange(of pattern: [UInt8], from start: Int = 0) -> Int? {
    guard let first = pattern.first else { return nil }
    var offset = start
    while let candidate = firstIndex(of: first, from: offset) {
      if matches(pattern, at: candidate) { return candidate }
      offset = candidate &+ 1
    }
    return nil
  }

  /// Offset of the first 8-byte word at a multiple of 8, from `start` on, for which
  /// `word & mask == value`.
  @inlinable
  public func firstAlignedWord(
    _ value: UInt64, mask: UInt64 = ~0, from start: Int = 0
  ) -> Int? {
    guard start >= 0, start <= Int.max &- 7 else { return nil }
    var offset = (start &+ 7) & ~7
    while let word = uint64(at: offset) {
      if word & mask == value { return offset }
      offset &+= 8
    }
    return nil
  }
}
