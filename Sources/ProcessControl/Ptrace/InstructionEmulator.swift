import ByteReading
import Glibc
import MachineCode

/// Does one amd64 instruction on the registers and memory of a stopped thread: those that stand
/// where breakpoints are put (calls, jumps, branches, returns, pushes, moves).
struct InstructionEmulator {
  let memory: RemoteMemory
  let writer: MemoryWriter?

  static func canEmulate(_ instruction: Instruction, bytes: [UInt8]) -> Bool {
    guard instruction.length > 0, Int(instruction.length) <= bytes.count else { return false }
    switch instruction.flow {
    case .call, .jump: return true
    case .branch: return instruction.condition < 16
    case .indirectCall, .indirectJump: return !instruction.source.isNone || isPlain(instruction)
    case .return: return bytes[0] == 0xC3
    case .next: return isMove(instruction, bytes)
    case .trap, .undecoded: return false
    }
  }

  /// The memory operand names one place.
  private static func isPlain(_ instruction: Instruction) -> Bool { !instruction.hasIndex }

  /// Moves that leave the flags alone, or change them where nobody looks (the stack pointer).
  private static func isMove(_ instruction: Instruction, _ bytes: [UInt8]) -> Bool {
    let isWide = instruction.width == 8
    switch instruction.operation {
    case .push: return !instruction.source.isNone && instruction.stackDelta == -8
    case .copy: return (isWide || instruction.width == 4) && isMoveOpcode(bytes)
    case .load: return isWide && isPlain(instruction) && isMoveOpcode(bytes)
    case .store:
      return isWide && isPlain(instruction) && !instruction.source.isNone && isMoveOpcode(bytes)
    case .address:
      return instruction.destination == .amd64StackPointer
        && instruction.base == .amd64StackPointer
    default: return isNoOperation(bytes)
    }
  }

  /// MOV between registers and memory, with or without a REX prefix.
  private static func isMoveOpcode(_ bytes: [UInt8]) -> Bool {
    let start = bytes[0] & 0xF0 == 0x40 ? 1 : 0
    return bytes.count > start && (bytes[start] == 0x89 || bytes[start] == 0x8B)
  }

  private static func isNoOperation(_ bytes: [UInt8]) -> Bool {
    bytes[0] == 0x90 || (bytes.count > 1 && bytes[0] == 0x0F && bytes[1] == 0x1F)
  }

  /// - Throws: what the thread itself would fault for, as `EFAULT`.
  func run(
    _ instruction: Instruction, bytes: [UInt8], at address: UInt64,
    _ registers: inout GeneralRegisters
  ) throws(SystemError) {
    guard Self.canEmulate(instruction, bytes: bytes) else {
      throw SystemError("breakpoint", ENOTSUP)
    }
    let next = address &+ UInt64(instruction.length)
    switch instruction.flow {
    case .call:
      try push(next, &registers)
      registers.programCounter = instruction.target
    case .indirectCall:
      let target = try target(instruction, registers)
      try push(next, &registers)
      registers.programCounter = target
    case .jump: registers.programCounter = instruction.target
    case .indirectJump: registers.programCounter = try target(instruction, registers)
    case .branch:
      let isTaken = Self.holds(instruction.condition, flags: registers.flags)
      registers.programCounter = isTaken ? instruction.target : next
    case .return:
      registers.programCounter = try word(at: registers.stackPointer)
      registers.stackPointer &+= 8
    default:
      try move(instruction, &registers)
      registers.programCounter = next
    }
  }

  private func move(
    _ instruction: Instruction, _ registers: inout GeneralRegisters
  ) throws(SystemError) {
    switch instruction.operation {
    case .push: try push(registers[instruction.source], &registers)
    case .copy:
      let value = registers[instruction.source]
      registers[instruction.destination] = instruction.width == 4 ? value & 0xFFFF_FFFF : value
    case .load:
      registers[instruction.destination] = try word(at: place(instruction, registers))
    case .store:
      try write(registers[instruction.source], at: place(instruction, registers))
    case .address: registers.stackPointer &+= UInt64(bitPattern: instruction.value)
    default: break
    }
  }

  /// Where an indirect call or jump leads.
  func target(
    _ instruction: Instruction, _ registers: GeneralRegisters
  ) throws(SystemError) -> UInt64 {
    instruction.source.isNone
      ? try word(at: place(instruction, registers)) : registers[instruction.source]
  }

  private func place(_ instruction: Instruction, _ registers: GeneralRegisters) -> UInt64 {
    let base = instruction.base.isNone ? 0 : registers[instruction.base]
    return base &+ UInt64(bitPattern: instruction.value)
  }

  private func push(_ value: UInt64, _ registers: inout GeneralRegisters) throws(SystemError) {
    try write(value, at: registers.stackPointer &- 8)
    registers.stackPointer &-= 8
  }

  private func write(_ value: UInt64, at address: UInt64) throws(SystemError) {
    guard let writer else { throw SystemError("pwrite", ESRCH) }
    try writer.write((0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }, at: address)
  }

  private func word(at address: UInt64) throws(SystemError) -> UInt64 {
    try memory.bytes(at: address, count: 8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The condition nibble of Jcc on the flags register.
  static func holds(_ condition: UInt8, flags: UInt64) -> Bool {
    let carry = flags & 1 != 0
    let parity = flags & 4 != 0
    let zero = flags & 0x40 != 0
    let sign = flags & 0x80 != 0
    let overflow = flags & 0x800 != 0
    let result =
      switch condition >> 1 {
      case 0: overflow
      case 1: carry
      case 2: zero
      case 3: carry || zero
      case 4: sign
      case 5: parity
      case 6: sign != overflow
      default: zero || sign != overflow
      }
    return condition & 1 == 0 ? result : !result
  }
}
