public import ByteReading

/// An executable or shared object: 64-bit little-endian ELF for amd64 and arm64.
///
/// Everything works from the program headers; section headers and symbols are used when they are
/// there and plausible. Source: the System V ABI, chapters 4 and 5.
public struct ObjectFile: Sendable {
  public enum Machine: Sendable { case amd64, arm64 }

  public let file: MappedFile
  public let format: ObjectFormat
  public let machine: Machine
  /// Position-independent: a PIE or a shared object (`ET_DYN`).
  public let isPositionIndependent: Bool
  public let entryPoint: UInt64
  public let addressMap: AddressMap
  /// Empty when there are no section headers or they lie outside the file.
  public let sections: [Section]
  public let notes: [Note]
  public let relocations: RelocationTable
  let dynamic: DynamicTable

  /// Loadable segments, ascending by address.
  public var segments: [Segment] { addressMap.segments }

  public init(file: MappedFile) throws(ObjectFileError) {
    let recognised = RecognisedFormat(recognising: file.bytes)
    guard recognised.format == .elf else { throw .unsupported(recognised) }
    let header = try ELFHeader(file.bytes)
    let programHeaders = try header.programHeaders(file.bytes)
    let loaded = try ELFHeader.segments(programHeaders, fileSize: file.count)
    let map = AddressMap(segments: loaded)
    let sections = header.sections(file.bytes)
    let dynamic = DynamicTable(programHeaders, file.bytes)
    self.file = file
    format = .elf
    machine = header.machine
    isPositionIndependent = header.isPositionIndependent
    entryPoint = header.entryPoint
    addressMap = map
    self.sections = sections
    self.dynamic = dynamic
    notes = Note.all(programHeaders: programHeaders, sections: sections, file.bytes)
    relocations = RelocationTable(
      file: file, map: map, dynamic: dynamic, machine: header.machine)
  }

  public func section(named name: String) -> Section? {
    sections.first { $0.name == name }
  }

  /// The word at `address` as the loader will leave it, when a relocation sets it; nil when none
  /// does or its value is not known before the program runs.
  public func relocatedWord(at address: UInt64) -> UInt64? {
    relocations.word(at: address)
  }

  /// The 8 bytes at `address` with relocations applied; nil outside the file's bytes.
  public func word(at address: UInt64) -> UInt64? {
    if !relocations.isEmpty, let value = relocations.word(at: address) { return value }
    guard let offset = addressMap.fileOffset(of: address, count: 8) else { return nil }
    return file.bytes.uint64(at: offset)
  }

  /// Lower-case hexadecimal of the note `NT_GNU_BUILD_ID`.
  public var gnuBuildID: String? {
    guard let note = notes.first(where: { $0.name == "GNU" && $0.type == 3 }),
      note.contents.count <= 64, let bytes = file.bytes.part(note.contents)
    else { return nil }
    return bytes.hexadecimalText()
  }

  /// Go's build ID (`action/…/content`), the note `Go` of type 4.
  public var goBuildID: String? {
    guard let note = notes.first(where: { $0.name == "Go" && $0.type == 4 }),
      note.contents.count <= 1024, let bytes = file.bytes.part(note.contents)
    else { return nil }
    return bytes.text()
  }
}
