import ByteReading

/// What `PT_DYNAMIC` says that is used here. Source: the System V ABI, `Dynamic Section`.
struct DynamicTable: Sendable {
  /// Addresses and byte counts of the tables; 0 when there is none.
  var relocationTable: UInt64 = 0
  var relocationTableSize: UInt64 = 0
  var symbolTable: UInt64 = 0
  var stringTable: UInt64 = 0
  var stringTableSize: UInt64 = 0
  /// Offsets of the needed libraries' names in the string table, the first few.
  var neededLibraries: [UInt64] = []

  init(_ headers: [ELFHeader.ProgramHeader], _ bytes: RawSpan) {
    guard let header = headers.first(where: { $0.type == ELFHeader.ProgramHeader.dynamicType }),
      let range = ByteRange(offset: header.offset, count: header.fileSize)
    else { return }
    let table = range.clamped(to: bytes.byteCount)
    var offset = table.offset
    while offset < table.end, let tag = bytes.uint64(at: offset),
      let value = bytes.uint64(at: offset &+ 8), tag != 0
    {
      switch tag {
      case 1: if neededLibraries.count < 64 { neededLibraries.append(value) }
      case 5: stringTable = value
      case 6: symbolTable = value
      case 7: relocationTable = value
      case 8: relocationTableSize = value
      case 10: stringTableSize = value
      default: break
      }
      offset &+= 16
    }
  }
}

extension ObjectFile {
  /// Names of the shared libraries that the loader must bring (`DT_NEEDED`).
  public var neededLibraries: [String] {
    guard let names = addressMap.bytes(at: dynamic.stringTable, count: dynamic.stringTableSize)
    else { return [] }
    return dynamic.neededLibraries.compactMap { offset in
      Int(exactly: offset).map { file.bytes.nulTerminatedText(in: names, at: $0, limit: 255) }
    }
  }
}
