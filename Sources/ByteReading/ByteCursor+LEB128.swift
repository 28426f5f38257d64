// Variable-length integers: LEB128 (DWARF 5, section 7.6), Go's uvarint, which is the same as
// unsigned LEB128, and zigzag (encoding/binary).

extension ByteCursor {
  /// Unsigned LEB128, at most 10 bytes.
  @inlinable
  @_lifetime(self: copy self)
  public mutating func uleb128() throws(ByteError) -> UInt64 {
    let start = offset
    guard let first = bytes.uint8(at: start) else { throw ByteError(.endOfBytes, at: start) }
    if first < 0x80 {
      position = start &+ 1
      return UInt64(first)
    }
    var value = UInt64(first & 0x7f)
    var shift: UInt64 = 7
    var index = start &+ 1
    while true {
      guard let byte = bytes.uint8(at: index) else { throw ByteError(.endOfBytes, at: start) }
      let bits = UInt64(byte & 0x7f)
      if shift == 63 && byte > 1 { throw ByteError(.integerTooLong, at: start) }
      value |= bits &<< shift
      index &+= 1
      if byte < 0x80 { break }
      shift &+= 7
    }
    position = index
    return value
  }

  /// Signed LEB128, at most 10 bytes.
  @inlinable
  @_lifetime(self: copy self)
  public mutating func sleb128() throws(ByteError) -> Int64 {
    let start = offset
    var value: UInt64 = 0
    var shift: UInt64 = 0
    var index = start
    while true {
      guard let byte = bytes.uint8(at: index) else { throw ByteError(.endOfBytes, at: start) }
      if shift == 63 && byte != 0 && byte != 0x7f {
        throw ByteError(.integerTooLong, at: start)
      }
      value |= UInt64(byte & 0x7f) &<< shift
      index &+= 1
      shift &+= 7
      if byte < 0x80 {
        if shift < 64 && byte & 0x40 != 0 { value |= ~0 &<< shift }
        break
      }
    }
    position = index
    return Int64(bitPattern: value)
  }

  /// Zigzag on unsigned LEB128: 0, -1, 1, -2, 2 …
  @inlinable
  @_lifetime(self: copy self)
  public mutating func zigzag() throws(ByteError) -> Int64 {
    let value = try uleb128()
    return Int64(bitPattern: (value >> 1) ^ (0 &- (value & 1)))
  }
}
