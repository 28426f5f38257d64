/// Fields of arm64 instruction words that more than one place reads.
///
/// Source: Arm Architecture Reference Manual for A-profile, chapter C4 and C6.
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
}
