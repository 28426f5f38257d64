// Atomics, exclusives, structure stores and other memory instructions that compiled code seldom
// holds. Source: manual section C4.1.94.

extension ARM64Decoder {
  /// LSE atomics, LDAPR and loads with pointer authentication; the base is already set.
  func describeAtomic(_ word: UInt32, _ instruction: inout Instruction) {
    let number = ARM64.number(word, 0)
    guard word >> 26 & 1 == 0 else {
      // Atomics on vector registers.
      instruction.writesMemory = true
      return
    }
    guard word >> 10 & 1 == 0 else {
      // LDRAA and LDRAB: the place depends on authentication.
      instruction.writeGeneral(number)
      instruction.hasIndex = true
      instruction.value = 0
      if word >> 11 & 1 != 0 { instruction.writeOrStack(ARM64.number(word, 5)) }
      return
    }
    switch word >> 12 & 0xF {
    case 0xC: setLoad(number, &instruction)
    case 0xD:  // LD64B: eight registers
      for register in number..<number &+ 8 { instruction.writeGeneral(min(register, 31)) }
    case 0x9, 0xA, 0xB:
      instruction.writeGeneral(ARM64.number(word, 16))
      instruction.width = 64
      instruction.writesMemory = true
    default:
      instruction.writeGeneral(number)
      instruction.writesMemory = true
    }
  }

  @inline(never)
  func describeRareMemory(_ word: UInt32, _ instruction: inout Instruction) {
    instruction.base = Register(rawValue: ARM64.number(word, 5))
    let isVector = word >> 26 & 1 != 0
    switch word >> 24 & 0x3B {
    case 0x08 where !isVector: describeExclusive(word, &instruction)
    case 0x08, 0x09: describeStructures(word, isVector: isVector, &instruction)
    case 0x19: describeOrdered(word, &instruction)
    default: instruction.refuse()
    }
  }

  /// LDXR, STXR, LDAR, STLR, CAS and their pairs.
  private func describeExclusive(_ word: UInt32, _ instruction: inout Instruction) {
    let number = ARM64.number(word, 0)
    let status = ARM64.number(word, 16)
    let isLoad = word >> 22 & 1 != 0
    instruction.width = 1 &<< UInt8(truncatingIfNeeded: word >> 30)
    switch (word >> 23 & 1, word >> 21 & 1) {
    case (1, 0):
      if isLoad { setLoad(number, &instruction) } else { setStore(number, &instruction) }
    case (0, 0):
      if isLoad {
        setLoad(number, &instruction)
      } else {
        instruction.writeGeneral(status)
        instruction.writesMemory = true
      }
    case (1, 1):
      instruction.writeGeneral(status)
      instruction.writesMemory = true
    default: describeExclusivePair(word, &instruction)
    }
  }

  /// LDXP and STXP; CASP where the size's top bit is clear.
  private func describeExclusivePair(_ word: UInt32, _ instruction: inout Instruction) {
    let status = ARM64.number(word, 16)
    instruction.width = word >> 30 & 1 != 0 ? 16 : 8
    if word >> 31 == 0 {
      instruction.writeGeneral(status)
      instruction.writeGeneral(status | 1)
      instruction.writesMemory = true
    } else if word >> 22 & 1 != 0 {
      instruction.writeGeneral(ARM64.number(word, 0))
      instruction.writeGeneral(ARM64.number(word, 10))
    } else {
      instruction.writeGeneral(status)
      instruction.writesMemory = true
    }
  }

  /// LD1 to LD4 and ST1 to ST4, of whole registers and of single elements.
  private func describeStructures(
    _ word: UInt32, isVector: Bool, _ instruction: inout Instruction
  ) {
    guard isVector else {
      instruction.refuse()
      return
    }
    let isSingle = word >> 24 & 1 != 0
    let bytes = isSingle ? Self.elementBytes(word) : Self.registerBytes(word)
    if word >> 23 & 1 != 0 {
      let baseNumber = ARM64.number(word, 5)
      if ARM64.number(word, 16) == 31 {
        instruction.writeBack(baseNumber, Int64(bytes))
      } else {
        instruction.writeOrStack(baseNumber)
      }
    }
    instruction.width = bytes
    if word >> 22 & 1 == 0 { instruction.operation = .store }
  }

  private static func registerBytes(_ word: UInt32) -> UInt8 {
    let one: UInt8 = word >> 30 & 1 != 0 ? 16 : 8
    switch word >> 12 & 0xF {
    case 0, 2: return 4 &* one
    case 4, 6: return 3 &* one
    case 8, 10: return 2 &* one
    default: return one
    }
  }

  private static func elementBytes(_ word: UInt32) -> UInt8 {
    let count = UInt8(truncatingIfNeeded: (word >> 13 & 1) << 1 | word >> 21 & 1) &+ 1
    switch word >> 14 & 3 {
    case 0: return count
    case 1: return 2 &* count
    case 2: return (word >> 10 & 1 != 0 ? 8 : 4) &* count
    default: return count &* (1 &<< UInt8(truncatingIfNeeded: word >> 10 & 3))
    }
  }

  /// LDAPUR and STLUR, memory tags, memory copy and set, 128-bit atomics.
  private func describeOrdered(_ word: UInt32, _ instruction: inout Instruction) {
    let number = ARM64.number(word, 0)
    let baseNumber = ARM64.number(word, 5)
    let size = UInt8(truncatingIfNeeded: word >> 30)
    instruction.width = 1 &<< size
    if word >> 21 & 1 == 0, word >> 10 & 3 == 0 {
      instruction.value = ARM64.signed(word, low: 12, count: 9)
      switch word >> 22 & 3 {
      case 0: setStore(number, &instruction)
      case 1: setLoad(number, &instruction)
      default: instruction.writeGeneral(number)
      }
      return
    }
    instruction.hasIndex = true
    instruction.writesMemory = true
    if word >> 10 & 3 == 1, word >> 21 & 1 == 0 {
      // CPY and SET advance all three of their registers.
      instruction.writeGeneral(number)
      instruction.writeGeneral(baseNumber)
      instruction.writeGeneral(ARM64.number(word, 16))
    } else if size == 3 {
      // Tags: LDG reads one into the register, indexed forms change the base.
      instruction.writeGeneral(number)
      if word >> 10 & 1 != 0 { instruction.writeOrStack(baseNumber) }
    } else {
      instruction.writeGeneral(number)
      instruction.writeGeneral(ARM64.number(word, 16))
    }
  }
}
