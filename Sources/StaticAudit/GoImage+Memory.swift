internal import ByteReading
internal import GoBinary
internal import ObjectFile

extension GoImage {
  /// The address is in memory that the program cannot write once it is loaded.
  func isReadOnly(_ address: UInt64) -> Bool {
    guard let segment = object.addressMap.segment(containing: address) else { return false }
    return !segment.isWritable || isReadOnlyAfterRelocation(address)
  }

  /// Position-independent programs keep what was read-only data in `.data.rel.ro…`.
  private func isReadOnlyAfterRelocation(_ address: UInt64) -> Bool {
    object.sections.contains {
      $0.isLoaded && address >= $0.address && address - $0.address < $0.memorySize
        && $0.name.hasPrefix(".data.rel.ro")
    }
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
