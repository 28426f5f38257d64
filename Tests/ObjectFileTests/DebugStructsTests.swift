import ByteReading
import ObjectFile
import TestSupport
import Testing

/// Debug information, sound and forged.
@Suite struct DebugStructsTests {
  private func structs(
    info: [UInt8], abbreviations: [UInt8], flags: UInt64 = 0
  ) throws -> [String: DebugStructs.Layout]? {
    var elf = TinyELF()
    elf.segments = [.init(address: 0x1000, bytes: [0])]
    elf.sections = [
      .init(".debug_info", flags: flags, bytes: info),
      .init(".debug_abbrev", bytes: abbreviations),
    ]
    let object = try ObjectFile(file: MappedFile(copying: elf.build().span.rawBytes))
    return DebugStructs(object, names: ["runtime.g"])?.structs
  }

  /// A unit of DWARF 4 whose table begins at `table`.
  private func unit(_ entries: [UInt8], table: UInt32 = 0) -> [UInt8] {
    littleEndian(UInt32(7 + entries.count)) + littleEndian(UInt16(4)) + littleEndian(table) + [8]
      + entries
  }

  private static let (structure, member): (UInt8, UInt8) = (0x13, 0x0d)
  private static let (name, size, place): (UInt8, UInt8, UInt8) = (0x03, 0x0b, 0x38)
  private static let (text, byte, expression): (UInt8, UInt8, UInt8) = (0x08, 0x0b, 0x18)
  private static let abbreviations: [UInt8] =
    [1, structure, 1, name, text, size, byte, 0, 0]
    + [2, member, 0, name, text, place, expression, 0, 0, 0]
  private static let opening: [UInt8] = [1] + Array("runtime.g".utf8) + [0, 16]

  @Test func membersHaveTheirPlaces() throws {
    let entries = Self.opening + [2] + Array("goid".utf8) + [0, 2, 0x23, 8, 0]
    let found = try structs(info: unit(entries), abbreviations: Self.abbreviations)
    #expect(found?["runtime.g"]?.size == 16 && found?["runtime.g"]?.members == ["goid": 8])
  }

  /// The length of an expression is more than there is, up to all that a number can say.
  @Test(
    arguments: [
      [0x80, 0x80, 0x80, 0x80, 0x10], Array(repeating: 0xFF, count: 8) + [0x7F],
      Array(repeating: 0xFF, count: 9) + [0x01],
    ] as [[UInt8]])
  func expressionsWithoutEnd(length: [UInt8]) throws {
    let entries = Self.opening + [2] + Array("goid".utf8) + [0] + length + [0x23, 8, 0]
    let info = unit([0]) + unit(entries)
    #expect(
      try structs(info: info, abbreviations: Self.abbreviations)?["runtime.g"]?.members == [:])
  }

  /// Every unit begins its table elsewhere in the same bytes: what comes after is not read any more.
  @Test func tablesInTables() throws {
    let attributes = [UInt8](repeating: 1, count: 200)
    var table: [UInt8] = []
    for number in 1..<127 { table += [UInt8(number), 1, 0] + attributes + [0, 0] }
    let length = 3 + 200 + 2
    let forged = (0..<1500).flatMap { unit([0], table: UInt32($0 % 60 * length + $0 / 60 * 2)) }
    let last = unit(Self.opening + [0], table: UInt32(table.count + 1))
    let found = try structs(
      info: forged + last, abbreviations: table + [0] + Self.abbreviations)
    #expect(found == [:])
    let few = try structs(
      info: forged.prefix(30 * unit([0]).count) + last,
      abbreviations: table + [0] + Self.abbreviations)
    #expect(few?["runtime.g"]?.size == 16)
  }

  /// A compressed section too short for its header, and one that claims what zlib cannot hold.
  @Test func compressedSectionsWithoutContents() throws {
    let compressed: UInt64 = 0x800
    for count in 0..<24 {
      let info = [UInt8]([1, 0, 0, 0, 0, 0, 0, 0, 16] + [UInt8](repeating: 0, count: 15)).prefix(
        count)
      #expect(
        try structs(info: Array(info), abbreviations: Self.abbreviations, flags: compressed) == nil)
    }
    let bomb = littleEndian(UInt64(1)) + littleEndian(UInt64(1 << 28)) + littleEndian(UInt64(1))
    #expect(
      try structs(info: bomb + [0x78, 0x9C], abbreviations: Self.abbreviations, flags: compressed)
        == nil)
  }
}
