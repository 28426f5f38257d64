/// A small ELF file, described part by part.
public struct TinyELF: Sendable {
  public struct Segment: Sendable {
    public var type: UInt32
    public var flags: UInt32
    public var address: UInt64
    public var bytes: [UInt8]
    public var extraMemory: UInt64

    public init(
      type: UInt32 = 1, flags: UInt32 = 4, address: UInt64, bytes: [UInt8],
      extraMemory: UInt64 = 0
    ) {
      self.type = type
      self.flags = flags
      self.address = address
      self.bytes = bytes
      self.extraMemory = extraMemory
    }
  }

  public struct Section: Sendable {
    public var name: String
    public var type: UInt32
    public var flags: UInt64
    public var address: UInt64
    public var bytes: [UInt8]
    public var link: UInt32

    public init(
      _ name: String, type: UInt32 = 1, flags: UInt64 = 0, address: UInt64 = 0,
      bytes: [UInt8] = [], link: UInt32 = 0
    ) {
      self.name = name
      self.type = type
      self.flags = flags
      self.address = address
      self.bytes = bytes
      self.link = link
    }
  }

  public var machine: UInt16 = 62
  public var type: UInt16 = 2
  public var segments: [Segment] = []
  /// Without the empty first section and the table of names, which are added.
  public var sections: [Section] = []

  public init() {}

  public func build() -> [UInt8] {
    let headerSize = 64
    var bytes = [UInt8](repeating: 0, count: headerSize + 56 * segments.count)
    var programHeaders: [UInt8] = []
    for segment in segments {
      let offset = UInt64(bytes.count)
      bytes += segment.bytes
      programHeaders += littleEndian(segment.type) + littleEndian(segment.flags)
      programHeaders += littleEndian(offset) + littleEndian(segment.address)
      programHeaders += littleEndian(segment.address) + littleEndian(UInt64(segment.bytes.count))
      programHeaders += littleEndian(UInt64(segment.bytes.count) + segment.extraMemory)
      programHeaders += littleEndian(UInt64(1))
    }
    var sectionHeaders = [UInt8](repeating: 0, count: sections.isEmpty ? 0 : 64)
    var names: [UInt8] = [0]
    for section in sections + (sections.isEmpty ? [] : [Section(".shstrtab", type: 3)]) {
      let name = UInt32(names.count)
      names += Array(section.name.utf8) + [0]
      let contents = section.name == ".shstrtab" ? names : section.bytes
      sectionHeaders += littleEndian(name) + littleEndian(section.type)
      sectionHeaders += littleEndian(section.flags) + littleEndian(section.address)
      sectionHeaders += littleEndian(UInt64(bytes.count)) + littleEndian(UInt64(contents.count))
      sectionHeaders += littleEndian(section.link) + littleEndian(UInt32(0))
      sectionHeaders += littleEndian(UInt64(1)) + littleEndian(UInt64(0))
      bytes += contents
    }
    let sectionOffset = UInt64(bytes.count)
    bytes += sectionHeaders
    var header: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 9)
    header += littleEndian(type) + littleEndian(machine) + littleEndian(UInt32(1))
    header += littleEndian(UInt64(0)) + littleEndian(UInt64(headerSize))
    header += littleEndian(sections.isEmpty ? 0 : sectionOffset) + littleEndian(UInt32(0))
    header += littleEndian(UInt16(headerSize)) + littleEndian(UInt16(56))
    header += littleEndian(UInt16(segments.count)) + littleEndian(UInt16(64))
    header += littleEndian(UInt16(sectionHeaders.count / 64))
    header += littleEndian(UInt16(sections.isEmpty ? 0 : sections.count + 1))
    bytes.replaceSubrange(0..<headerSize, with: header)
    bytes.replaceSubrange(headerSize..<headerSize + programHeaders.count, with: programHeaders)
    return bytes
  }
}

/// The bytes of an integer, least significant first.
public func littleEndian<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
  (0..<Value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}
