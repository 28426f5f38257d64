internal import ByteReading

// One-byte opcodes. Source: Intel SDM volume 2, table A-2.

/// Hardware numbers of the registers that instructions use without naming them.
enum X86 {
  static let ax: UInt8 = 0
  static let cx: UInt8 = 1
  static let dx: UInt8 = 2
  static let bx: UInt8 = 3
  static let sp: UInt8 = 4
  static let bp: UInt8 = 5
  static let si: UInt8 = 6
  static let di: UInt8 = 7
  static let r11: UInt8 = 11
}

extension X86Decoder {
  @inline(__always)
  func describePrimary(
    _ encoding: X86Encoding, _ code: borrowing RawSpan, next: UInt64,
    _ instruction: inout Instruction
  ) {
    switch encoding.opcode {
    case 0x00...0x3F: describeArithmetic(encoding, code, &instruction)
    case 0x88...0x8B: describeMove(encoding, &instruction)
    case 0x8D: describeLoadEffectiveAddress(encoding, &instruction)
    case 0x70...0x7F:
      instruction.flow = .branch
      instruction.condition = encoding.opcode & 0xF
      instruction.target = next &+ UInt64(bitPattern: encoding.immediate(code))
    case 0xE8:
      instruction.flow = .call
      instruction.target = next &+ UInt64(bitPattern: encoding.immediate(code))
    case 0xE9, 0xEB:
      instruction.flow = .jump
      instruction.target = next &+ UInt64(bitPattern: encoding.immediate(code))
    case 0x84, 0x85: describeTest(encoding, &instruction)
    case 0x80, 0x81, 0x83: describeImmediateGroup(encoding, code, &instruction)
    case 0xC6, 0xC7: describeMoveImmediate(encoding, code, next: next, &instruction)
    case 0xB0...0xB7:
      instruction.write(encoding.container(encoding.opcodeRegister, width: 1))
    case 0xB8...0xBF:
      let width = encoding.operandWidth
      if width >= 4 {
        let constant = truncated(encoding.immediate(code), to: width)
        instruction.setConstant(encoding.opcodeRegister, constant, width: width)
      } else {
        instruction.write(encoding.opcodeRegister)
      }
    case 0x50...0x5F: describeStack(encoding, &instruction)
    case 0xC2, 0xC3, 0xCA, 0xCB, 0xCF: instruction.flow = .return
    case 0xCC, 0xF1, 0xF4: instruction.flow = .trap
    case 0x63, 0x69, 0x6B:
      instruction.write(encoding.register)
      instruction.width = encoding.opcode == 0x63 ? 4 : encoding.operandWidth
    case 0xC0, 0xC1, 0xD0...0xD3:
      let width = encoding.opcode & 1 == 0 ? 1 : encoding.operandWidth
      changeOperand(encoding, width: width, &instruction)
    case 0xF6, 0xF7: describeUnaryGroup(encoding, code, &instruction)
    case 0xFE, 0xFF: describeStepGroup(encoding, &instruction)
    case 0xD8...0xDF: describeFloatingPoint(encoding, &instruction)
    default: describeRarePrimary(encoding, code, next: next, &instruction)
    }
  }

  /// A byte, word or wider operand named by ModRM.rm changes in a way that is not described.
  @inline(__always)
  func changeOperand(
    _ encoding: X86Encoding, width: UInt8, _ instruction: inout Instruction
  ) {
    if encoding.hasMemory {
      instruction.writeMemory(width: width)
    } else {
      instruction.write(encoding.container(encoding.rm, width: width))
    }
  }

  @inline(__always)
  private func describeLoadEffectiveAddress(
    _ encoding: X86Encoding, _ instruction: inout Instruction
  ) {
    guard encoding.hasMemory else {
      instruction.refuse()
      return
    }
    guard encoding.isWide, !encoding.hasIndex else {
      instruction.write(encoding.register)
      return
    }
    if encoding.base == .none {
      instruction.setConstant(encoding.register, instruction.value, width: 8)
    } else {
      instruction.setAddress(encoding.register, from: encoding.base, instruction.value)
    }
  }

  /// PUSH and POP of a register.
  @inline(__always)
  private func describeStack(_ encoding: X86Encoding, _ instruction: inout Instruction) {
    let size: Int32 = encoding.operandSizePrefix ? 2 : 8
    let register = Register(rawValue: encoding.opcodeRegister)
    if encoding.opcode < 0x58 {
      instruction.operation = .push
      instruction.source = register
      instruction.stackDelta = 0 &- size
      return
    }
    instruction.write(register.rawValue)
    guard register != .amd64StackPointer else { return }
    instruction.stackDelta = size
    // POPW leaves the upper bytes of the register.
    guard size == 8 else { return }
    instruction.operation = .pop
    instruction.destination = register
  }

  /// Opcodes F6 and F7: TEST, NOT, NEG, MUL, IMUL, DIV, IDIV.
  private func describeUnaryGroup(
    _ encoding: X86Encoding, _ code: borrowing RawSpan, _ instruction: inout Instruction
  ) {
    let width = encoding.opcode == 0xF6 ? 1 : encoding.operandWidth
    instruction.width = width
    switch encoding.group {
    case 0, 1:
      instruction.operation = .compare
      instruction.constantValue = truncated(encoding.immediate(code), to: width)
      if !encoding.hasMemory, !encoding.isHighByte(encoding.rm, width: width) {
        instruction.source = Register(rawValue: encoding.rm)
      }
    case 2, 3: changeOperand(encoding, width: width, &instruction)
    default:
      instruction.write(X86.ax)
      if width > 1 { instruction.write(X86.dx) }
    }
  }

  /// Opcodes FE and FF: INC, DEC, and on FF CALL, JMP and PUSH of an operand.
  private func describeStepGroup(_ encoding: X86Encoding, _ instruction: inout Instruction) {
    let width = encoding.opcode == 0xFE ? 1 : encoding.operandWidth
    if encoding.group < 2 {
      if width == 8, !encoding.hasMemory {
        instruction.setAddress(
          encoding.rm, from: Register(rawValue: encoding.rm), encoding.group == 0 ? 1 : -1)
      } else {
        changeOperand(encoding, width: width, &instruction)
      }
      return
    }
    let isFar = encoding.group == 3 || encoding.group == 5
    guard encoding.opcode == 0xFF, encoding.group < 7, encoding.hasMemory || !isFar else {
      instruction.refuse()
      return
    }
    if encoding.hasMemory {
      instruction.width = 8
    } else {
      instruction.source = Register(rawValue: encoding.rm)
    }
    switch encoding.group {
    case 2, 3: instruction.flow = .indirectCall
    case 4, 5: instruction.flow = .indirectJump
    default:
      instruction.operation = .push
      instruction.stackDelta = encoding.operandSizePrefix ? -2 : -8
    }
  }
}
