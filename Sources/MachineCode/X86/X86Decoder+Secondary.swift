internal import ByteReading

// Opcodes after 0F, in plain, VEX and EVEX form. Source: Intel SDM volume 2, table A-3.

extension X86Decoder {
  @inline(__always)
  func describeSecondary(
    _ encoding: X86Encoding, _ code: borrowing RawSpan, next: UInt64,
    _ instruction: inout Instruction
  ) {
    guard encoding.form == .legacy else {
      describeVector(encoding, &instruction)
      return
    }
    let width = encoding.operandWidth
    switch encoding.opcode {
    case 0x80...0x8F:
      instruction.flow = .branch
      instruction.condition = encoding.opcode & 0xF
      instruction.target = next &+ UInt64(bitPattern: encoding.immediate(code))
    case 0x0B, 0xB9, 0xFF: instruction.flow = .trap
    case 0x10...0x17, 0x28...0x2F, 0x50, 0x7E, 0x7F, 0xC5, 0xD6, 0xD7, 0xE7, 0xF7:
      describeVectorMove(encoding, &instruction)
    case 0xB6, 0xB7:
      instruction.write(encoding.register)
      instruction.width = encoding.opcode & 1 == 0 ? 1 : 2
      // A 16-bit MOVZX would leave the upper bytes.
      if encoding.hasMemory, width >= 4 {
        instruction.operation = .load
        instruction.destination = Register(rawValue: encoding.register)
      }
    case 0x40...0x4F:
      instruction.write(encoding.register)
      if !encoding.hasMemory, width == 8 {
        instruction.operation = .select
        instruction.destination = Register(rawValue: encoding.register)
        instruction.source = instruction.destination
        instruction.source2 = Register(rawValue: encoding.rm)
      }
    case 0x02, 0x03, 0xAF, 0xB2, 0xB4, 0xB5, 0xB8, 0xBC...0xBF:
      instruction.write(encoding.register)
    case 0x90...0x9F: changeOperand(encoding, width: 1, &instruction)
    case 0x18...0x1F, 0x51...0x76: break
    default: describeRareSecondary(encoding, &instruction)
    }
  }

  @inline(never)
  private func describeRareSecondary(
    _ encoding: X86Encoding, _ instruction: inout Instruction
  ) {
    let width = encoding.operandWidth
    switch encoding.opcode {
    case 0x00:
      if encoding.group < 2 { changeOperand(encoding, width: 2, &instruction) }
    case 0x01: describeSystemGroup(encoding, &instruction)
    case 0x05:
      instruction.write(X86.ax)
      instruction.write(X86.cx)
      instruction.write(X86.r11)
    case 0x20, 0x21: instruction.write(encoding.rm)
    case 0x31, 0x32, 0x33:
      instruction.write(X86.ax)
      instruction.write(X86.dx)
    case 0x78: changeOperandUnlessVector(encoding, &instruction)
    case 0xA0, 0xA8: pushUnknown(encoding, &instruction)
    case 0xA1, 0xA9: instruction.stackDelta = encoding.operandSizePrefix ? 2 : 8
    case 0xA2:
      for register in [X86.ax, X86.bx, X86.cx, X86.dx] { instruction.write(register) }
    case 0xA4, 0xA5, 0xAC, 0xAD: changeOperand(encoding, width: width, &instruction)
    case 0xAB, 0xB3, 0xBB:
      changeOperand(encoding, width: width, &instruction)
      // The bit's number in a register reaches beyond the operand.
      instruction.hasIndex = encoding.hasMemory
    case 0xAE: describeStateGroup(encoding, &instruction)
    case 0xB0, 0xB1:
      instruction.write(X86.ax)
      changeOperand(encoding, width: encoding.opcode == 0xB0 ? 1 : width, &instruction)
    case 0xBA:
      if encoding.group < 4 {
        instruction.refuse()
      } else if encoding.group > 4 {
        changeOperand(encoding, width: width, &instruction)
      }
    case 0xC0, 0xC1:
      let exchanged = encoding.opcode == 0xC0 ? 1 : width
      instruction.write(encoding.container(encoding.register, width: exchanged))
      changeOperand(encoding, width: exchanged, &instruction)
    case 0xC3:
      guard encoding.hasMemory else { return instruction.refuse() }
      instruction.operation = .store
      instruction.source = Register(rawValue: encoding.register)
      instruction.width = width
    case 0xC7: describeExchangeGroup(encoding, &instruction)
    case 0xC8...0xCF: instruction.write(encoding.opcodeRegister)
    default: break
    }
  }

  /// 0F01: table registers in memory form, many instructions without operands in register form.
  private func describeSystemGroup(
    _ encoding: X86Encoding, _ instruction: inout Instruction
  ) {
    if encoding.hasMemory {
      switch encoding.group {
      case 0, 1: instruction.writeMemory(width: 10)
      case 4: instruction.writeMemory(width: 2)
      default: break
      }
      return
    }
    switch (encoding.group, encoding.rm & 7) {
    case (4, _): instruction.write(encoding.rm)
    case (2, 0), (5, 6), (7, 1):  // XGETBV, RDPKRU, RDTSCP
      instruction.write(X86.ax)
      instruction.write(X86.dx)
      if encoding.group == 7 { instruction.write(X86.cx) }
    case (0, _), (3, _):  // VMCALL and the like talk to a hypervisor through AX
      instruction.write(X86.ax)
    default: break
    }
  }

  /// VMREAD to an operand; with a prefix the opcode is a vector instruction.
  private func changeOperandUnlessVector(
    _ encoding: X86Encoding, _ instruction: inout Instruction
  ) {
    if encoding.repeatPrefix == 0, !encoding.operandSizePrefix {
      changeOperand(encoding, width: 8, &instruction)
    }
  }

  /// 0FAE: state saving in memory form, segment base reads in register form.
  private func describeStateGroup(
    _ encoding: X86Encoding, _ instruction: inout Instruction
  ) {
    if encoding.hasMemory {
      switch encoding.group {
      case 0, 4, 6:
        // FXSAVE and XSAVE write 512 bytes or more: no plain place.
        instruction.writesMemory = true
        instruction.hasIndex = true
      case 3: instruction.writeMemory(width: 4)
      default: break
      }
    } else if encoding.repeatPrefix == 0xF3, encoding.group < 2 {
      instruction.write(encoding.rm)
    }
  }

  /// 0FC7: CMPXCHG8B, CMPXCHG16B, XSAVEC, RDRAND, RDSEED, RDPID.
  private func describeExchangeGroup(
    _ encoding: X86Encoding, _ instruction: inout Instruction
  ) {
    guard encoding.hasMemory else {
      if encoding.group >= 6 { instruction.write(encoding.rm) }
      return
    }
    switch encoding.group {
    case 1:
      instruction.write(X86.ax)
      instruction.write(X86.dx)
      instruction.writeMemory(width: encoding.isWide ? 16 : 8)
    case 4, 5:
      instruction.writesMemory = true
      instruction.hasIndex = true
    case 7: instruction.writeMemory(width: 8)
    default: break
    }
  }
}
