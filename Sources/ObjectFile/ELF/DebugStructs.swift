import ByteReading

/// Sizes of structs and offsets of their members as `.debug_info` tells them: as much of DWARF 4 and
/// 5 as that takes (DWARF 5, sections 7.5 and 5.7).
public struct DebugStructs: Sendable {
  public struct Layout: Sendable, Hashable {
    public var size: UInt64
    public var members: [String: UInt64]
  }
  public private(set) var structs: [String: Layout] = [:]

  /// Decompressed sections larger than this are not read.
  static let sectionLimit = 1 << 28
  /// Nor those that grow by more than this, several times what debug information does: zlib can write a
  /// gigabyte as a megabyte.
  private static let mostGrowth = 64

  /// The structs of these names that the file tells of; nil when it has no debug information that can
  /// be read.
  public init?(_ object: ObjectFile, names: Set<String>) {
    guard let info = Self.contents(".debug_info", object),
      let abbreviations = Self.contents(".debug_abbrev", object)
    else { return nil }
    let strings = Self.contents(".debug_str", object) ?? []
    var reader = DebugInfoReader(
      info: info, abbreviations: abbreviations, strings: strings, names: names)
    reader.read()
    guard reader.isComplete else { return nil }
    structs = reader.structs
  }

  /// A section's bytes, decompressed where `SHF_COMPRESSED` says so.
  private static func contents(_ name: String, _ object: ObjectFile) -> [UInt8]? {
    guard let section = object.section(named: name) else { return nil }
    let file = object.file
    guard let bytes = file.bytes.part(section.range) else { return nil }
    let compressed: UInt64 = 0x800
    guard section.flags & compressed != 0 else {
      guard bytes.byteCount <= sectionLimit else { return nil }
      return bytes.array()
    }
    // Elf64_Chdr: type (1 is zlib), reserved, size, alignment.
    guard bytes.uint32(at: 0) == 1, let size = bytes.uint64(at: 8),
      let data = bytes.part(offset: 24, count: bytes.byteCount - 24)
    else { return nil }
    let limit = min(sectionLimit, max(1 << 16, data.byteCount * mostGrowth))
    return Inflation.inflate(data, size: size, limit: limit)
  }
}
