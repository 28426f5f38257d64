internal import ByteReading
internal import GoBinary
internal import ObjectFile

extension GoImage {
  /// Gives back the memory of bytes that were looked at. To do so and to read them once more costs
  /// time, so it is only done where there is much code.
  func release(_ range: ByteRange?) {
    let worthwhile = 16 << 20
    guard let range, let text = textRange, text.count > worthwhile else { return }
    file.release(range)
  }

  func bytes(_ range: Range<Int>) -> [UInt8] {
    var result: [UInt8] = []
    let file = self.file
    for offset in range {
      guard let byte = file.bytes.uint8(at: offset) else { break }
      result.append(byte)
    }
    return result
  }

  /// A quick look at the name: it ends in `init`, `init.N` or is `main.main`.
  func mayBeInit(_ f: FunctionIndex) -> Bool {
    if nameHasPrefix(f, "main.main") { return true }
    return withNameBytes(f) { name in
      var end = name.byteCount
      while end > 0, let byte = name.uint8(at: end - 1), byte >= 0x30 && byte <= 0x39 { end -= 1 }
      if end > 0, end < name.byteCount, name.uint8(at: end - 1) == UInt8(ascii: ".") { end -= 1 }
      return end >= 4 && name.matches("init", at: end - 4)
    }
  }
}
