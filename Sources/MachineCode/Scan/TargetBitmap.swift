/// A set of addresses that answers ``contains(_:)`` in a few instructions: one bit for every
/// address at the common alignment of all.
///
/// Exact for any entries. Those too far above the base for a bitmap of bounded size (8 MiB, and not
/// much more than honest programs have for so many entries) are kept in a sorted list instead.
public struct TargetBitmap: Sendable {
  /// Bits at most; 2^26 of them cover 2 GiB of functions that are aligned to 32 bytes.
  private static let bitLimit: UInt64 = 1 &<< 26

  /// Addresses come from the file: a few entries far apart are no reason for a large bitmap.
  private static func bitLimit(entries: Int) -> UInt64 {
    min(bitLimit, max(1 &<< 22, UInt64(entries) &<< 9))
  }

  public let base: UInt64
  /// The number of different entries.
  public let count: Int
  private let shift: UInt64
  private let alignmentMask: UInt64
  /// Bytes from ``base`` on that the bitmap covers.
  private let coverage: UInt64
  private let words: [UInt64]
  /// For each of `words` the number of entries before it.
  private let ranks: [UInt32]
  /// Entries beyond the coverage, ascending.
  private let far: [UInt64]

  /// A set of those `entries` that lie in `base..<limit`.
  public init(base: UInt64, limit: UInt64, entries: [UInt64]) {
    self.init(
      base: base, offsets: entries.filter { $0 >= base && $0 < limit }.map { $0 &- base })
  }

  /// A set of all `entries`.
  public init(_ entries: [UInt64]) {
    // The base is aligned down so that the alignment of the entries shows in their distances.
    let base = (entries.min() ?? 0) & ~0xFFF
    self.init(base: base, offsets: entries.map { $0 &- base })
  }

  private init(base: UInt64, offsets: [UInt64]) {
    var combined: UInt64 = 1 &<< 12
    var last: UInt64 = 0
    for offset in offsets {
      combined |= offset
      last = max(last, offset)
    }
    let shift = UInt64(combined.trailingZeroBitCount)
    let bits = min(last &>> shift, Self.bitLimit(entries: offsets.count) &- 1) &+ 1
    let coverage = bits &<< shift
    var words = [UInt64](repeating: 0, count: offsets.isEmpty ? 0 : Int(bits &>> 6) + 1)
    var far: [UInt64] = []
    for offset in offsets {
      guard offset < coverage else {
        far.append(base &+ offset)
        continue
      }
      let bit = offset &>> shift
      words[Int(bit &>> 6)] |= 1 &<< (bit & 63)
    }
    far = Set(far).sorted()
    var ranks: [UInt32] = []
    ranks.reserveCapacity(words.count)
    var rank: UInt32 = 0
    for word in words {
      ranks.append(rank)
      rank &+= UInt32(truncatingIfNeeded: word.nonzeroBitCount)
    }
    self.base = base
    self.shift = shift
    self.alignmentMask = (1 &<< shift) &- 1
    self.coverage = offsets.isEmpty ? 0 : coverage
    self.words = words
    self.ranks = ranks
    count = Int(rank) + far.count
    self.far = far
  }

  /// Bytes of memory, about.
  var size: Int { words.count * 8 + ranks.count * 4 + far.count * 8 }

  /// Whether `address` is one of the entries.
  @inline(__always)
  public func contains(_ address: UInt64) -> Bool {
    let offset = address &- base
    guard offset < coverage else { return !far.isEmpty && isFar(address) }
    guard offset & alignmentMask == 0 else { return false }
    let bit = offset &>> shift
    return words[Int(truncatingIfNeeded: bit &>> 6)] &>> (bit & 63) & 1 != 0
  }

  /// How many entries stand below `address`, when it is one of them: its place among all.
  public func rank(of address: UInt64) -> Int? {
    let offset = address &- base
    guard offset < coverage else {
      guard let place = farPlace(of: address) else { return nil }
      return count &- far.count &+ place
    }
    guard offset & alignmentMask == 0 else { return nil }
    let bit = offset &>> shift
    let index = Int(truncatingIfNeeded: bit &>> 6)
    let word = words[index]
    guard word &>> (bit & 63) & 1 != 0 else { return nil }
    let below = word & ((1 &<< (bit & 63)) &- 1)
    return Int(ranks[index]) &+ below.nonzeroBitCount
  }

  /// The greatest entry that is not above `address`.
  public func lastEntry(notAbove address: UInt64) -> UInt64? {
    guard address >= base else { return nil }
    let above = firstFar { $0 > address }
    if above > 0 { return far[above - 1] }
    guard coverage > 0 else { return nil }
    let bit = min(address &- base, coverage &- 1) &>> shift
    var index = Int(truncatingIfNeeded: bit &>> 6)
    var word = words[index] & (UInt64.max &>> (63 &- bit & 63))
    while word == 0 {
      guard index > 0 else { return nil }
      index &-= 1
      word = words[index]
    }
    let found = UInt64(index) &<< 6 | UInt64(63 &- word.leadingZeroBitCount)
    return base &+ found &<< shift
  }

  private func isFar(_ address: UInt64) -> Bool { farPlace(of: address) != nil }

  @inline(never)
  private func farPlace(of address: UInt64) -> Int? {
    let index = firstFar { $0 >= address }
    return index < far.count && far[index] == address ? index : nil
  }

  /// The index of the first far entry that fulfils a condition which all later ones fulfil too.
  private func firstFar(where isReached: (UInt64) -> Bool) -> Int {
    var low = 0
    var high = far.count
    while low < high {
      let middle = (low + high) / 2
      if isReached(far[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
