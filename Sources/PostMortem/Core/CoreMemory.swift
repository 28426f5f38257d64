import ByteReading
import GoBinary
import ObjectFile

/// The memory of a dumped process. What the kernel leaves out of a core because it stands in the
/// executable, unchanged, is read from there.
struct CoreMemory: TargetMemory {
  let core: CoreFile
  let image: GoImage
  let loadBias: UInt64

  func bytes(at address: UInt64, count: Int) -> [UInt8]? {
    core.bytes(at: address, count: count) ?? fileBytes(at: address, count: count)
  }

  func word(at address: UInt64) -> UInt64? {
    if let word = core.word(at: address) { return word }
    guard let bytes = bytes(at: address, count: 8) else { return nil }
    return bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private func fileBytes(at address: UInt64, count: Int) -> [UInt8]? {
    let object = image.object
    let place = address &- loadBias
    guard count >= 0, let segment = object.addressMap.segment(containing: place),
      !segment.isWritable,
      let range = object.addressMap.bytes(at: place, count: UInt64(count))
    else { return nil }
    let file = object.file
    return file.bytes.part(range)?.array()
  }
}
