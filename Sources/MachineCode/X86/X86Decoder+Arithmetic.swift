internal import ByteReading

// The eight operations of the arithmetic group (ADD, OR, ADC, SBB, AND, SUB, XOR, CMP), MOV and
// TEST: what most instructions of a program are.

/// The operations of the arithmetic group by their number in the opcode or in ModRM.reg.
private enum Arithmetic {
  static let add: UInt8 = 0
  static let or: UInt8 = 1
  static let subtract: UInt8 = 5
  static let exclusiveOr: UInt8 = 6
  static let compare: UInt8 = 7
}

extension X86Decoder {
  /// Opcodes 00 to 3D.
  @inline(__always)
  func describeArithmetic(
    _ encoding: X86Encoding, _ code: borrowing RawSpan, _ instruction: inout Instruction
  ) {
    let operation = encoding.opcode >> 3 & 7
    let width = encoding.opcode & 1 == 0 ? 1 : encoding.operandWidth
    if encoding.opcode & 4 != 0 {
      describeImmediate(operation, on: 0, width: width, encoding, code, &instruction)
      return
    }
    let toRegister = encoding.opcode & 2 != 0
    let register = encoding.container(encoding.register, width: width)
    instruction.width = width
    if encoding.hasMemory {
      if operation == Arithmetic.compare {
        instruction.operation = .compare
        instruction.source = Register(rawValue: register)
      } else if toRegister {
        instruction.write(register)
      } else {
        instruction.writesMemory = true
      }
      return
    }
    let other = encoding.container(encoding.rm, width: width)
    if operation == Arithmetic.compare {
      instruction.operation = .compare
      instruction.source = Register(rawValue: toRegister ? register : other)
      instruction.source2 = Register(rawValue: toRegister ? other : register)
      return
    }
    let destination = toRegister ? register : other
    let isZero = operation == Arithmetic.exclusiveOr || operation == Arithmetic.subtract
    if isZero, encoding.register == encoding.rm, width >= 4 {
      instruction.setConstant(destination, 0, width: width)
    } else {
      instruction.write(destination)
    }
  }

  /// Opcodes 80, 81 and 83.
  @inline(__always)
  func describeImmediateGroup(
    _ encoding: X86Encoding, _ code: borrowing RawSpan, _ instruction: inout Instruction
  ) {
    let width = encoding.opcode == 0x80 ? 1 : encoding.operandWidth
    guard encoding.hasMemory else {
      describeImmediate(
        encoding.group, on: encoding.rm, width: width, encoding, code, &instruction)
      return
    }
    instruction.width = width
    instruction.constantValue = truncated(encoding.immediate(code), to: width)
    switch encoding.group {
    case Arithmetic.compare: instruction.operation = .compareMemoryConstant
    case Arithmetic.or: instruction.operation = .orMemory
    default: instruction.writesMemory = true
    }
  }

  @inline(__always)
  private func describeImmediate(
    _ operation: UInt8, on number: UInt8, width: UInt8, _ encoding: X86Encoding,
    _ code: borrowing RawSpan, _ instruction: inout Instruction
  ) {
    let immediate = encoding.immediate(code)
    let register = encoding.container(number, width: width)
    let isHighByte = encoding.isHighByte(number, width: width)
    instruction.width = width
    switch operation {
    case Arithmetic.compare:
      instruction.operation = immediate == 0 && !isHighByte ? .compareZero : .compare
      instruction.source = isHighByte ? .none : Register(rawValue: register)
      instruction.constantValue = truncated(immediate, to: width)
    case Arithmetic.or where !isHighByte:
      // The bits above a byte or word operand stay: exactly OR with a zero-extended constant.
      instruction.write(register)
      instruction.operation = .orConstant
      instruction.destination = Register(rawValue: register)
      instruction.source = instruction.destination
      instruction.value = truncated(immediate, to: width)
      instruction.width = width == 4 ? 4 : 8
    case Arithmetic.add where width == 8:
      instruction.setAddress(register, from: Register(rawValue: register), immediate)
    case Arithmetic.subtract where width == 8:
      instruction.setAddress(register, from: Register(rawValue: register), 0 &- immediate)
    default:
      instruction.write(register)
    }
  }

  /// Opcodes 84 and 85.
  @inline(__always)
  func describeTest(_ encoding: X86Encoding, _ instruction: inout Instruction) {
    let width = encoding.opcode == 0x84 ? 1 : encoding.operandWidth
    instruction.width = width
    instruction.operation = .compare
    guard !encoding.isHighByte(encoding.register, width: width) else { return }
    instruction.source = Register(rawValue: encoding.register)
    guard !encoding.hasMemory else { return }
    if encoding.register == encoding.rm {
      instruction.operation = .compareZero
    } else {
      instruction.source2 = Register(rawValue: encoding.container(encoding.rm, width: width))
    }
  }

  /// Opcodes 88 to 8B.
  @inline(__always)
  func describeMove(_ encoding: X86Encoding, _ instruction: inout Instruction) {
    let width = encoding.opcode & 1 == 0 ? 1 : encoding.operandWidth
    let toRegister = encoding.opcode & 2 != 0
    let register = encoding.container(encoding.register, width: width)
    instruction.width = width
    if encoding.hasMemory {
      if !toRegister {
        instruction.operation = .store
        if !encoding.isHighByte(encoding.register, width: width) {
          instruction.source = Register(rawValue: register)
        }
        return
      }
      instruction.write(register)
      if width >= 4 {
        instruction.operation = .load
        instruction.destination = Register(rawValue: register)
      }
      return
    }
    let other = encoding.container(encoding.rm, width: width)
    instruction.write(toRegister ? register : other)
    if width >= 4 {
      instruction.operation = .copy
      instruction.destination = Register(rawValue: toRegister ? register : other)
      instruction.source = Register(rawValue: toRegister ? other : register)
    }
  }

  /// Opcodes C6 and C7.
  @inline(__always)
  func describeMoveImmediate(
    _ encoding: X86Encoding, _ code: borrowing RawSpan, next: UInt64,
    _ instruction: inout Instruction
  ) {
    let width = encoding.opcode == 0xC6 ? 1 : encoding.operandWidth
    guard encoding.group == 0 else {
      describeTransaction(encoding, code, next: next, &instruction)
      return
    }
    let constant = truncated(encoding.immediate(code), to: width)
    instruction.width = width
    if encoding.hasMemory {
      instruction.operation = .storeConstant
      instruction.constantValue = constant
    } else if width >= 4 {
      instruction.setConstant(encoding.rm, constant, width: width)
    } else {
      instruction.write(encoding.container(encoding.rm, width: width))
    }
  }

  /// XABORT (C6 F8) and XBEGIN (C7 F8); nothing else is defined beside MOV.
  private func describeTransaction(
    _ encoding: X86Encoding, _ code: borrowing RawSpan, next: UInt64,
    _ instruction: inout Instruction
  ) {
    guard !encoding.hasMemory, encoding.group == 7, encoding.rm & 7 == 0 else {
      instruction.refuse()
      return
    }
    instruction.write(0)
    guard encoding.opcode == 0xC7 else { return }
    instruction.flow = .branch
    instruction.condition = 36
    instruction.target = next &+ UInt64(bitPattern: encoding.immediate(code))
  }

  /// The low `width` bytes of `immediate`, zero-extended.
  @inline(__always)
  func truncated(_ immediate: Int64, to width: UInt8) -> Int64 {
    switch width {
    case 1: immediate & 0xFF
    case 2: immediate & 0xFFFF
    case 4: immediate & 0xFFFF_FFFF
    default: immediate
    }
  }
}
