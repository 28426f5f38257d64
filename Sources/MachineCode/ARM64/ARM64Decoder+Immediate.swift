// Data processing with an immediate. Source: manual section C4.1.92.

extension ARM64Decoder {
  @inline(__always)
  func describeImmediate(_ word: UInt32, _ address: UInt64, _ instruction: inout Instruction) {
    let number = ARM64.number(word, 0)
    switch word >> 23 & 7 {
    case 0, 1:
      let isPage = word >> 31 != 0
      let formed =
        isPage
        ? ARM64.page(of: word, at: address)
        : address &+ UInt64(bitPattern: ARM64.pageImmediate(word))
      setConstant(number, Int64(bitPattern: formed), width: 8, &instruction)
    case 2: describeSum(word, &instruction)
    case 3: instruction.writeOrStack(number)  // ADDG, SUBG
    case 4: describeLogical(word, &instruction)
    case 5: describeMoveWide(word, &instruction)
    default: instruction.writeGeneral(number)  // bit fields, EXTR
    }
  }

  /// A constant for the register of that number; 31 throws it away.
  @inline(__always)
  func setConstant(
    _ number: UInt8, _ constant: Int64, width: UInt8, _ instruction: inout Instruction
  ) {
    guard number != 31 else { return }
    instruction.writeGeneral(number)
    instruction.operation = .constant
    instruction.destination = Register(rawValue: number)
    instruction.value = constant
    instruction.width = width
  }

  /// ADD, ADDS, SUB, SUBS with a 12-bit immediate: MOV to and from SP, CMP and CMN among them.
  @inline(__always)
  private func describeSum(_ word: UInt32, _ instruction: inout Instruction) {
    let number = ARM64.number(word, 0)
    let from = ARM64.number(word, 5)
    let isWide = word >> 31 != 0
    let setsFlags = word >> 29 & 1 != 0
    let magnitude = Int64(word >> 10 & 0xFFF) &<< (word >> 22 & 1 != 0 ? 12 : 0)
    let isSubtraction = word >> 30 & 1 != 0
    instruction.width = isWide ? 8 : 4
    if setsFlags, number == 31 {
      instruction.operation = magnitude == 0 ? .compareZero : .compare
      instruction.source = Register(rawValue: from)
      instruction.constantValue = isSubtraction ? magnitude : 0 &- magnitude
      return
    }
    guard isWide else {
      instruction.writeOrStack(number)
      return
    }
    if magnitude == 0, !setsFlags {
      instruction.writeOrStack(number)
      instruction.operation = .copy
      instruction.destination = Register(rawValue: number)
      instruction.source = Register(rawValue: from)
      if number == 31, from == 31 { instruction.stackDelta = 0 }
      return
    }
    instruction.setSum(number, from: from, isSubtraction ? 0 &- magnitude : magnitude)
  }

  /// AND, ORR, EOR and ANDS with a bit mask.
  @inline(__always)
  private func describeLogical(_ word: UInt32, _ instruction: inout Instruction) {
    let isWide = word >> 31 != 0
    guard let mask = ARM64.logicalMask(word, wide: isWide) else {
      instruction.refuse()
      return
    }
    let number = ARM64.number(word, 0)
    let from = ARM64.number(word, 5)
    instruction.width = isWide ? 8 : 4
    switch word >> 29 & 3 {
    case 1 where number != 31:
      guard from != 31 else {
        setConstant(number, Int64(bitPattern: mask), width: instruction.width, &instruction)
        return
      }
      instruction.writeGeneral(number)
      instruction.operation = .orConstant
      instruction.destination = Register(rawValue: number)
      instruction.source = Register(rawValue: from)
      instruction.value = Int64(bitPattern: mask)
    case 3 where number == 31:
      instruction.operation = .compare
      instruction.source = ARM64.orZero(from)
      instruction.constantValue = Int64(bitPattern: mask)
    case 3: instruction.writeGeneral(number)
    default: instruction.writeOrStack(number)
    }
  }

  /// MOVN, MOVZ and MOVK.
  @inline(__always)
  private func describeMoveWide(_ word: UInt32, _ instruction: inout Instruction) {
    let isWide = word >> 31 != 0
    let shift = UInt64(word >> 21 & 3) &* 16
    let part = UInt64(word >> 5 & 0xFFFF) &<< shift
    let number = ARM64.number(word, 0)
    guard isWide || shift < 32 else {
      instruction.refuse()
      return
    }
    let width: UInt8 = isWide ? 8 : 4
    switch word >> 29 & 3 {
    case 0:
      let inverted = isWide ? ~part : ~part & 0xFFFF_FFFF
      setConstant(number, Int64(bitPattern: inverted), width: width, &instruction)
    case 2: setConstant(number, Int64(bitPattern: part), width: width, &instruction)
    case 3: instruction.writeGeneral(number)
    default: instruction.refuse()
    }
  }
}
