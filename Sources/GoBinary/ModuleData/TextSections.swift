import ByteReading
import ObjectFile

/// Text offsets, as pclntab counts them, and addresses.
///
/// Large and externally linked programs may have several text sections with gaps between them.
/// Source: `moduledata.textAddr` and `textOff` in `runtime/symtab.go`.
struct TextSections: Sendable {
  private struct Part {
    var offset: UInt64
    var end: UInt64
    var address: UInt64
  }

  let start: UInt64
  let end: UInt64
  /// Empty when there is only one section.
  private let parts: [Part]

  /// Reads `moduledata.textsectmap`; nil when it contradicts `start`.
  init?(
    start: UInt64, end: UInt64, mapAddress: UInt64, count: UInt64, in object: ObjectFile
  ) {
    let entrySize: UInt64 = 24
    guard count >= 1, count <= 4096 else { return nil }
    var parts: [Part] = []
    for index in 0..<count {
      let place = mapAddress &+ index &* entrySize
      guard let offset = object.word(at: place), let end = object.word(at: place &+ 8),
        let address = object.word(at: place &+ 16), offset <= end, offset >= parts.last?.end ?? 0,
        address >= parts.last?.address ?? start, address.adding(end &- offset) != nil,
        end <= UInt64(UInt32.max)
      else { return nil }
      parts.append(Part(offset: offset, end: end, address: address))
    }
    guard parts[0].offset == 0, parts[0].address == start else { return nil }
    self.start = start
    self.end = end
    self.parts = count > 1 ? parts : []
  }

  /// Offset behind the last byte of text.
  var length: UInt64 { parts.last?.end ?? end &- start }

  /// The address of the byte at `offset`.
  func address(of offset: UInt32) -> UInt64 {
    let offset = UInt64(offset)
    guard let last = parts.last else { return start &+ offset }
    for part in parts where offset >= part.offset && offset < part.end {
      return part.address &+ (offset &- part.offset)
    }
    return offset == last.end ? last.address &+ (offset &- last.offset) : start &+ offset
  }

  /// The offset of the byte at `address`; nil outside the text and in the gaps.
  func offset(of address: UInt64) -> UInt32? {
    guard address >= start, address < end else { return nil }
    if parts.isEmpty { return UInt32(exactly: address &- start) }
    for part in parts {
      if address < part.address { return nil }
      if address &- part.address < part.end &- part.offset {
        return UInt32(exactly: address &- part.address &+ part.offset)
      }
    }
    return nil
  }
}
