internal import ByteReading

// The VEX (C4, C5) and EVEX (62) prefixes. Source: Intel SDM volume 2, sections 2.3 and 2.7.

extension X86Encoding {
  /// Reads a VEX or EVEX prefix and the opcode after it; returns the opcode's table flags.
  @inline(never)
  mutating func takeVector(
    _ code: borrowing RawSpan, _ cursor: inout Int
  ) -> UInt8 {
    // No other prefix may stand before: not REX, not 66, F2, F3, nor LOCK.
    guard rex == 0, !operandSizePrefix, repeatPrefix == 0, !lockPrefix else {
      return X86OpcodeTable.invalid
    }
    let first = code.byteOrZero(at: cursor)
    let second = code.byteOrZero(at: cursor &+ 1)
    switch opcode {
    case 0xC5:
      form = .vex
      map = 1
      setExtensions(inverted: first & 0x80 | 0x60, wide: false)
      setVector(first, length: first >> 2 & 1)
      cursor &+= 1
    case 0xC4:
      form = .vex
      map = first & 0x1F
      setExtensions(inverted: first, wide: second & 0x80 != 0)
      setVector(second, length: second >> 2 & 1)
      cursor &+= 2
    default:
      guard first & 0x08 == 0, second & 0x04 != 0 else { return X86OpcodeTable.invalid }
      form = .evex
      map = first & 0x07
      setExtensions(inverted: first, wide: second & 0x80 != 0)
      setVector(second, length: code.byteOrZero(at: cursor &+ 2) >> 5 & 3)
      cursor &+= 3
    }
    opcode = code.byteOrZero(at: cursor)
    cursor &+= 1
    return vectorFlags()
  }

  /// The prefixes hold R, X and B inverted in the top three bits.
  private mutating func setExtensions(inverted byte: UInt8, wide: Bool) {
    rex = 0x40 | (byte & 0xE0 ^ 0xE0) >> 5 | (wide ? 8 : 0)
  }

  /// `vvvv` and `pp` stand at the same place in the last byte of VEX and the second of EVEX.
  private mutating func setVector(_ byte: UInt8, length: UInt8) {
    secondSource = ~byte >> 3 & 0xF
    vectorWidth = 16 &<< min(length, 2)
    switch byte & 3 {
    case 1: operandSizePrefix = true
    case 2: repeatPrefix = 0xF3
    case 3: repeatPrefix = 0xF2
    default: break
    }
  }

  private func vectorFlags() -> UInt8 {
    switch map {
    case 1:
      if opcode == 0x77, form == .vex { return 0 }
      let immediate = X86OpcodeTable.secondary[Int(opcode)] & X86OpcodeTable.Immediate.byte
      switch opcode {
      // Mask register moves and operations, where the plain map has CMOV and SETcc.
      case 0x41...0x4B, 0x90...0x93, 0x98, 0x99: break
      case 0x10...0x17, 0x28...0x2F, 0x50...0x76, 0x78...0x7F, 0xAE, 0xC2, 0xC4...0xC6,
        0xD0...0xFE:
        break
      default: return X86OpcodeTable.invalid
      }
      return X86OpcodeTable.modRM | immediate
    case 2: return X86OpcodeTable.modRM
    case 3: return X86OpcodeTable.modRM | X86OpcodeTable.Immediate.byte
    case 5, 6:
      return form == .evex ? X86OpcodeTable.modRM : X86OpcodeTable.invalid
    default: return X86OpcodeTable.invalid
    }
  }
}
