// Loads and stores. Source: manual section C4.1.94.

extension ARM64Decoder {
  @inline(__always)
  func describeMemory(_ word: UInt32, _ address: UInt64, _ instruction: inout Instruction) {
    switch word >> 24 & 0x3B {
    case 0x38, 0x39, 0x3A, 0x3B: describeSingle(word, &instruction)
    case 0x28, 0x29: describePair(word, &instruction)
    case 0x18: describeLiteral(word, address, &instruction)
    default: describeRareMemory(word, &instruction)
    }
  }

  /// LDR and STR of one register with an unsigned, unscaled, indexed or register offset.
  @inline(__always)
  private func describeSingle(_ word: UInt32, _ instruction: inout Instruction) {
    let size = UInt8(truncatingIfNeeded: word >> 30)
    let isVector = word >> 26 & 1 != 0
    let kind = UInt8(truncatingIfNeeded: word >> 22) & 3
    let baseNumber = ARM64.number(word, 5)
    let scale = isVector && kind & 2 != 0 ? 4 : size
    instruction.base = Register(rawValue: baseNumber)
    instruction.width = 1 &<< scale
    if word >> 24 & 1 != 0 {
      instruction.value = Int64(word >> 10 & 0xFFF) &<< Int64(scale)
    } else if word >> 21 & 1 == 0 {
      let distance = ARM64.signed(word, low: 12, count: 9)
      switch word >> 10 & 3 {
      case 1: instruction.writeBack(baseNumber, distance)
      case 3:
        instruction.value = distance
        instruction.writeBack(baseNumber, distance)
      default: instruction.value = distance
      }
    } else if word >> 10 & 3 == 2 {
      instruction.hasIndex = true
    } else {
      describeAtomic(word, &instruction)
      return
    }
    describeTransfer(word, kind: kind, isVector: isVector, size: size, &instruction)
  }

  /// What a single load or store moves, once its place is known.
  @inline(__always)
  private func describeTransfer(
    _ word: UInt32, kind: UInt8, isVector: Bool, size: UInt8, _ instruction: inout Instruction
  ) {
    let number = ARM64.number(word, 0)
    if isVector {
      if kind & 1 == 0 { instruction.operation = .store }
      return
    }
    switch kind {
    case 0: setStore(number, &instruction)
    case 1: setLoad(number, &instruction)
    default:
      // Sign-extending loads; PRFM at the full size, which changes nothing.
      if size != 3 { instruction.writeGeneral(number) }
    }
  }

  @inline(__always)
  func setLoad(_ number: UInt8, _ instruction: inout Instruction) {
    instruction.operation = .load
    instruction.destination = ARM64.orNone(number)
    instruction.writeGeneral(number)
  }

  @inline(__always)
  func setStore(_ number: UInt8, _ instruction: inout Instruction) {
    if number == 31 {
      instruction.operation = .storeConstant
    } else {
      instruction.operation = .store
      instruction.source = Register(rawValue: number)
    }
  }

  /// LDP and STP of general and vector registers.
  @inline(__always)
  private func describePair(_ word: UInt32, _ instruction: inout Instruction) {
    let size = UInt8(truncatingIfNeeded: word >> 30)
    let isVector = word >> 26 & 1 != 0
    let isLoad = word >> 22 & 1 != 0
    let scale = isVector ? size &+ 2 : size >= 2 ? 3 : 2
    let baseNumber = ARM64.number(word, 5)
    guard size < 3 else {
      instruction.refuse()
      return
    }
    let isTagged = !isVector && size == 1 && !isLoad  // STGP counts in units of 16 bytes
    let distance = ARM64.signed(word, low: 15, count: 7) &<< Int64(isTagged ? 4 : scale)
    instruction.base = Register(rawValue: baseNumber)
    instruction.width = isTagged ? 8 : 1 &<< scale
    switch word >> 23 & 3 {
    case 1: instruction.writeBack(baseNumber, distance)
    case 3:
      instruction.value = distance
      instruction.writeBack(baseNumber, distance)
    default: instruction.value = distance
    }
    let first = ARM64.number(word, 0)
    let second = ARM64.number(word, 10)
    if isVector {
      if !isLoad {
        instruction.operation = .store
        instruction.width = 2 &<< scale
      }
    } else if isLoad {
      instruction.writeGeneral(first)
      instruction.writeGeneral(second)
      guard size != 1 else { return }  // LDPSW extends the sign
      instruction.operation = .loadPair
      instruction.destination = ARM64.orNone(first)
      instruction.destination2 = ARM64.orNone(second)
    } else if first == 31, second == 31 {
      instruction.operation = .storeConstant
      instruction.width &*= 2
    } else {
      instruction.operation = .storePair
      instruction.source = ARM64.orZero(first)
      instruction.source2 = ARM64.orZero(second)
    }
  }

  /// LDR of a place relative to the instruction.
  private func describeLiteral(
    _ word: UInt32, _ address: UInt64, _ instruction: inout Instruction
  ) {
    let distance = ARM64.signed(word, low: 5, count: 19) &* 4
    instruction.value = Int64(bitPattern: address &+ UInt64(bitPattern: distance))
    let size = UInt8(truncatingIfNeeded: word >> 30)
    if word >> 26 & 1 != 0 {
      instruction.width = 4 &<< min(size, 2)
      return
    }
    instruction.width = size == 1 ? 8 : 4
    switch size {
    case 0, 1: setLoad(ARM64.number(word, 0), &instruction)
    case 2: instruction.writeGeneral(ARM64.number(word, 0))
    default: break  // PRFM
    }
  }
}
