import ByteReading

/// The file header, and the tables that it points to.
struct ELFHeader {
  struct ProgramHeader {
    var type: UInt32
    var flags: UInt32
    var offset: UInt64
    var address: UInt64
    var fileSize: UInt64
    var memorySize: UInt64
    /// Where the header itself stands.
    var place: Int

    static let loadType: UInt32 = 1
    static let dynamicType: UInt32 = 2
    static let noteType: UInt32 = 4
  }

  var machine: ObjectFile.Machine
  var isPositionIndependent: Bool
  var entryPoint: UInt64
  private var programHeaderOffset: UInt64
  private var programHeaderSize: Int
  private var programHeaderCount: Int
  private var sectionOffset: UInt64
  private var sectionHeaderSize: Int
  private var sectionCount: Int
  private var nameSectionIndex: Int

  init(_ bytes: RawSpan) throws(ObjectFileError) {
    guard bytes.byteCount >= 20 else {
      throw .damaged(what: "the ELF header is cut off", offset: bytes.byteCount)
    }
    guard bytes.uint8(at: 4) == 2 else {
      throw .unsupported(RecognisedFormat(.elf, "a 32-bit ELF file"))
    }
    guard bytes.uint8(at: 5) == 1 else {
      throw .unsupported(RecognisedFormat(.elf, "a big-endian ELF file"))
    }
    guard bytes.byteCount >= 64, let type = bytes.uint16(at: 16),
      let machine = bytes.uint16(at: 18), let entry = bytes.uint64(at: 24),
      let programOffset = bytes.uint64(at: 32), let sectionOffset = bytes.uint64(at: 40),
      let programSize = bytes.uint16(at: 54), let programCount = bytes.uint16(at: 56),
      let sectionSize = bytes.uint16(at: 58), let sectionCount = bytes.uint16(at: 60),
      let nameIndex = bytes.uint16(at: 62)
    else { throw .damaged(what: "the ELF header is cut off", offset: bytes.byteCount) }
    switch type {
    case 2: isPositionIndependent = false
    case 3: isPositionIndependent = true
    case 1: throw .unsupported(RecognisedFormat(.elf, "a relocatable object file, not linked yet"))
    case 4: throw .unsupported(RecognisedFormat(.elf, "a core file"))
    default: throw .damaged(what: "the ELF header has the unknown type \(type)", offset: 16)
    }
    switch machine {
    case 62: self.machine = .amd64
    case 183: self.machine = .arm64
    default:
      let name = Self.machineNames[machine] ?? "machine number \(machine)"
      throw .unsupported(RecognisedFormat(.elf, "an ELF file for \(name)"))
    }
    entryPoint = entry
    programHeaderOffset = programOffset
    programHeaderSize = Int(programSize)
    programHeaderCount = Int(programCount)
    self.sectionOffset = sectionOffset
    sectionHeaderSize = Int(sectionSize)
    self.sectionCount = Int(sectionCount)
    nameSectionIndex = Int(nameIndex)
  }

  private static let machineNames: [UInt16: String] = [
    3: "386", 8: "MIPS", 20: "32-bit PowerPC", 21: "64-bit PowerPC", 22: "IBM S/390",
    40: "32-bit ARM", 243: "RISC-V", 247: "BPF", 258: "LoongArch",
  ]

  func programHeaders(_ bytes: RawSpan) throws(ObjectFileError) -> [ProgramHeader] {
    guard programHeaderCount > 0 else {
      throw .damaged(what: "there are no program headers", offset: 56)
    }
    guard programHeaderSize >= 56, let start = Int(exactly: programHeaderOffset),
      bytes.holds(programHeaderSize &* programHeaderCount, at: start)
    else { throw .damaged(what: "the program headers lie outside the file", offset: 32) }
    var headers: [ProgramHeader] = []
    headers.reserveCapacity(programHeaderCount)
    for index in 0..<programHeaderCount {
      let place = start &+ index &* programHeaderSize
      guard let type = bytes.uint32(at: place), let flags = bytes.uint32(at: place &+ 4),
        let offset = bytes.uint64(at: place &+ 8), let address = bytes.uint64(at: place &+ 16),
        let fileSize = bytes.uint64(at: place &+ 32),
        let memorySize = bytes.uint64(at: place &+ 40)
      else { throw .damaged(what: "the program headers are cut off", offset: place) }
      headers.append(
        ProgramHeader(
          type: type, flags: flags, offset: offset, address: address, fileSize: fileSize,
          memorySize: memorySize, place: place))
    }
    return headers
  }

