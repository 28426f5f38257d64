// Loads that cannot fail: what lies outside the span reads as zero. A decoder runs on them without
// a check per byte and compares the end it reached with the end of the span once.

extension RawSpan {
  /// The byte at `offset`, or 0 when it lies outside.
  @inlinable @inline(__always)
  public func byteOrZero(at offset: Int) -> UInt8 {
    guard UInt(bitPattern: offset) < UInt(bitPattern: byteCount) else { return 0 }
    return unsafe unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
  }

  /// The little-endian 16-bit number at `offset`, or 0 when a byte of it lies outside.
  @inlinable @inline(__always)
  public func uint16OrZero(at offset: Int) -> UInt16 {
    guard offset >= 0, offset <= byteCount &- 2 else { return 0 }
    return unsafe UInt16(
      littleEndian: unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt16.self))
  }

  /// The little-endian 32-bit number at `offset`, or 0 when a byte of it lies outside.
  @inlinable @inline(__always)
  public func uint32OrZero(at offset: Int) -> UInt32 {
    guard offset >= 0, offset <= byteCount &- 4 else { return 0 }
    return unsafe UInt32(
      littleEndian: unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt32.self))
  }

  /// The little-endian 64-bit number at `offset`, or 0 when a byte of it lies outside.
  @inlinable @inline(__always)
  public func uint64OrZero(at offset: Int) -> UInt64 {
    guard offset >= 0, offset <= byteCount &- 8 else { return 0 }
    return unsafe UInt64(
      littleEndian: unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self))
  }

  /// Calls `body` with every little-endian 64-bit word at `lowerBound`, `lowerBound + 8`, ... that
  /// lies in `range` and in the span. The checks are made once, not at every word.
  ///
  /// - Returns: the offset behind the last word.
  @inlinable @inline(__always)
  public func forEachWord(
    in range: Range<Int>, _ body: (_ offset: Int, _ word: UInt64) -> Void
  ) -> Int {
    let bounds = range.clamped(to: 0..<byteCount)
    var offset = bounds.lowerBound
    while bounds.upperBound &- offset >= 8 {
      let word = unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
      body(offset, UInt64(littleEndian: word))
      offset &+= 8
    }
    return offset
  }
}
