import ByteReading
import Glibc
import MachineCode

extension TracedProgram {
  private static let longestInstruction = 15
  private static let trap: [UInt8] = [0xCC]

  /// Whether the instruction in these bytes can be done in place of the thread that meets it.
  public static func canPass(_ bytes: [UInt8], at address: UInt64) -> Bool {
    InstructionEmulator.canEmulate(
      Decoder(.amd64).decode(bytes.span.rawBytes, at: 0, address: address), bytes: bytes)
  }

  /// Puts a breakpoint on the instruction at `address`; nothing when one is there.
  ///
  /// - Throws: `ENOTSUP` for an instruction that an ``InstructionEmulator`` does not know, and on
  ///   machines other than amd64; `EBUSY` where another tracer's breakpoint stands.
  public func insertBreakpoint(at address: UInt64) throws(SystemError) {
    guard breakpoints[address] == nil else { return }
    guard architecture == .amd64, let writer else { throw SystemError("breakpoint", ENOTSUP) }
    // The last instruction of a page may have no readable byte behind it.
    var original = try memory.bytes(at: address, count: 1)
    for count in stride(from: Self.longestInstruction, to: 1, by: -1) where original.count == 1 {
      original = (try? memory.bytes(at: address, count: count)) ?? original
    }
    for other in breakpoints where other.key > address {
      if let index = Int(exactly: other.key - address), original.indices.contains(index),
        let byte = other.value.original.first
      {
        original[index] = byte
      }
    }
    if original.first == Self.trap.first { throw Self.occupied(address) }
    let instruction = Decoder(architecture).decode(original.span.rawBytes, at: 0, address: address)
    guard InstructionEmulator.canEmulate(instruction, bytes: original) else {
      throw SystemError("breakpoint", ENOTSUP)
    }
    try writer.write(Self.trap, at: address)
    breakpoints[address] = Breakpoint(original: original, instruction: instruction)
    removed.remove(address)
  }

  /// Throws `EBUSY` where a breakpoint stands that is not ours, such as that of a uprobe.
  public func expectFree(_ address: UInt64) throws(SystemError) {
    if breakpoints[address] == nil, try memory.bytes(at: address, count: 1) == Self.trap {
      throw Self.occupied(address)
    }
  }

  private static func occupied(_ address: UInt64) -> SystemError {
    SystemError("breakpoint at 0x\(String(address, radix: 16))", EBUSY)
  }

  public func removeBreakpoint(at address: UInt64) throws(SystemError) {
    guard let breakpoint = breakpoints[address], let first = breakpoint.original.first else {
      return
    }
    try writer?.write([first], at: address)
    breakpoints[address] = nil
    removed.insert(address)
  }

  public func hasBreakpoint(at address: UInt64) -> Bool { breakpoints[address] != nil }

  /// Whether a branch instruction is taken with such flags; nil for other instructions.
  public static func takesBranch(_ bytes: [UInt8], flags: UInt64) -> Bool? {
    let instruction = Decoder(.amd64).decode(bytes.span.rawBytes, at: 0, address: 0)
    guard instruction.flow == .branch, instruction.condition < 16 else { return nil }
    return InstructionEmulator.holds(instruction.condition, flags: flags)
  }

  /// Whether the branch under the breakpoint will be taken; false for other instructions.
  public func branchIsTaken(_ hit: Hit) -> Bool {
    guard let instruction = breakpoints[hit.address]?.instruction, instruction.flow == .branch
    else { return false }
    return InstructionEmulator.holds(instruction.condition, flags: hit.registers.flags)
  }

  /// Where the call under the breakpoint leads; nil for other instructions.
  public func callTarget(_ hit: Hit) -> UInt64? {
    guard let instruction = breakpoints[hit.address]?.instruction else { return nil }
    switch instruction.flow {
    case .call: return instruction.target
    case .indirectCall:
      let emulator = InstructionEmulator(memory: memory, writer: nil)
      return try? emulator.target(instruction, hit.registers)
    default: return nil
    }
  }

  /// Does the instruction under the breakpoint and lets the thread run on; without the breakpoint,
  /// if that is to go.
  public func pass(_ hit: Hit, removing: Bool = false) throws(SystemError) {
    try setRegisters(try after(hit), of: hit.thread)
    if removing { try removeBreakpoint(at: hit.address) }
    try resume(hit.thread)
  }

  /// Does what is to be done at a stop; that the process was killed meanwhile is no error.
  public func answer(_ body: () throws(SystemError) -> Void) throws(SystemError) {
    do throws(SystemError) { try body() } catch { if !error.isNoSuchProcess { throw error } }
  }

  /// The registers after the instruction under the breakpoint; what it writes to memory is written.
  func after(_ hit: Hit) throws(SystemError) -> GeneralRegisters {
    var registers = hit.registers
    guard let breakpoint = breakpoints[hit.address] else { return registers }
    try InstructionEmulator(memory: memory, writer: writer).run(
      breakpoint.instruction, bytes: breakpoint.original, at: hit.address, &registers)
    return registers
  }

  /// Writes to the program's memory.
  public func write(_ bytes: [UInt8], at address: UInt64) throws(SystemError) {
    guard let writer else { throw SystemError("pwrite", ESRCH) }
    try writer.write(bytes, at: address)
  }

  /// Whether `thread` stopped for a breakpoint of ours or what is left of a step, and not for a trap
  /// of the program's own. Puts its program counter back to where a breakpoint is or was.
  func isOwnTrap(_ thread: Int32) throws(SystemError) -> Bool {
    var registers = try registers(of: thread)
    let address = registers.programCounter &- 1
    let code = try signalInformation(of: thread).code
    if code == SignalInformation.kernelCode,
      breakpoints[address] != nil || removed.contains(address)
    {
      registers.programCounter = address
      try setRegisters(registers, of: thread)
      return true
    }
    return code == SignalInformation.breakpointCode || code == SignalInformation.stepCode
  }
}
