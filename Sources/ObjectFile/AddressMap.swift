public import ByteReading

/// Virtual addresses and file offsets of what the loader maps.
///
/// Memory beyond a segment's bytes in the file (`.bss`) has no offset.
public struct AddressMap: Sendable {
  /// Ascending by address.
  public let segments: [Segment]

  public init(segments: [Segment]) {
    self.segments = segments.sorted { $0.address < $1.address }
  }

  /// The segment that holds `address`, in the file or beyond it.
  public func segment(containing address: UInt64) -> Segment? {
    guard let index = index(atOrBelow: address) else { return nil }
    let segment = segments[index]
    return address &- segment.address < segment.memorySize ? segment : nil
  }

  /// The offset of the byte at `address`, when `count` bytes from there are in the file.
  public func fileOffset(of address: UInt64, count: Int = 1) -> Int? {
    guard let rest = bytes(from: address), rest.count >= count else { return nil }
    return rest.offset
  }

  /// The file's bytes from `address` to the end of its segment's bytes; nil when there are none.
  public func bytes(from address: UInt64) -> ByteRange? {
    guard let index = index(atOrBelow: address) else { return nil }
    let segment = segments[index]
    guard let start = Int(exactly: address &- segment.address), start < segment.range.count else {
      return nil
    }
    return segment.range.part(from: start, count: segment.range.count &- start)
  }

  /// The `count` bytes at `address`; nil when they are not all in the file.
  public func bytes(at address: UInt64, count: UInt64) -> ByteRange? {
    guard let rest = bytes(from: address), let count = Int(exactly: count) else { return nil }
    return rest.part(from: 0, count: count)
  }

  /// The address at which the byte at `offset` is loaded.
  public func address(ofFileOffset offset: Int) -> UInt64? {
    for segment in segments where offset >= segment.range.offset && offset < segment.range.end {
      return segment.address &+ UInt64(offset &- segment.range.offset)
    }
    return nil
  }

  /// Index of the last segment that begins at or before `address`.
  private func index(atOrBelow address: UInt64) -> Int? {
    var low = 0
    var high = segments.count
    while low < high {
      let middle = (low &+ high) >> 1
      if segments[middle].address <= address { low = middle &+ 1 } else { high = middle }
    }
    return low > 0 ? low &- 1 : nil
  }
}
