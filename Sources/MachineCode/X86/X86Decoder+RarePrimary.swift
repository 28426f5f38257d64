internal import ByteReading

// One-byte opcodes that compiled code seldom holds.

extension X86Decoder {
  @inline(never)
  func describeRarePrimary(
    _ encoding: X86Encoding, _ code: borrowing RawSpan, next: UInt64,
    _ instruction: inout Instruction
  ) {
    let width = encoding.opcode & 1 == 0 ? 1 : encoding.operandWidth
    switch encoding.opcode {
    case 0x68, 0x6A:
      instruction.operation = .push
      instruction.constantValue = encoding.immediate(code)
      instruction.stackDelta = encoding.operandSizePrefix ? -2 : -8
    case 0x86, 0x87:
      instruction.write(encoding.container(encoding.register, width: width))
      changeOperand(encoding, width: width, &instruction)
    case 0x8C: changeOperand(encoding, width: 2, &instruction)
    case 0x8F: describePopOperand(encoding, &instruction)
    case 0x90...0x97:
      guard encoding.opcodeRegister != 0 else { return }
      instruction.write(X86.ax)
      instruction.write(encoding.opcodeRegister)
    case 0x98, 0x9F, 0xD7, 0xE4, 0xE5, 0xEC, 0xED: instruction.write(X86.ax)
    case 0x99: instruction.write(X86.dx)
    case 0x9C:
      pushUnknown(encoding, &instruction)
    case 0x9D: instruction.stackDelta = encoding.operandSizePrefix ? 2 : 8
    case 0xA0...0xA3:
      describeMemoryOffset(encoding, code, width: width, &instruction)
    case 0xA8, 0xA9:
      instruction.operation = .compare
      instruction.source = Register(rawValue: X86.ax)
      instruction.constantValue = truncated(encoding.immediate(code), to: width)
      instruction.width = width
    case 0x6C...0x6F, 0xA4...0xA7, 0xAA...0xAF: describeString(encoding, &instruction)
    case 0xC8:
      instruction.write(X86.bp)
      instruction.write(X86.sp)
      instruction.writesMemory = true
    case 0xC9:
      instruction.write(X86.bp)
      instruction.write(X86.sp)
    // What an interrupt handler changes is not known; by convention it answers in AX.
    case 0xCD: instruction.write(X86.ax)
    case 0xE0...0xE3:
      instruction.flow = .branch
      instruction.condition = 32 | encoding.opcode & 3
      instruction.target = next &+ UInt64(bitPattern: encoding.immediate(code))
      if encoding.opcode != 0xE3 { instruction.write(X86.cx) }
    default: break
    }
  }

  /// A push of something that is neither a register, nor a constant, nor in a plain place.
  func pushUnknown(_ encoding: X86Encoding, _ instruction: inout Instruction) {
    instruction.operation = .push
    instruction.hasIndex = true
    instruction.width = 8
    instruction.stackDelta = encoding.operandSizePrefix ? -2 : -8
  }

  /// POP to an operand; the other operations of 8F are AMD's XOP, which no compiler here emits.
  private func describePopOperand(_ encoding: X86Encoding, _ instruction: inout Instruction) {
    guard encoding.group == 0 else {
      instruction.refuse()
      return
    }
    let size: UInt8 = encoding.operandSizePrefix ? 2 : 8
    instruction.stackDelta = Int32(size)
    if encoding.hasMemory {
      // An address that is relative to SP counts from SP after the pop.
      if encoding.base == .amd64StackPointer { instruction.value &+= Int64(size) }
      instruction.writeMemory(width: size)
      return
    }
    instruction.write(encoding.rm)
    if size == 8 {
      instruction.operation = .pop
      instruction.destination = Register(rawValue: encoding.rm)
    }
  }

  /// MOV between the accumulator and an absolute 64-bit address.
  private func describeMemoryOffset(
    _ encoding: X86Encoding, _ code: borrowing RawSpan, width: UInt8,
    _ instruction: inout Instruction
  ) {
    instruction.value =
      encoding.immediateLength == 8
      ? encoding.immediate(code) : encoding.immediate(code) & 0xFFFF_FFFF
    instruction.hasIndex = encoding.segmentPrefix
    instruction.width = width
    if encoding.opcode >= 0xA2 {
      instruction.operation = .store
      instruction.source = Register(rawValue: X86.ax)
      return
    }
    instruction.write(X86.ax)
    if width >= 4 {
      instruction.operation = .load
      instruction.destination = Register(rawValue: X86.ax)
    }
  }

  /// INS, OUTS, MOVS, CMPS, STOS, LODS and SCAS, each with or without a repeat prefix.
  private func describeString(_ encoding: X86Encoding, _ instruction: inout Instruction) {
    switch encoding.opcode & 0xFE {
    case 0x6C, 0xAA:
      instruction.write(X86.di)
      instruction.writesMemory = true
    case 0x6E: instruction.write(X86.si)
    case 0xA4:
      instruction.write(X86.si)
      instruction.write(X86.di)
      instruction.writesMemory = true
    case 0xA6:
      instruction.write(X86.si)
      instruction.write(X86.di)
    case 0xAC:
      instruction.write(X86.si)
      instruction.write(X86.ax)
    default: instruction.write(X86.di)
    }
    if encoding.repeatPrefix != 0 { instruction.write(X86.cx) }
  }

  /// x87: only stores matter, and FNSTSW AX.
  func describeFloatingPoint(_ encoding: X86Encoding, _ instruction: inout Instruction) {
    guard encoding.hasMemory else {
      if encoding.opcode == 0xDF, encoding.group == 4, encoding.rm & 7 == 0 {
        instruction.write(X86.ax)
      }
      return
    }
    let stored: UInt8
    switch (encoding.opcode, encoding.group) {
    case (0xD9, 2), (0xD9, 3), (0xDB, 1...3): stored = 4
    case (0xD9, 6): stored = 28
    case (0xD9, 7), (0xDD, 7), (0xDF, 1...3): stored = 2
    case (0xDB, 7), (0xDF, 6): stored = 10
    case (0xDD, 1...3), (0xDF, 7): stored = 8
    case (0xDD, 6): stored = 108
    default: return
    }
    instruction.writeMemory(width: stored)
  }
}
