// Vector instructions: only stores and the few that write general registers have effects here.
// Source: Intel SDM volume 2, tables; disp8*N from section 2.7.5.

extension X86Decoder {
  /// VEX and EVEX instructions of every map, and plain ones of the maps 0F38 and 0F3A.
  @inline(never)
  func describeVector(_ encoding: X86Encoding, _ instruction: inout Instruction) {
    // The scale of an EVEX byte displacement depends on the instruction.
    if encoding.form == .evex, encoding.displacementIsByte { instruction.hasIndex = true }
    switch encoding.map {
    case 1:
      switch encoding.opcode {
      case 0x91 where encoding.form == .vex: storeVector(encoding, width: 8, &instruction)
      case 0x93 where encoding.form == .vex: instruction.write(encoding.register)
      case 0x2C, 0x2D, 0x78, 0x79:
        // Conversions of a scalar to a general register.
        if encoding.repeatPrefix != 0 { instruction.write(encoding.register) }
      case 0x10...0x17, 0x28...0x2F, 0x50, 0x7E, 0x7F, 0xC5, 0xD6, 0xD7, 0xE7, 0xF7, 0xAE:
        describeVectorMove(encoding, &instruction)
      default: break
      }
    case 2: describeMap2(encoding, &instruction)
    case 3: describeMap3(encoding, &instruction)
    case 5, 6: describeHalfPrecision(encoding, &instruction)
    default: break
    }
  }

  /// The moves among the opcodes after 0F, in plain, VEX and EVEX form.
  @inline(__always)
  func describeVectorMove(_ encoding: X86Encoding, _ instruction: inout Instruction) {
    switch encoding.opcode {
    case 0x11:
      let width: UInt8
      switch encoding.repeatPrefix {
      case 0xF3: width = 4
      case 0xF2: width = 8
      default: width = encoding.vectorWidth
      }
      storeVector(encoding, width: width, &instruction)
      // X15 is zero in Go's ABIInternal, and MOVUPS X15 is how Go clears memory there.
      if encoding.form == .legacy, encoding.register == 15, encoding.repeatPrefix == 0,
        !encoding.operandSizePrefix, encoding.hasMemory
      {
        instruction.operation = .storeConstant
      }
    case 0x29, 0x2B: storeVector(encoding, width: encoding.vectorWidth, &instruction)
    case 0x13, 0x17: storeVector(encoding, width: 8, &instruction)
    case 0x2C, 0x2D:
      if encoding.repeatPrefix != 0 { instruction.write(encoding.register) }
    case 0x50, 0xC5, 0xD7:
      instruction.write(encoding.register)
    case 0x7E where encoding.repeatPrefix == 0:
      if encoding.hasMemory {
        storeVector(encoding, width: encoding.isWide ? 8 : 4, &instruction)
      } else {
        instruction.write(encoding.rm)
      }
    case 0x7F:
      let isMMX = encoding.repeatPrefix == 0 && !encoding.operandSizePrefix
      storeVector(encoding, width: isMMX ? 8 : encoding.vectorWidth, &instruction)
    case 0xD6 where encoding.operandSizePrefix: storeVector(encoding, width: 8, &instruction)
    case 0xE7:
      storeVector(
        encoding, width: encoding.operandSizePrefix ? encoding.vectorWidth : 8, &instruction)
    case 0xF7: instruction.writesMemory = true
    case 0xAE where encoding.group == 3 && encoding.hasMemory: instruction.writeMemory(width: 4)
    default: break
    }
  }

  /// A store of vector content; register forms change no general register.
  @inline(__always)
  private func storeVector(
    _ encoding: X86Encoding, width: UInt8, _ instruction: inout Instruction
  ) {
    guard encoding.hasMemory else { return }
    instruction.operation = .store
    instruction.width = width
    if encoding.form == .evex, encoding.displacementIsByte {
      // All stores above scale a byte displacement by what they store.
      instruction.value = Int64(encoding.displacement) &* Int64(width)
      instruction.hasIndex = encoding.hasIndex
    }
  }

