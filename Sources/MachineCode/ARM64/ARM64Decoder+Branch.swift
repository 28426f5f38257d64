// Branches, exception generating and system instructions. Source: manual section C4.1.93.

extension ARM64Decoder {
  @inline(__always)
  func describeBranch(_ word: UInt32, _ address: UInt64, _ instruction: inout Instruction) {
    switch word >> 29 {
    case 0, 4:
      instruction.flow = word >> 31 != 0 ? .call : .jump
      instruction.target = Self.target(word, address, low: 0, count: 26)
    case 1, 5: describeTestBranch(word, address, &instruction)
    case 2 where word >> 24 == 0x54:
      describeConditional(word, address, &instruction)
    case 6: describeSystem(word, &instruction)
    default: instruction.refuse()
    }
  }

  /// The target of a displacement in words.
  @inline(__always)
  private static func target(
    _ word: UInt32, _ address: UInt64, low: UInt32, count: UInt32
  ) -> UInt64 {
    address &+ UInt64(bitPattern: ARM64.signed(word, low: low, count: count) &* 4)
  }

  /// CBZ, CBNZ, TBZ and TBNZ.
  @inline(__always)
  private func describeTestBranch(
    _ word: UInt32, _ address: UInt64, _ instruction: inout Instruction
  ) {
    let whenNotZero: UInt8 = word >> 24 & 1 != 0 ? 1 : 0
    let isWide = word >> 31 != 0
    instruction.flow = .branch
    instruction.source = ARM64.orZero(ARM64.number(word, 0))
    instruction.width = isWide ? 8 : 4
    if word >> 25 & 1 == 0 {
      instruction.operation = .compareZero
      instruction.condition = 4 | whenNotZero
      instruction.target = Self.target(word, address, low: 5, count: 19)
    } else {
      let bit = UInt64(word >> 19 & 0x1F) | (isWide ? 32 : 0)
      instruction.operation = .compare
      instruction.constantValue = Int64(bitPattern: 1 &<< bit)
      instruction.condition = 14 | whenNotZero
      instruction.target = Self.target(word, address, low: 5, count: 14)
    }
  }

  /// B.cond and BC.cond.
  @inline(__always)
  private func describeConditional(
    _ word: UInt32, _ address: UInt64, _ instruction: inout Instruction
  ) {
    let condition = UInt8(truncatingIfNeeded: word & 0xF)
    instruction.target = Self.target(word, address, low: 5, count: 19)
    guard condition < 14 else {
      instruction.flow = .jump
      return
    }
    instruction.flow = .branch
    instruction.condition = condition < 2 ? 4 | condition : 16 | condition
  }

  @inline(__always)
  private func describeSystem(_ word: UInt32, _ instruction: inout Instruction) {
    switch word >> 24 & 0xFF {
    case 0xD6, 0xD7: describeRegisterBranch(word, &instruction)
    case 0xD4: describeException(word, &instruction)
    case 0xD5: describeSystemRegister(word, &instruction)
    default: instruction.refuse()
    }
  }

  /// BR, BLR, RET and their forms with pointer authentication.
  @inline(__always)
  private func describeRegisterBranch(_ word: UInt32, _ instruction: inout Instruction) {
    instruction.source = ARM64.orZero(ARM64.number(word, 5))
    switch word >> 21 & 0xF {
    case 0, 8: instruction.flow = .indirectJump
    case 1, 9: instruction.flow = .indirectCall
    case 2, 4, 5: instruction.flow = .return
    default: instruction.refuse()
    }
  }

  private func describeException(_ word: UInt32, _ instruction: inout Instruction) {
    switch (word >> 21 & 7, word & 3) {
    case (0, 1): instruction.writes = 0x3  // SVC: the kernel answers in X0 and X1
    case (0, 2), (0, 3): instruction.writes = 0x3FFFF  // HVC, SMC: X0 to X17 by convention
    case (1, 0), (2, 0), (5, _): instruction.flow = .trap  // BRK, HLT, DCPS
    default: instruction.refuse()
    }
  }

  private func describeSystemRegister(_ word: UInt32, _ instruction: inout Instruction) {
    if word & 0xFFFF_F01F == 0xD503_201F {
      describeHint(word >> 5 & 0x7F, &instruction)
    } else if word & 0xFFE0_0000 == 0xD520_0000 {
      instruction.writeGeneral(ARM64.number(word, 0))  // MRS, SYSL
    } else if word & 0xFFFF_FF00 == 0xD50B_7400 {
      // DC ZVA clears the block around the address; its size is the processor's.
      instruction.base = ARM64.orZero(ARM64.number(word, 0))
      instruction.hasIndex = true
      instruction.writesMemory = true
    } else if word & 0xFFC0_0000 == 0xD540_0000 {
      if word >> 21 & 1 != 0 {  // MRRS: a pair
        instruction.writeGeneral(ARM64.number(word, 0))
        instruction.writeGeneral(ARM64.number(word | 1, 0))
      }
    }
  }

  /// Hints are without effect, but for the pointer authentication of X17 and X30 among them.
  private func describeHint(_ hint: UInt32, _ instruction: inout Instruction) {
    switch hint {
    case 7, 24...31: instruction.writeGeneral(30)
    case 8, 10, 12, 14: instruction.writeGeneral(17)
    default: break
    }
  }
}