  /// The loadable segments; bytes that the headers claim beyond the end of the file are left out.
  static func segments(
    _ headers: [ProgramHeader], fileSize: Int
  ) throws(ObjectFileError) -> [Segment] {
    var segments: [Segment] = []
    for header in headers where header.type == ProgramHeader.loadType {
      guard let range = ByteRange(offset: header.offset, count: header.fileSize),
        header.address.adding(max(header.fileSize, header.memorySize)) != nil
      else { throw .damaged(what: "a program header has impossible sizes", offset: header.place) }
      segments.append(
        Segment(
          address: header.address, memorySize: max(header.fileSize, header.memorySize),
          range: range.clamped(to: fileSize), isWritable: header.flags & 2 != 0,
          isExecutable: header.flags & 1 != 0, isCutOff: range.end > fileSize))
    }
    guard !segments.isEmpty else {
      throw .damaged(what: "no program header is to be loaded", offset: 32)
    }
    // Segments may share a page of the file, no more; what reads them all must stay linear.
    var total = 0
    for segment in segments { total = total.adding(segment.range.count) ?? Int.max }
    guard total <= fileSize.multiplied(by: 2) ?? Int.max else {
      throw .damaged(what: "the loadable segments overlap in the file", offset: 32)
    }
    return segments
  }

  /// The sections; none when their table is missing or lies outside the file.
  func sections(_ bytes: RawSpan) -> [Section] {
    guard sectionCount > 0, sectionHeaderSize >= 64, let start = Int(exactly: sectionOffset),
      bytes.holds(sectionHeaderSize &* sectionCount, at: start)
    else { return [] }
    let names = sectionNames(bytes, tableAt: start)
    var sections: [Section] = []
    sections.reserveCapacity(sectionCount)
    for index in 0..<sectionCount {
      let place = start &+ index &* sectionHeaderSize
      guard let name = bytes.uint32(at: place), let type = bytes.uint32(at: place &+ 4),
        let flags = bytes.uint64(at: place &+ 8), let address = bytes.uint64(at: place &+ 16),
        let offset = bytes.uint64(at: place &+ 24), let size = bytes.uint64(at: place &+ 32),
        let link = bytes.uint32(at: place &+ 40)
      else { return sections }
      let noBits: UInt32 = 8
      let claimed = type == noBits ? .empty : ByteRange(offset: offset, count: size) ?? .empty
      sections.append(
        Section(
          name: bytes.nulTerminatedText(in: names, at: Int(name), limit: 255), type: type,
          flags: flags, address: address, range: claimed.clamped(to: bytes.byteCount),
          memorySize: size, link: link))
    }
    return sections
  }

  private func sectionNames(_ bytes: RawSpan, tableAt start: Int) -> ByteRange {
    let place = start &+ nameSectionIndex &* sectionHeaderSize
    guard nameSectionIndex < sectionCount, let offset = bytes.uint64(at: place &+ 24),
      let size = bytes.uint64(at: place &+ 32)
    else { return .empty }
    return ByteRange(offset: offset, count: size)?.clamped(to: bytes.byteCount) ?? .empty
  }
}

extension RawSpan {
  /// The text at `offset` inside `table` up to a zero byte, at most `limit` bytes.
  func nulTerminatedText(in table: ByteRange, at offset: Int, limit: Int) -> String {
    guard offset < table.count,
      let part = table.part(from: offset, count: min(limit, table.count &- offset)),
      let span = self.part(part)
    else { return "" }
    let end = span.firstIndex(of: 0) ?? span.byteCount
    guard let text = span.part(offset: 0, count: end) else { return "" }
    return text.text()
  }
}
