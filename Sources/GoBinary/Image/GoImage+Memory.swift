public import ByteReading
import ObjectFile

extension GoImage {
  /// The 8 bytes at `address` as the loader will leave them; nil outside the file's bytes.
  public func word(at address: UInt64) -> UInt64? {
    object.word(at: address)
  }

  /// Offsets in the file of the function's code; empty when it is not in the file.
  public func codeRange(_ function: FunctionIndex) -> Range<Int> {
    codeBytes(function).range
  }

  private func codeBytes(_ function: FunctionIndex) -> ByteRange {
    let size = UInt64(codeSize(function))
    return object.addressMap.bytes(at: entry(function), count: size) ?? .empty
  }

  /// Calls `body` with the function's code, and the address of its first byte.
  public func withCode<Result>(
    _ function: FunctionIndex, _ body: (RawSpan, UInt64) throws -> Result
  ) rethrows -> Result {
    try body(bytes.clampedPart(codeBytes(function)), entry(function))
  }

  /// All bytes from `textStart` to `textEnd`; they are consecutive in the file.
  @_lifetime(borrow self)
  public func textBytes() -> RawSpan {
    bytes.clampedPart(textRange ?? .empty)
  }

  /// Where the bytes from `textStart` to `textEnd` stand in the file.
  public var textRange: ByteRange? {
    object.addressMap.bytes(at: textStart, count: textEnd &- textStart)
  }

  /// A part of the program's data.
  public struct DataSection: Sendable, Hashable {
    public var address: UInt64
    public var range: ByteRange
    public var isWritable: Bool
  }

  /// Where pointers and funcvals can stand, ascending by address: sections of initialised data,
  /// or the segments without code when there are no usable sections. The pclntab (but not the
  /// funcdata in it), the relocation table and the text are left out.
  public func dataSections() -> [DataSection] {
    let named = object.sections.filter { section in
      let programBits: UInt32 = 1
      return section.isLoaded && section.type == programBits && !section.range.isEmpty
        && !section.isExecutable
    }
    let areTrue = named.allSatisfy { section in
      object.addressMap.fileOffset(of: section.address, count: section.range.count)
        == section.range.offset
    }
    let parts: [DataSection]
    if areTrue && !named.isEmpty {
      parts = named.map {
        DataSection(address: $0.address, range: $0.range, isWritable: $0.isWritable)
      }
    } else {
      parts = object.segments.map {
        DataSection(address: $0.address, range: $0.range, isWritable: $0.isWritable)
      }
    }
    var holes = [textRange, object.relocations.byteRange].compactMap { $0 }
    let tables = header.functions.end &- header.fileOffset
    if let table = ByteRange(offset: header.fileOffset, count: tables) { holes.append(table) }
    return Self.disjoint(parts).flatMap { part in
      holes.reduce([part]) { rest, hole in rest.flatMap { $0.without(hole) } }
    }.filter { !$0.range.isEmpty }
  }

  /// Ascending by address, each without what the ones before it hold.
  private static func disjoint(_ parts: [DataSection]) -> [DataSection] {
    var kept: [DataSection] = []
    var end: UInt64 = 0
    for part in parts.sorted(by: { $0.address < $1.address }) {
      let skipped = Int(exactly: max(end, part.address) &- part.address) ?? Int.max
      guard skipped < part.range.count,
        let rest = part.range.part(from: skipped, count: part.range.count &- skipped)
      else { continue }
      let address = part.address &+ UInt64(skipped)
      kept.append(DataSection(address: address, range: rest, isWritable: part.isWritable))
      end = address &+ UInt64(rest.count)
    }
    return kept
  }
}

extension GoImage.DataSection {
  /// What is left of it before and after `hole`.
  fileprivate func without(_ hole: ByteRange) -> [GoImage.DataSection] {
    guard hole.offset < range.end, hole.end > range.offset else { return [self] }
    var rest: [GoImage.DataSection] = []
    if hole.offset > range.offset,
      let before = range.part(from: 0, count: hole.offset &- range.offset)
    {
      rest.append(GoImage.DataSection(address: address, range: before, isWritable: isWritable))
    }
    let skipped = hole.end &- range.offset
    if hole.end < range.end, let after = range.part(from: skipped, count: range.end &- hole.end) {
      rest.append(
        GoImage.DataSection(
          address: address &+ UInt64(skipped), range: after, isWritable: isWritable))
    }
    return rest
  }
}
