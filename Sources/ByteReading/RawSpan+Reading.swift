// Little-endian reads at any offset: nil outside the span, never a trap.
// All of this module's reads are inlinable: without it a read costs thirteen times as much.

extension RawSpan {
  @inlinable
  public func holds(_ count: Int, at offset: Int) -> Bool {
    offset >= 0 && count >= 0 && count <= byteCount && offset <= byteCount &- count
  }

  @inlinable
  public func uint8(at offset: Int) -> UInt8? {
    guard holds(1, at: offset) else { return nil }
    return unsafe unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
  }

  @inlinable
  public func uint16(at offset: Int) -> UInt16? {
    guard holds(2, at: offset) else { return nil }
    return UInt16(
      littleEndian: unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt16.self))
  }

  @inlinable
  public func uint32(at offset: Int) -> UInt32? {
    guard holds(4, at: offset) else { return nil }
    return UInt32(
      littleEndian: unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt32.self))
  }

  @inlinable
  public func uint64(at offset: Int) -> UInt64? {
    guard holds(8, at: offset) else { return nil }
    return UInt64(
      littleEndian: unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self))
  }

  @inlinable
  public func int32(at offset: Int) -> Int32? {
    uint32(at: offset).map { Int32(bitPattern: $0) }
  }

  /// The bytes of `range`; nil when it is not wholly inside.
  @inlinable
  @_lifetime(copy self)
  public func part(_ range: ByteRange) -> RawSpan? {
    guard holds(range.count, at: range.offset) else { return nil }
    return unsafe extracting(unchecked: range.range)
  }

  /// The `count` bytes at `offset`; nil when they are not wholly inside.
  @inlinable
  @_lifetime(copy self)
  public func part(offset: Int, count: Int) -> RawSpan? {
    guard holds(count, at: offset) else { return nil }
    return unsafe extracting(
      unchecked: Range(uncheckedBounds: (offset, offset &+ count)))
  }

  /// The bytes of `range`, as far as they are inside.
  @inlinable
  @_lifetime(copy self)
  public func clampedPart(_ range: ByteRange) -> RawSpan {
    unsafe extracting(unchecked: range.clamped(to: byteCount).range)
  }

  /// The bytes from `offset` to the end; empty when `offset` is outside.
  @inlinable
  @_lifetime(copy self)
  public func suffix(from offset: Int) -> RawSpan {
    let begin = Swift.max(0, Swift.min(offset, byteCount))
    return unsafe extracting(unchecked: Range(uncheckedBounds: (begin, byteCount)))
  }

  /// True when the bytes at `offset` are those of `literal`.
  @inlinable
  public func matches(_ literal: StaticString, at offset: Int) -> Bool {
    let length = literal.utf8CodeUnitCount
    guard literal.hasPointerRepresentation, holds(length, at: offset) else { return false }
    let start = unsafe literal.utf8Start
    var index = 0
    while index < length {
      let byte = unsafe unsafeLoad(fromUncheckedByteOffset: offset &+ index, as: UInt8.self)
      if byte != (unsafe start[index]) { return false }
      index &+= 1
    }
    return true
  }

  /// True when the bytes at `offset` are those of `expected`.
  @inlinable
  public func matches(_ expected: [UInt8], at offset: Int) -> Bool {
    guard holds(expected.count, at: offset) else { return false }
    var index = offset
    for byte in expected {
      if byte != (unsafe unsafeLoad(fromUncheckedByteOffset: index, as: UInt8.self)) {
        return false
      }
      index &+= 1
    }
    return true
  }

  /// The bytes as text; invalid UTF-8 becomes U+FFFD.
  public func text() -> String {
    unsafe withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
  }

  /// The bytes in lower-case hexadecimal.
  public func hexadecimalText() -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(byteCount &* 2)
    for offset in byteOffsets {
      let byte = uint8(at: offset) ?? 0
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Appends the first `count` bytes, or as many as there are.
  @inlinable
  public func append(to array: inout [UInt8], count: Int) {
    unsafe withUnsafeBytes { bytes in
      unsafe array.append(contentsOf: bytes.prefix(Swift.max(0, count)))
    }
  }

  /// A copy of the bytes.
  public func array() -> [UInt8] {
    unsafe withUnsafeBytes { unsafe Array($0) }
  }
}

extension Span where Element == UInt8 {
  /// The bytes as a raw span.
  @inlinable
  public var rawBytes: RawSpan {
    @_lifetime(copy self)
    get { unsafe bytes }
  }
}
