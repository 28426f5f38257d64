internal import ByteReading

extension ReferenceCollector {
  /// Bytes whose candidates are gathered before they are tested.
  private static let chunkBytes = 8192

  /// Gathers the places of the opcodes E8 and E9 (CALL and JMP rel32) and 8D (LEA), eight bytes at
  /// a time and without a branch that depends on them, then tests the two kinds in turn.
  ///
  /// What makes the scan slow is not looking at bytes but branches that cannot be predicted: this
  /// shape has none.
  mutating func scanX86(_ text: borrowing RawSpan, range: Range<Int>) {
    var transfers = [UInt32](repeating: 0, count: Self.chunkBytes + 1)
    var loads = transfers
    var targets = transfers
    references.callSites.reserveCapacity(range.count / 64)
    references.callTargets.reserveCapacity(range.count / 64)
    var start = range.lowerBound
    while start < range.upperBound {
      let end = min(start &+ Self.chunkBytes, range.upperBound)
      let (transferCount, loadCount) = Self.gather(
        text, start..<end, &transfers, &loads)
      let calls = keepCalls(text, transferCount, &transfers, &targets)
      references.callSites.append(contentsOf: transfers[..<calls])
      references.callTargets.append(contentsOf: targets[..<calls])
      for index in 0..<loadCount { takeLoadAddress(text, at: Int(loads[index])) }
      start = end
    }
  }

  /// Writes the offsets of candidates in `range` and returns how many there are of each kind.
  private static func gather(
    _ text: borrowing RawSpan, _ range: Range<Int>, _ transfers: inout [UInt32],
    _ loads: inout [UInt32]
  ) -> (transfers: Int, loads: Int) {
    let ones: UInt64 = 0x0101_0101_0101_0101
    var transferSites = transfers.mutableSpan
    var loadSites = loads.mutableSpan
    var transferCount = 0
    var loadCount = 0
    let rest = text.forEachWord(in: range) { offset, word in
      // The top bit of every byte that matches; seldom that of another byte too.
      let transfer = word & (ones &* 0xFE) ^ (ones &* 0xE8)
      let transferHits = (transfer &- ones) & ~transfer & (ones &* 0x80)
      let load = word ^ (ones &* 0x8D)
      let loadHits = (load &- ones) & ~load & (ones &* 0x80)
      append(transferHits, at: offset, to: &transferSites, &transferCount)
      append(loadHits, at: offset, to: &loadSites, &loadCount)
    }
    // What is left at the very end of the text is shorter than any instruction looked for, or in a
    // range that another scan continues: every byte of it is a candidate of both kinds.
    for offset in rest..<max(rest, range.upperBound) {
      transferSites[transferCount] = UInt32(truncatingIfNeeded: offset)
      loadSites[loadCount] = UInt32(truncatingIfNeeded: offset)
      transferCount &+= 1
      loadCount &+= 1
    }
    return (transferCount, loadCount)
  }

  /// Adds the bytes that `hits` marks. The first costs no branch; more than one in a word are rare.
  @inline(__always)
  private static func append(
    _ hits: UInt64, at offset: Int, to sites: inout MutableSpan<UInt32>, _ count: inout Int
  ) {
    sites[count] = UInt32(truncatingIfNeeded: offset &+ hits.trailingZeroBitCount &>> 3)
    count &+= hits == 0 ? 0 : 1
    var more = hits & (hits &- 1)
    while more != 0 {
      sites[count] = UInt32(truncatingIfNeeded: offset &+ more.trailingZeroBitCount &>> 3)
      count &+= 1
      more &= more &- 1
    }
  }

  /// Moves the calls among the first `count` of `sites` to the front, with their targets, and
  /// returns how many there are; takes the jumps.
  private mutating func keepCalls(
    _ text: borrowing RawSpan, _ count: Int, _ sites: inout [UInt32], _ targets: inout [UInt32]
  ) -> Int {
    var siteSpan = sites.mutableSpan
    var targetSpan = targets.mutableSpan
    var kept = 0
    for index in 0..<count {
      let position = Int(siteSpan[index])
      let opcode = text.byteOrZero(at: position)
      let target = Self.target(text, base: base, displacementAt: position &+ 1)
      guard isEntry(target), opcode & 0xFE == 0xE8, position <= text.byteCount &- 5
      else { continue }
      if opcode == 0xE9 {
        takeJump(at: position, to: target)
        continue
      }
      siteSpan[kept] = UInt32(truncatingIfNeeded: position)
      targetSpan[kept] = UInt32(truncatingIfNeeded: target &- base)
      kept &+= 1
    }
    return kept
  }

  @inline(__always)
  private mutating func takeLoadAddress(_ text: borrowing RawSpan, at position: Int) {
    // REX.W with or without R before, ModRM with a PC-relative operand behind.
    let bytes = text.uint32OrZero(at: position &- 1)
    guard position > 0, bytes & 0xC7_FFFB == 0x05_8D48, position <= text.byteCount &- 6
    else { return }
    takeAddress(at: position &- 1, Self.target(text, base: base, displacementAt: position &+ 2))
  }

  /// The address that a 32-bit displacement names: it counts from the byte behind itself.
  @inline(__always)
  private static func target(
    _ text: borrowing RawSpan, base: UInt64, displacementAt position: Int
  ) -> UInt64 {
    let displacement = Int64(Int32(bitPattern: text.uint32OrZero(at: position)))
    return base &+ UInt64(truncatingIfNeeded: position &+ 4)
      &+ UInt64(bitPattern: displacement)
  }
}
