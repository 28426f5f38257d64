import ByteReading
import GoRuntimeModel
import ObjectFile

/// Finds pclntabs: by section name, else by their first words in what the loader maps.
enum LineTableSearch {
  private static let sectionNames = [".gopclntab", ".data.rel.ro.gopclntab"]

  /// The pclntab of the named section, when there is one.
  static func fromSection(_ object: ObjectFile) -> LineTableHeader? {
    for name in sectionNames {
      guard let section = object.section(named: name) else { continue }
      if let header = LineTableHeader(at: section.address, in: object) { return header }
    }
    return nil
  }

  /// Every place in the segments that reads like a header, in the order of their likelihood.
  static func byScan(_ object: ObjectFile) -> [LineTableHeader] {
    let likely = object.segments.filter { !$0.isExecutable }
    let unlikely = object.segments.filter { $0.isExecutable }
    var found: [LineTableHeader] = []
    for segment in likely + unlikely {
      for address in addresses(in: segment, object, where: isReadableMagic) {
        if let header = LineTableHeader(at: address, in: object) { found.append(header) }
        if found.count >= 16 { return found }
      }
    }
    return found
  }

  /// The Go versions of a pclntab too old to read, in words; nil when there is none.
  static func tooOld(_ object: ObjectFile) -> String? {
    for segment in object.segments {
      for address in addresses(in: segment, object, where: isOldMagic) {
        guard let offset = object.addressMap.fileOffset(of: address, count: 16),
          let magic = object.file.bytes.uint32(at: offset),
          let count = object.file.bytes.uint64(at: offset &+ 8), count > 0, count < 10_000_000
        else { continue }
        return magic == LineTableMagic.go116 ? "Go 1.16 or 1.17" : "Go 1.15 or older"
      }
    }
    return nil
  }

  private static func isReadableMagic(_ magic: UInt32) -> Bool {
    magic == LineTableMagic.go118 || magic == LineTableMagic.go120
  }

  private static func isOldMagic(_ magic: UInt32) -> Bool {
    magic == LineTableMagic.go116 || magic == LineTableMagic.go12
  }

  /// Addresses of words that are a magic number, two zero bytes, a quantum and the size 8.
  private static func addresses(
    in segment: Segment, _ object: ObjectFile, where isWanted: (UInt32) -> Bool
  ) -> [UInt64] {
    // All magic numbers begin with ff ff ff; the quantum (1, 2 or 4) takes bits 48 to 50.
    let shape: UInt64 = 0x0800_0000_ffff_fff0
    let mask: UInt64 = 0xfff8_ffff_ffff_fff0
    return object.addresses(ofWord: shape, mask: mask, in: segment).filter { address in
      guard let offset = object.addressMap.fileOffset(of: address, count: 4),
        let magic = object.file.bytes.uint32(at: offset)
      else { return false }
      return isWanted(magic)
    }
  }
}
