internal import ByteReading

extension ReferenceCollector {
  /// How many instructions after an ADRP the ADD may stand.
  private static let pairDistance = 4

  /// Looks at every word for BL, B and ADRP.
  mutating func scanARM64(_ text: borrowing RawSpan, range: Range<Int>) {
    let limit = min(range.upperBound, text.byteCount &- 3)
    // Instructions are aligned; a text section that is not would be refused by the processor.
    var offset = (range.lowerBound &+ 3) & ~3
    while offset < limit {
      let word = text.uint32OrZero(at: offset)
      if word & 0x7C00_0000 == 0x1400_0000 {
        // The 26-bit displacement counts words; shifting it to the top sign-extends it.
        let displacement = Int64(Int32(bitPattern: word &<< 6) &>> 4)
        let target =
          base &+ UInt64(truncatingIfNeeded: offset)
          &+ UInt64(bitPattern: displacement)
        guard isEntry(target) else {
          offset &+= 4
          continue
        }
        if word & 0x8000_0000 == 0 {
          takeJump(at: offset, to: target)
        } else {
          references.callSites.append(UInt32(truncatingIfNeeded: offset))
          references.callTargets.append(UInt32(truncatingIfNeeded: target &- base))
        }
      } else if word & 0x9F00_0000 == 0x9000_0000 {
        takePage(text, at: offset, word)
      }
      offset &+= 4
    }
  }

  /// Finds the ADD that completes the page address of an ADRP.
  @inline(never)
  private mutating func takePage(
    _ text: borrowing RawSpan, at offset: Int, _ word: UInt32
  ) {
    let register = word & 0x1F
    let address = base &+ UInt64(truncatingIfNeeded: offset)
    let page = ARM64.page(of: word, at: address)
    let decoder = ARM64Decoder()
    for step in 1...Self.pairDistance {
      let place = offset &+ 4 &* step
      let next = text.uint32OrZero(at: place)
      // ADD (immediate), 64 bits, unshifted, from the same register.
      if next & 0xFFC0_0000 == 0x9100_0000, next >> 5 & 0x1F == register {
        takeAddress(at: offset, page &+ UInt64(next >> 10 & 0xFFF))
        return
      }
      let between = decoder.decode(text, at: place, address: 0)
      guard between.flow == .next, between.writes &>> UInt64(register) & 1 == 0 else { return }
    }
  }
}
