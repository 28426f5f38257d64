public import ByteReading

/// An entry of a note segment or section: who wrote it, of what type, and its contents.
public struct Note: Sendable, Hashable {
  /// Without its final zero bytes.
  public var name: String
  public var type: UInt32
  public var contents: ByteRange

  /// Most entries that are read from one file, those that were seen before included: more are the
  /// mark of a hostile one.
  private static let limit = 1024

  static func all(
    programHeaders: [ELFHeader.ProgramHeader], sections: [Section], _ bytes: RawSpan
  ) -> [Note] {
    let noteSection: UInt32 = 7
    var ranges: [ByteRange] = []
    for header in programHeaders where header.type == ELFHeader.ProgramHeader.noteType {
      if let range = ByteRange(offset: header.offset, count: header.fileSize) {
        ranges.append(range.clamped(to: bytes.byteCount))
      }
    }
    for section in sections where section.type == noteSection { ranges.append(section.range) }
    var notes: [Note] = []
    var seen: Set<ByteRange> = []
    var entriesLeft = limit
    for range in ranges where entriesLeft > 0 {
      append(notesIn: range, bytes, to: &notes, seen: &seen, entriesLeft: &entriesLeft)
    }
    return notes
  }

  private static func append(
    notesIn range: ByteRange, _ bytes: RawSpan, to notes: inout [Note],
    seen: inout Set<ByteRange>, entriesLeft: inout Int
  ) {
    guard let part = bytes.part(range) else { return }
    var cursor = ByteCursor(part)
    while entriesLeft > 0 {
      entriesLeft -= 1
      do throws(ByteError) {
        let nameSize = try cursor.uint32()
        let contentsSize = try cursor.uint32()
        let type = try cursor.uint32()
        let name = try cursor.range(Int(nameSize))
        try cursor.align(to: 4)
        let contents = try cursor.range(Int(contentsSize))
        if !cursor.isAtEnd { try cursor.align(to: 4) }
        guard let place = range.part(from: contents.offset, count: contents.count),
          seen.insert(place).inserted
        else { continue }
        let text = part.nulTerminatedText(in: name, at: 0, limit: 64)
        notes.append(Note(name: text, type: type, contents: place))
      } catch {
        return
      }
    }
  }
}
