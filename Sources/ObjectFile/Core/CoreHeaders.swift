import ByteReading

/// The ELF header and program headers of a core.
struct CoreHeaders {
  var machine: ObjectFile.Machine
  var segments: [Segment] = []
  var notes: [ByteRange] = []
  var missingBytes: UInt64 = 0

  /// A process has at most 65530 mappings unless its administrator allows more.
  private static let mostHeaders = 1 << 20
  private static let headerSize = 56

  init(_ bytes: RawSpan) throws(ObjectFileError) {
    guard bytes.byteCount >= 64 else {
      throw .damaged(what: "the ELF header is cut off", offset: bytes.byteCount)
    }
    guard bytes.uint8(at: 4) == 2, bytes.uint8(at: 5) == 1 else {
      throw .unsupported(RecognisedFormat(.elf, "a 32-bit or big-endian ELF file"))
    }
    guard bytes.uint16(at: 16) == 4 else {
      throw .unsupported(RecognisedFormat(.elf, "an ELF file, but no core dump"))
    }
    switch bytes.uint16(at: 18) {
    case 62: machine = .amd64
    case 183: machine = .arm64
    default:
      throw .unsupported(RecognisedFormat(.elf, "a core dump of a machine that is not read"))
    }
    guard let start = bytes.uint64(at: 32).flatMap({ Int(exactly: $0) }),
      let size = bytes.uint16(at: 54), Int(size) >= Self.headerSize
    else { throw .damaged(what: "the program headers lie outside the file", offset: 32) }
    let count = min(Self.count(bytes), Self.mostHeaders)
    for index in 0..<count {
      guard let place = start.adding(index &* Int(size)), add(bytes, at: place) else { break }
    }
    guard !segments.isEmpty else {
      throw .damaged(what: "the core has no memory in it", offset: 32)
    }
  }

  /// With 65535 program headers or more their number stands in the first section header.
  private static func count(_ bytes: RawSpan) -> Int {
    let extended: UInt16 = 0xffff
    let count = bytes.uint16(at: 56) ?? 0
    guard count == extended else { return Int(count) }
    guard let section = bytes.uint64(at: 40).flatMap({ Int(exactly: $0) }),
      let place = section.adding(44), let wide = bytes.uint32(at: place)
    else { return Int(count) }
    return Int(wide)
  }

  /// False at the end of the file.
  private mutating func add(_ bytes: RawSpan, at place: Int) -> Bool {
    guard bytes.holds(Self.headerSize, at: place), let type = bytes.uint32(at: place),
      let flags = bytes.uint32(at: place &+ 4), let offset = bytes.uint64(at: place &+ 8),
      let address = bytes.uint64(at: place &+ 16), let fileSize = bytes.uint64(at: place &+ 32),
      let memorySize = bytes.uint64(at: place &+ 40)
    else { return false }
    guard let claimed = ByteRange(offset: offset, count: fileSize) else { return true }
    let range = claimed.clamped(to: bytes.byteCount)
    switch type {
    case ELFHeader.ProgramHeader.noteType: notes.append(range)
    case ELFHeader.ProgramHeader.loadType:
      guard address.adding(max(fileSize, memorySize)) != nil else { return true }
      missingBytes = missingBytes.adding(fileSize &- UInt64(range.count)) ?? .max
      segments.append(
        Segment(
          address: address, memorySize: max(fileSize, memorySize), range: range,
          isWritable: flags & 2 != 0, isExecutable: flags & 1 != 0))
    default: break
    }
    return true
  }
}
