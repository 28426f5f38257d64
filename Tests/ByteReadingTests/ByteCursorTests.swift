import ByteReading
import Testing

@Suite struct ByteCursorTests {
  private func uleb128(_ bytes: [UInt8]) -> Result<UInt64, ByteError> {
    var cursor = ByteCursor(bytes.span.rawBytes)
    do { return .success(try cursor.uleb128()) } catch { return .failure(error) }
  }

  private func sleb128(_ bytes: [UInt8]) -> Result<Int64, ByteError> {
    var cursor = ByteCursor(bytes.span.rawBytes)
    do { return .success(try cursor.sleb128()) } catch { return .failure(error) }
  }

  /// Where a read that fails says that it fails, and where it leaves the cursor.
  private func failure(
    at offset: Int, of bytes: [UInt8], _ read: (inout ByteCursor) throws(ByteError) -> Void
  ) -> (error: ByteError?, offset: Int) {
    var cursor = ByteCursor(bytes.span.rawBytes, at: offset)
    do throws(ByteError) {
      try read(&cursor)
      return (nil, cursor.offset)
    } catch {
      return (error, cursor.offset)
    }
  }

  @Test("integers are little-endian")
  func integers() throws {
    let bytes: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]
    var cursor = ByteCursor(bytes.span.rawBytes)
    let first = try cursor.uint8()
    let second = try cursor.uint16()
    let third = try cursor.uint32()
    let fourth = try cursor.uint64()
    #expect(first == 0x01 && second == 0x0302)
    #expect(third == 0x0706_0504 && fourth == 0x0f0e_0d0c_0b0a_0908)
    let isAtEnd = cursor.isAtEnd
    #expect(isAtEnd)
  }

  @Test("a failed read tells its place and leaves the cursor there")
  func failures() {
    let bytes: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]
    let expected = ByteError(.endOfBytes, at: 12)
    #expect(
      failure(at: 12, of: bytes) { c throws(ByteError) in _ = try c.uint32() } == (expected, 12))
    #expect(
      failure(at: 12, of: bytes) { c throws(ByteError) in _ = try c.uint64() } == (expected, 12))
    #expect(failure(at: 12, of: bytes) { c throws(ByteError) in try c.skip(4) } == (expected, 12))
    #expect(failure(at: 12, of: bytes) { c throws(ByteError) in try c.skip(-1) } == (expected, 12))
    #expect(
      failure(at: 12, of: bytes) { c throws(ByteError) in _ = try c.range(.max) } == (expected, 12))
    #expect(failure(at: 12, of: bytes) { c throws(ByteError) in try c.align(to: 4) } == (nil, 12))
    #expect(
      failure(at: 13, of: bytes) { c throws(ByteError) in try c.align(to: 8) }
        == (ByteError(.endOfBytes, at: 13), 13))
    #expect(failure(at: .max, of: bytes) { c throws(ByteError) in _ = try c.uint8() }.offset == 15)
    #expect(failure(at: .min, of: bytes) { c throws(ByteError) in _ = try c.uint8() }.offset == 1)
  }

  @Test("unsigned LEB128 reads up to 64 bits and refuses more")
  func unsigned() {
    #expect(uleb128([0]) == .success(0))
    #expect(uleb128([0x7f]) == .success(127))
    #expect(uleb128([0xe5, 0x8e, 0x26]) == .success(624_485))
    #expect(uleb128([UInt8](repeating: 0xff, count: 9) + [1]) == .success(.max))
    #expect(
      uleb128([UInt8](repeating: 0xff, count: 9) + [2]) == .failure(ByteError(.integerTooLong)))
    #expect(uleb128([UInt8](repeating: 0x80, count: 20)) == .failure(ByteError(.integerTooLong)))
    #expect(uleb128([0x80]) == .failure(ByteError(.endOfBytes)))
    #expect(uleb128([]) == .failure(ByteError(.endOfBytes)))
  }

  @Test("signed LEB128 extends the sign")
  func signed() {
    #expect(sleb128([2]) == .success(2))
    #expect(sleb128([0x7e]) == .success(-2))
    #expect(sleb128([0xc0, 0xbb, 0x78]) == .success(-123_456))
    #expect(sleb128([UInt8](repeating: 0x80, count: 9) + [0x7f]) == .success(.min))
    #expect(
      sleb128([UInt8](repeating: 0x80, count: 9) + [0x40]) == .failure(ByteError(.integerTooLong)))
    #expect(sleb128([0xff]) == .failure(ByteError(.endOfBytes)))
  }

  @Test("zigzag alternates signs")
  func zigzag() throws {
    let bytes: [UInt8] = [0, 1, 2, 3, 0x80, 0x01] + [UInt8](repeating: 0xff, count: 9) + [1]
    var cursor = ByteCursor(bytes.span.rawBytes)
    for expected: Int64 in [0, -1, 1, -2, 64, .min] {
      let value = try cursor.zigzag()
      #expect(value == expected)
    }
  }
}
