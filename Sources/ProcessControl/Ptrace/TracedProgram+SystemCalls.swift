import ByteReading
import CPanicScopeShims
import Glibc
import MachineCode

extension TracedProgram {
  /// Makes a thread that stands at a breakpoint map fresh memory, by a system call in its name; its
  /// registers are afterwards as before.
  public func mapMemory(count: Int, thread: Int32) throws(SystemError) -> UInt64 {
    let mmap: UInt64 = 9
    let result = try systemCall(
      mmap,
      [
        0, UInt64(count), UInt64(PROT_READ | PROT_WRITE), UInt64(MAP_PRIVATE | MAP_ANONYMOUS),
        UInt64.max, 0,
      ], thread: thread)
    return result
  }

  /// amd64: number in AX, arguments in DI, SI, DX, R10, R8, R9; CX and R11 are lost.
  private func systemCall(
    _ number: UInt64, _ arguments: [UInt64], thread: Int32
  ) throws(SystemError) -> UInt64 {
    guard architecture == .amd64, let writer else { throw SystemError("system call", ENOTSUP) }
    let before = try registers(of: thread)
    let order = [7, 6, 2, 10, 8, 9].map(Register.init(rawValue:))
    var registers = before
    registers[Register(rawValue: 0)] = number
    for (register, argument) in zip(order, arguments) { registers[register] = argument }
    // The instruction stands below the thread's stack: nobody uses those bytes, but they cannot be
    // executed. The code under the program counter can, and nobody else is on it once all stand.
    try stopAll(except: thread)
    let place = before.programCounter
    let original = try memory.bytes(at: place, count: Self.systemCallInstruction.count)
    try writer.write(Self.systemCallInstruction, at: place)
    defer { try? writer.write(original, at: place) }
    try setRegisters(registers, of: thread)
    defer { try? setRegisters(before, of: thread) }
    try step(thread)
    let result = try self.registers(of: thread)[Register(rawValue: 0)]
    let largestError: UInt64 = 4095
    if result > UInt64.max - largestError {
      throw SystemError("mmap", Int32(truncatingIfNeeded: 0 &- result))
    }
    return result
  }

  private static let systemCallInstruction: [UInt8] = [0x0F, 0x05]

  /// Lets a stopped thread do one instruction. Signals that come meanwhile are sent to it again
  /// afterwards.
  func step(_ thread: Int32) throws(SystemError) {
    var held: [Int32] = []
    defer { for signal in held { _ = pcs_send_to_thread(process, thread, signal) } }
    let mostSignals = 1000
    for _ in 0..<mostSignals {
      try request(PtraceRequest.singleStep, thread)
      var status: Int32 = 0
      var waited: Int32
      repeat {
        waited = unsafe waitpid(thread, &status, Self.waitForAll)
      } while waited < 0 && errno == EINTR
      guard waited == thread, ProgramEnd(waitStatus: status) == nil else {
        pending.append((thread, status))
        throw SystemError("ptrace", ESRCH)
      }
      let signal = status >> 8 & 0xFF
      if status >> 16 != 0 { continue }
      if signal == SIGTRAP { return }
      held.append(signal)
    }
    throw SystemError("ptrace", EAGAIN)
  }
}
