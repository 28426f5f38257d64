internal import ByteReading
internal import GoBinary
internal import GoRuntimeModel
internal import MachineCode
internal import ObjectFile

/// Pointers in the program's data, relocations applied.
struct DataWords {
  struct Word {
    var address: UInt64
    var value: UInt64
  }
  let image: GoImage

  /// Every aligned word of the data that is one of `values`.
  func words(among values: TargetBitmap) -> [Word] {
    var found: [Word] = []
    let file = image.file
    for section in image.dataSections() {
      guard let bytes = file.bytes.part(section.range) else { continue }
      for hit in ReferenceScan.scanWords(data: bytes, base: section.address, entries: values) {
        found.append(Word(address: section.address &+ UInt64(hit.offset), value: hit.value))
      }
      image.release(section.range)
    }
    addRelocated(among: values, to: &found)
    return found
  }

  /// A position-independent file has its pointers in the relocation table.
  private func addRelocated(among values: TargetBitmap, to found: inout [Word]) {
    let range = image.object.relocations.byteRange
    let relative: UInt32 = image.architecture == .amd64 ? 8 : 1027
    let file = image.file
    let bytes = file.bytes
    var offset = range.offset
    // Elf64_Rela: r_offset, r_info (type in the low half), r_addend.
    while offset < range.end, let addend = bytes.uint64(at: offset &+ 16) {
      if values.contains(addend), bytes.uint32(at: offset &+ 8) == relative,
        let address = bytes.uint64(at: offset)
      {
        found.append(Word(address: address, value: addend))
      }
      offset &+= 24
    }
  }
}
