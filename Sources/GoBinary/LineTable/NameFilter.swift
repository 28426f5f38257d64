import ByteReading

/// Recognises a few wanted names among many, as bytes.
struct NameFilter {
  /// 64 bits by a hash of a name's first word: a quick no for most names.
  private var beginnings: UInt64 = 0
  /// Names in buckets by a hash of all their bytes.
  private var buckets: [[(bytes: [UInt8], number: Int)]]
  private var longest = 0

  init(_ wanted: [String]) {
    buckets = Array(repeating: [], count: 256)
    for (number, name) in wanted.enumerated() {
      let bytes = Array(name.utf8)
      longest = max(longest, bytes.count)
      var word: UInt64 = 0
      for index in 0..<min(8, bytes.count) { word |= UInt64(bytes[index]) << UInt64(8 * index) }
      beginnings |= 1 << Self.bit(word)
      var hash = Self.hashSeed
      for byte in bytes { hash = Self.mix(hash, byte) }
      buckets[Int(hash & 255)].append((bytes + [0], number))
    }
  }

  /// False when no wanted name begins with the bytes of `word`, of which those from the first zero
  /// on do not count.
  func mayBegin(_ word: UInt64) -> Bool {
    let zeros = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
    let name = zeros == 0 ? word : word & ((zeros & (0 &- zeros)) &- 1)
    return beginnings & (1 << Self.bit(name)) != 0
  }

  /// The number of the wanted name that stands at `offset`.
  func match(_ bytes: RawSpan, at offset: Int) -> Int? {
    var hash = Self.hashSeed
    var length = 0
    while let byte = bytes.uint8(at: offset &+ length), byte != 0 {
      hash = Self.mix(hash, byte)
      length &+= 1
      if length > longest { return nil }
    }
    return buckets[Int(hash & 255)].first { bytes.matches($0.bytes, at: offset) }?.number
  }

  private static let hashSeed: UInt32 = 0x811c_9dc5

  private static func mix(_ hash: UInt32, _ byte: UInt8) -> UInt32 {
    (hash ^ UInt32(byte)) &* 0x0100_0193
  }

  private static func bit(_ word: UInt64) -> UInt64 {
    (word &* 0x9e37_79b9_7f4a_7c15) >> 58
  }
}
