internal import ByteReading
internal import GoBinary
internal import ObjectFile

extension GoImage {
  /// Gives back the memory of code that was looked at. To do so and to read it once more costs time,
  /// so it is only done where there is much code.
  func releaseText(_ range: ByteRange?) {
    let worthwhile = 32 << 20
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
}