  private func describeMap2(_ encoding: X86Encoding, _ instruction: inout Instruction) {
    switch (encoding.form, encoding.opcode) {
    case (.legacy, 0xF0): instruction.write(encoding.register)
    case (.legacy, 0xF1):
      if encoding.repeatPrefix == 0xF2 {
        instruction.write(encoding.register)
      } else {
        changeMemory(encoding, width: encoding.operandWidth, &instruction)
      }
    case (.legacy, 0xF6):
      if encoding.repeatPrefix == 0, !encoding.operandSizePrefix {
        changeMemory(encoding, width: encoding.operandWidth, &instruction)
      } else {
        instruction.write(encoding.register)
      }
    case (.legacy, 0xF5), (.legacy, 0xF9):
      changeMemory(encoding, width: encoding.operandWidth, &instruction)
    case (.legacy, 0xF8): instruction.writesMemory = true
    case (.vex, 0xF2), (.vex, 0xF5), (.vex, 0xF7): instruction.write(encoding.register)
    case (.vex, 0xF3): instruction.write(encoding.secondSource)
    case (.vex, 0xF6):
      instruction.write(encoding.register)
      instruction.write(encoding.secondSource)
    case (.vex, 0xE0...0xEF):
      instruction.write(encoding.register)
      changeMemory(encoding, width: encoding.isWide ? 8 : 4, &instruction)
    case (.vex, 0x2E), (.vex, 0x2F), (.vex, 0x8E):
      changeMemory(encoding, width: encoding.vectorWidth, &instruction)
    case (.vex, 0x49), (.vex, 0x4B):
      // AMX tile stores reach far beyond the operand.
      instruction.writesMemory = encoding.hasMemory
      instruction.hasIndex = true
    case (.evex, 0xA0...0xA3):
      instruction.writesMemory = true
      instruction.hasIndex = true
    case (.evex, 0x63), (.evex, 0x8A), (.evex, 0x8B):
      changeMemory(encoding, width: encoding.vectorWidth, &instruction)
    case (.evex, 0x10...0x15), (.evex, 0x20...0x25), (.evex, 0x30...0x35):
      // Narrowing stores (VPMOVQB and its like) with F3; without it these compute.
      if encoding.repeatPrefix == 0xF3 {
        changeMemory(encoding, width: encoding.vectorWidth, &instruction)
      }
    default: break
    }
  }

  private func describeMap3(_ encoding: X86Encoding, _ instruction: inout Instruction) {
    switch encoding.opcode {
    case 0x14: changeElement(encoding, width: 1, &instruction)
    case 0x15: changeElement(encoding, width: 2, &instruction)
    case 0x16: changeElement(encoding, width: encoding.isWide ? 8 : 4, &instruction)
    case 0x17: changeElement(encoding, width: 4, &instruction)
    case 0x19, 0x39: changeMemory(encoding, width: 16, &instruction)
    case 0x1B, 0x3B: changeMemory(encoding, width: 32, &instruction)
    case 0x1D: changeMemory(encoding, width: encoding.vectorWidth / 2, &instruction)
    case 0x61, 0x63: instruction.write(X86.cx)
    case 0xF0: instruction.write(encoding.register)
    default: break
    }
  }

  /// AVX512-FP16: only its moves to memory and to general registers matter.
  private func describeHalfPrecision(
    _ encoding: X86Encoding, _ instruction: inout Instruction
  ) {
    guard encoding.map == 5 else { return }
    switch encoding.opcode {
    case 0x11: changeMemory(encoding, width: 2, &instruction)
    case 0x7E:
      if encoding.hasMemory {
        changeMemory(encoding, width: 2, &instruction)
      } else {
        instruction.write(encoding.rm)
      }
    case 0x2C, 0x2D, 0x78, 0x79:
      if encoding.repeatPrefix == 0xF3 { instruction.write(encoding.register) }
    default: break
    }
  }

  private func changeMemory(
    _ encoding: X86Encoding, width: UInt8, _ instruction: inout Instruction
  ) {
    if encoding.hasMemory { instruction.writeMemory(width: width) }
  }

  /// An element of a vector to memory or to a general register.
  private func changeElement(
    _ encoding: X86Encoding, width: UInt8, _ instruction: inout Instruction
  ) {
    if encoding.hasMemory {
      instruction.writeMemory(width: width)
    } else {
      instruction.write(encoding.rm)
    }
  }
}
