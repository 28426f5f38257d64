internal import GoBinary

/// Where a function keeps the closures of its open-coded defers, as offsets from SP at entry.
///
/// FUNCDATA_OpenCodedDeferInfo counts down from `varp`, which is SP at entry less one word on
/// amd64 and arm64 alike.
struct DeferSlots {
  private var offsets: [Int32]
  /// The byte whose bits say which defers are registered.
  let bits: Int32

  /// At most this many defers of a function are open-coded (`maxOpenDefers`).
  private static let most = 8

  init?(_ info: OpenCodedDeferInfo) {
    guard let bitsBelow = Int32(exactly: info.deferBitsOffset) else { return nil }
    bits = -8 &- bitsBelow
    switch info.slots {
    case .closures(let below):
      // Last defer first.
      offsets = below.reversed().prefix(Self.most).compactMap {
        Int32(exactly: $0).map { -8 &- $0 }
      }
    case .array(let unsigned):
      guard let below = Int32(exactly: unsigned) else { return nil }
      // The slots are the topmost variables of the frame, so their offset tells how many there are.
      guard below > 0, below % 8 == 0 else { return nil }
      let count = min(Int(below) / 8, Self.most)
      offsets = (0..<count).map { -8 &- below &+ 8 &* Int32($0) }
    }
  }

  var count: Int { offsets.count }

  /// One bit for each slot.
  var all: UInt32 { 1 &<< UInt32(truncatingIfNeeded: count) &- 1 }

  func index(of offset: Int32) -> Int? { offsets.firstIndex(of: offset) }
}
