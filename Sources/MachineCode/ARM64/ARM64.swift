/// Fields of arm64 instruction words that more than one place reads.
///
/// Source: Arm Architecture Reference Manual for A-profile, chapters C4 and C6.
enum ARM64 {
  /// The page that an ADRP at `address` forms.
  @inline(__always)
  static func page(of word: UInt32, at address: UInt64) -> UInt64 {
    (address & ~0xFFF) &+ UInt64(bitPattern: pageImmediate(word) &<< 12)
  }

  /// The signed 21-bit immediate of ADR and ADRP.
  @inline(__always)
  static func pageImmediate(_ word: UInt32) -> Int64 {
    let immediate = UInt64(word >> 5 & 0x7FFFF) &<< 2 | UInt64(word >> 29 & 3)
    return Int64(bitPattern: immediate &<< 43) &>> 43
  }

  /// `count` bits of `word` from bit `low` on, sign-extended.
  @inline(__always)
  static func signed(_ word: UInt32, low: UInt32, count: UInt32) -> Int64 {
    Int64(Int32(bitPattern: word &<< (32 &- low &- count)) &>> Int32(32 &- count))
  }

  /// Register number in the five bits from bit `low` on.
  @inline(__always)
  static func number(_ word: UInt32, _ low: UInt32) -> UInt8 {
    UInt8(truncatingIfNeeded: word &>> low) & 0x1F
  }

  /// The register of an operand for which 31 is the zero register.
  @inline(__always)
  static func orZero(_ number: UInt8) -> Register {
    number == 31 ? .arm64Zero : Register(rawValue: number)
  }

  /// The destination for which 31 means that the result is thrown away.
  @inline(__always)
  static func orNone(_ number: UInt8) -> Register {
    number == 31 ? .none : Register(rawValue: number)
  }

  /// The 64-bit mask that the fields N, immr and imms of a logical immediate stand for.
  ///
  /// Source: `DecodeBitMasks` of the manual's shared pseudocode. Nil for reserved values.
  static func logicalMask(_ word: UInt32, wide: Bool) -> UInt64? {
    let n = word >> 22 & 1
    let rotation = word >> 16 & 0x3F
    let size = word >> 10 & 0x3F
    guard wide || n == 0 else { return nil }
    let lengthField = n << 6 | (~size & 0x3F)
    guard lengthField > 1 else { return nil }
    let elementBits = UInt64(1) &<< UInt64(31 &- lengthField.leadingZeroBitCount)
    let levels = UInt32(truncatingIfNeeded: elementBits &- 1)
    let ones = UInt64(size & levels)
    guard ones != UInt64(levels) else { return nil }
    let turn = UInt64(rotation & levels)
    var element = (UInt64(1) &<< (ones &+ 1)) &- 1
    if turn != 0 { element = element &>> turn | element &<< (elementBits &- turn) }
    if elementBits < 64 { element &= (1 &<< elementBits) &- 1 }
    var mask = element
    var filled = elementBits
    while filled < 64 {
      mask |= mask &<< filled
      filled &*= 2
    }
    return wide ? mask : mask & 0xFFFF_FFFF
  }
}

extension Instruction {
  /// Records a change of the register of that number, where 31 is the zero register.
  @inline(__always)
  mutating func writeGeneral(_ number: UInt8) {
    if number != 31 { writes |= 1 &<< UInt64(number) }
  }

  /// Records an unknown change of the register of that number, where 31 is SP.
  @inline(__always)
  mutating func writeOrStack(_ number: UInt8) {
    writes |= 1 &<< UInt64(number)
    if number == 31 { stackDelta = Self.unknownStackDelta }
  }

  /// `destination = from + distance`, where 31 is SP in both.
  @inline(__always)
  mutating func setSum(_ number: UInt8, from: UInt8, _ distance: Int64) {
    writeOrStack(number)
    operation = .address
    destination = Register(rawValue: number)
    base = Register(rawValue: from)
    value = distance
    width = 8
    if number == 31, from == 31 {
      stackDelta = Int32(exactly: distance) ?? Self.unknownStackDelta
    }
  }

  /// Adds `amount` to the base register of a pre- or post-indexed access.
  @inline(__always)
  mutating func writeBack(_ number: UInt8, _ amount: Int64) {
    writes |= 1 &<< UInt64(number)
    if number == 31 { stackDelta = Int32(exactly: amount) ?? Self.unknownStackDelta }
  }
}
