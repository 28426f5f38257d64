/// Reads values one after the other, little-endian.
///
/// A failed read throws and leaves the cursor where it was.
@frozen
public struct ByteCursor: ~Escapable {
  @usableFromInline let bytes: RawSpan
  @usableFromInline var position: Int

  /// Begins at `offset`, clamped to the span.
  @inlinable
  @_lifetime(copy bytes)
  public init(_ bytes: RawSpan, at offset: Int = 0) {
    self.bytes = bytes
    self.position = Swift.max(0, Swift.min(offset, bytes.byteCount))
  }

  /// Offset of the next byte in the span that the cursor was made for.
  @inlinable public var offset: Int { position }
  @inlinable public var remaining: Int { bytes.byteCount &- offset }
  @inlinable public var isAtEnd: Bool { offset >= bytes.byteCount }

  @inlinable
  @_lifetime(self: copy self)
  public mutating func uint8() throws(ByteError) -> UInt8 {
    guard let value = bytes.uint8(at: offset) else { throw ByteError(.endOfBytes, at: offset) }
    position &+= 1
    return value
  }

  @inlinable
  @_lifetime(self: copy self)
  public mutating func uint16() throws(ByteError) -> UInt16 {
    guard let value = bytes.uint16(at: offset) else { throw ByteError(.endOfBytes, at: offset) }
    position &+= 2
    return value
  }

  @inlinable
  @_lifetime(self: copy self)
  public mutating func uint32() throws(ByteError) -> UInt32 {
    guard let value = bytes.uint32(at: offset) else { throw ByteError(.endOfBytes, at: offset) }
    position &+= 4
    return value
  }

  @inlinable
  @_lifetime(self: copy self)
  public mutating func uint64() throws(ByteError) -> UInt64 {
    guard let value = bytes.uint64(at: offset) else { throw ByteError(.endOfBytes, at: offset) }
    position &+= 8
    return value
  }

  @inlinable
  @_lifetime(self: copy self)
  public mutating func skip(_ count: Int) throws(ByteError) {
    guard count >= 0, count <= remaining else { throw ByteError(.endOfBytes, at: offset) }
    position &+= count
  }

  /// Skips to the next offset that is a multiple of `alignment` (a power of two).
  @inlinable
  @_lifetime(self: copy self)
  public mutating func align(to alignment: Int) throws(ByteError) {
    try skip((alignment &- (offset & (alignment &- 1))) & (alignment &- 1))
  }

  /// The range of the next `count` bytes, which are skipped.
  @inlinable
  @_lifetime(self: copy self)
  public mutating func range(_ count: Int) throws(ByteError) -> ByteRange {
    guard let range = ByteRange(offset: offset, count: count) else {
      throw ByteError(.endOfBytes, at: offset)
    }
    try skip(count)
    return range
  }
}
