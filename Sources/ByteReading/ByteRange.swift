/// A part of a file: where it begins and how many bytes it has. Storable, unlike a span.
///
/// `offset` and `count` are never negative and their sum never overflows.
@frozen
public struct ByteRange: Hashable, Sendable {
  public let offset: Int
  public let count: Int

  /// Nil when a number is negative or the end is beyond `Int.max`.
  @inlinable
  public init?(offset: Int, count: Int) {
    guard offset >= 0, count >= 0, count <= Int.max &- offset else { return nil }
    self.offset = offset
    self.count = count
  }

  /// Nil when a number is too large for a file offset.
  @inlinable
  public init?(offset: UInt64, count: UInt64) {
    guard let offset = Int(exactly: offset), let count = Int(exactly: count) else { return nil }
    self.init(offset: offset, count: count)
  }

  public static var empty: ByteRange { ByteRange() }

  private init() {
    offset = 0
    count = 0
  }

  @inlinable public var end: Int { offset &+ count }
  @inlinable public var isEmpty: Bool { count == 0 }

  /// The offsets as a Swift range.
  @inlinable public var range: Range<Int> { unsafe Range(uncheckedBounds: (offset, end)) }

  /// The part of `self` that lies before `limit`.
  @inlinable
  public func clamped(to limit: Int) -> ByteRange {
    let begin = Swift.min(offset, Swift.max(0, limit))
    return ByteRange(offset: begin, count: Swift.max(0, Swift.min(end, limit) &- begin)) ?? self
  }

  /// The part from `start` (relative to `offset`), `count` bytes long; nil when it is not inside.
  @inlinable
  public func part(from start: Int, count length: Int) -> ByteRange? {
    guard start >= 0, length >= 0, start <= count, length <= count &- start else { return nil }
    return ByteRange(offset: offset &+ start, count: length)
  }
}
