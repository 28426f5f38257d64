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

  /// Calls `body` with every place in the segments that reads like a header, the likeliest
  /// segments first, until it returns false.
  static func scan(_ object: ObjectFile, _ body: (LineTableHeader) -> Bool) {
    forEachMagic(object) { address, magic in
      guard magic == LineTableMagic.go118 || magic == LineTableMagic.go120,
        let header = LineTableHeader(at: address, in: object)
      else { return true }
      return body(header)
    }
  }

  /// The Go versions of a pclntab too old to read, in words; nil when there is none.
  static func tooOld(_ object: ObjectFile) -> String? {
    var words: String?
    forEachMagic(object) { address, magic in
      guard magic == LineTableMagic.go116 || magic == LineTableMagic.go12,
        let count = object.word(at: address &+ 8), count > 0, count < 10_000_000
      else { return true }
      words = magic == LineTableMagic.go116 ? "Go 1.16 or 1.17" : "Go 1.15 or older"
      return false
    }
    return words
  }

  /// Calls `body` with the address and the first word of what is a magic number, two zero bytes, a
  /// quantum and the size 8.
  private static func forEachMagic(_ object: ObjectFile, _ body: (UInt64, UInt32) -> Bool) {
    // All magic numbers begin with ff ff ff; the quantum (1, 2 or 4) takes bits 48 to 50.
    let shape: UInt64 = 0x0800_0000_ffff_fff0
    let mask: UInt64 = 0xfff8_ffff_ffff_fff0
    let likely = object.segments.filter { !$0.isExecutable }
    let unlikely = object.segments.filter { $0.isExecutable }
    var goesOn = true
    for segment in likely + unlikely where goesOn {
      object.forEachAddress(ofWord: shape, mask: mask, in: segment) { address in
        guard let offset = object.addressMap.fileOffset(of: address, count: 4),
          let magic = object.file.bytes.uint32(at: offset)
        else { return true }
        goesOn = body(address, magic)
        return goesOn
      }
    }
  }
}
