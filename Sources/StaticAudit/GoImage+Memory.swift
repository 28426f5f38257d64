internal import ByteReading
internal import GoBinary
internal import ObjectFile

extension GoImage {
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
