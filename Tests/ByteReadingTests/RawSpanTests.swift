import ByteReading
import TestSupport
import Testing

@Suite struct RawSpanTests {
  @Test("reads outside give nil, at any offset")
  func outside() {
    let bytes: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
    let span = bytes.span.rawBytes
    #expect(span.uint64(at: 0) == 0x0807_0605_0403_0201)
    for offset in [1, 8, .max, .max - 7, -1, .min] { #expect(span.uint64(at: offset) == nil) }
    #expect(span.uint32(at: 4) == 0x0807_0605 && span.uint32(at: 5) == nil)
    #expect(span.uint16(at: 6) == 0x0807 && span.uint16(at: 7) == nil)
    #expect(span.uint8(at: 7) == 8 && span.uint8(at: 8) == nil && span.uint8(at: -1) == nil)
    #expect(!span.holds(.max, at: 1) && !span.holds(-1, at: 0) && span.holds(0, at: 8))
  }

  @Test("ranges keep to their limits")
  func ranges() throws {
    #expect(ByteRange(offset: .max, count: 1) == nil && ByteRange(offset: -1, count: 1) == nil)
    #expect(ByteRange(offset: UInt64.max, count: 0) == nil)
    let range = try #require(ByteRange(offset: 4, count: 8))
    #expect(range.clamped(to: 6) == ByteRange(offset: 4, count: 2))
    #expect(range.clamped(to: 2) == ByteRange(offset: 2, count: 0))
    #expect(range.clamped(to: -5).isEmpty)
    #expect(range.part(from: 8, count: 0)?.offset == 12)
    #expect(range.part(from: 8, count: 1) == nil && range.part(from: .max, count: 1) == nil)
    #expect(range.part(from: 1, count: .max) == nil && range.part(from: -1, count: 1) == nil)
    let bytes: [UInt8] = [0, 1, 2, 3, 4, 5]
    #expect(bytes.span.rawBytes.clampedPart(range).array() == [4, 5])
    #expect(bytes.span.rawBytes.clampedPart(.empty).byteCount == 0)
  }

  @Test("a byte is found wherever it stands")
  func firstIndex() {
    for length in 0..<40 {
      for place in 0..<length {
        var bytes = [UInt8](repeating: 0x7f, count: length)
        bytes[place] = 0
        #expect(bytes.span.rawBytes.firstIndex(of: 0) == place)
        #expect(bytes.span.rawBytes.firstIndex(of: 0, from: place + 1) == nil)
      }
      let none = [UInt8](repeating: 1, count: length)
      #expect(none.span.rawBytes.firstIndex(of: 0) == nil)
      #expect(none.span.rawBytes.firstIndex(of: 1, from: -1) == nil)
    }
  }

  @Test("patterns are found as by comparing at each place")
  func patterns() {
    var random = SeededRandom(seed: 7)
    let bytes = (0..<4000).map { _ in UInt8.random(in: 0...3, using: &random) }
    let span = bytes.span.rawBytes
    for length in 1..<7 {
      let pattern = Array(bytes[2000..<2000 + length])
      var expected: Int?
      for start in 0...(bytes.count - length) where Array(bytes[start..<start + length]) == pattern
      {
        expected = start
        break
      }
      #expect(span.firstRange(of: pattern) == expected)
    }
    #expect(span.firstRange(of: [9]) == nil && span.firstRange(of: []) == nil)
    #expect(span.nulTerminatedLength(at: -1, limit: 4) == nil)
    #expect([UInt8]([65, 66, 0, 67]).span.rawBytes.nulTerminatedLength(at: 0, limit: 2) == 2)
    #expect([UInt8]([65, 66, 0, 67]).span.rawBytes.nulTerminatedLength(at: 0, limit: 1) == nil)
    #expect([UInt8]([65, 66, 0, 67]).span.rawBytes.nulTerminatedLength(at: 3, limit: 9) == nil)
  }

  @Test("checked arithmetic gives nil where it would overflow")
  func arithmetic() {
    #expect(UInt64.max.adding(1) == nil && UInt64(1).adding(2) == 3)
    #expect(UInt64(0).subtracting(1) == nil && Int.min.subtracting(1) == nil)
    #expect(Int.max.multiplied(by: 2) == nil && Int(3).multiplied(by: 4) == 12)
    #expect(UInt64(5).advanced(bySigned: -6) == nil && UInt64(5).advanced(bySigned: -5) == 0)
    #expect(UInt64(5).advanced(bySigned: .min) == nil && UInt64.max.advanced(bySigned: 1) == nil)
  }
}
