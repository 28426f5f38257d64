// Data processing on registers, vector and scalable vector instructions. Source: manual sections
// C4.1.95 and C4.1.96.

extension ARM64Decoder {
  @inline(__always)
  func describeRegister(_ word: UInt32, _ instruction: inout Instruction) {
    let number = ARM64.number(word, 0)
    switch word >> 24 & 0x1F {
    case 0x0A: describeLogicalRegister(word, &instruction)
    case 0x0B: describeSumRegister(word, &instruction)
    case 0x1A where word >> 21 & 7 == 2:
      instruction.operation = .compare  // CCMP, CCMN: flags only
    case 0x1A where word & 0xFFE0_0C00 == 0x9A80_0000 && number != 31:  // CSEL
      instruction.writeGeneral(number)
      instruction.operation = .select
      instruction.destination = Register(rawValue: number)
      instruction.source = ARM64.orZero(ARM64.number(word, 5))
      instruction.source2 = ARM64.orZero(ARM64.number(word, 16))
    default: instruction.writeGeneral(number)
    }
  }

  /// AND, ORR, EOR, ANDS of shifted registers: MOV and TST among them.
  @inline(__always)
  private func describeLogicalRegister(_ word: UInt32, _ instruction: inout Instruction) {
    let number = ARM64.number(word, 0)
    let first = ARM64.number(word, 5)
    let second = ARM64.number(word, 16)
    // Neither shifted nor inverted.
    let isPlain = word & 0x00E0_FC00 == 0
    instruction.width = word >> 31 != 0 ? 8 : 4
    switch word >> 29 & 3 {
    case 1 where isPlain && first == 31:
      guard second != 31 else {
        setConstant(number, 0, width: instruction.width, &instruction)
        return
      }
      instruction.writeGeneral(number)
      guard number != 31 else { return }
      instruction.operation = .copy
      instruction.destination = Register(rawValue: number)
      instruction.source = Register(rawValue: second)
    case 3 where number == 31:
      instruction.operation = isPlain && first == second ? .compareZero : .compare
      instruction.source = ARM64.orZero(first)
      if instruction.operation == .compare { instruction.source2 = ARM64.orZero(second) }
    default: instruction.writeGeneral(number)
    }
  }

  /// ADD, ADDS, SUB, SUBS of shifted or extended registers: CMP and CMN among them.
  @inline(__always)
  private func describeSumRegister(_ word: UInt32, _ instruction: inout Instruction) {
    let number = ARM64.number(word, 0)
    let first = ARM64.number(word, 5)
    let second = ARM64.number(word, 16)
    let isExtended = word >> 21 & 1 != 0
    instruction.width = word >> 31 != 0 ? 8 : 4
    guard word >> 29 & 1 != 0 else {
      if isExtended { instruction.writeOrStack(number) } else { instruction.writeGeneral(number) }
      return
    }
    guard number == 31 else {
      instruction.writeGeneral(number)
      return
    }
    // The first operand of the extended form may be SP.
    instruction.source = isExtended ? Register(rawValue: first) : ARM64.orZero(first)
    if second == 31 {
      instruction.operation = .compareZero
    } else {
      instruction.operation = .compare
      instruction.source2 = Register(rawValue: second)
    }
  }

  /// Only moves and conversions to general registers have an effect here.
  @inline(__always)
  func describeVector(_ word: UInt32, _ instruction: inout Instruction) {
    let number = ARM64.number(word, 0)
    if word & 0x5F20_FC00 == 0x1E20_0000 {
      // Between floating point and integer: 2 and 3 convert from an integer, 7 moves from one.
      let opcode = word >> 16 & 7
      if opcode != 2, opcode != 3, opcode != 7 { instruction.writeGeneral(number) }
    } else if word & 0x5F20_0000 == 0x1E00_0000 {
      if word >> 16 & 7 < 2 { instruction.writeGeneral(number) }
    } else if word & 0xBFE0_EC00 == 0x0E00_2C00 {
      instruction.writeGeneral(number)  // SMOV, UMOV
    }
  }

  /// SVE, which Go's compiler does not emit: any general register in the destination field may
  /// change, and stores go to unknown places.
  func describeScalable(_ word: UInt32, _ instruction: inout Instruction) {
    instruction.writeGeneral(ARM64.number(word, 0))
    if word >> 29 == 7 {
      instruction.writesMemory = true
      instruction.hasIndex = true
    }
  }
}
