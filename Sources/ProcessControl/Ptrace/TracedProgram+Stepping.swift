import ByteReading
import CPanicScopeShims
import Glibc
import MachineCode

extension TracedProgram {
  /// Steps one thread while all others stand still.
  ///
  /// Signals for it wait until `body` is done, but for faults, which it must have at once: a
  /// preemption request that was dropped would never be made again.
  public func stepping(
    _ thread: Int32, _ body: (inout ThreadStepper) throws(SystemError) -> Void
  ) throws(SystemError) {
    try stopAll(except: thread)
    var stepper = ThreadStepper(program: self, thread: thread)
    defer {
      for signal in stepper.held { _ = pcs_send_to_thread(process, thread, signal) }
    }
    try body(&stepper)
    // The others are resumed when their stops are looked at.
    if stepper.isStopped { try resume(thread, signal: stepper.fault) }
  }
}

/// A thread that is stepped.
public struct ThreadStepper {
  public enum Result: Sendable {
    case stepped(GeneralRegisters)
    /// It waits for something that a thread which stands still would do; it runs on.
    case blocked
    case ended
  }

  private let program: TracedProgram
  let thread: Int32
  fileprivate(set) var held: [Int32] = []
  /// To be delivered with the next step.
  fileprivate(set) var fault: Int32 = 0
  fileprivate(set) var isStopped = true

  private static let faults = [SIGSEGV, SIGBUS, SIGFPE, SIGILL]
  /// Nanoseconds that a thread may wait within one instruction, which is a system call then.
  private static let patience: UInt64 = 200_000_000

  init(program: TracedProgram, thread: Int32) {
    self.program = program
    self.thread = thread
  }

  public func registers() throws(SystemError) -> GeneralRegisters {
    try program.registers(of: thread)
  }

  /// The thread stands still when stepping is done, until somebody resumes it.
  public mutating func keepStopped() { isStopped = false }

  /// Does the instruction under a breakpoint; the thread is at it.
  public mutating func pass(_ registers: GeneralRegisters) throws(SystemError) -> GeneralRegisters {
    let hit = TracedProgram.Hit(
      thread: thread, address: registers.programCounter, registers: registers)
    let after = try program.after(hit)
    try program.setRegisters(after, of: thread)
    return after
  }

  /// Does the next instruction, which must not be under a breakpoint.
  public mutating func step() throws(SystemError) -> Result {
    while true {
      program.threads[thread] = .running
      try program.request(PtraceRequest.singleStep, thread, data: UInt(fault))
      fault = 0
      guard let status = wait() else {
        isStopped = false
        return .blocked
      }
      if ProgramEnd(waitStatus: status) != nil {
        program.pending.append((thread, status))
        isStopped = false
        return .ended
      }
      program.threads[thread] = .stopped
      if status >> 16 != 0 { continue }
      let signal = status >> 8 & 0xFF
      if signal == SIGTRAP { return .stepped(try registers()) }
      if Self.faults.contains(signal) { fault = signal } else { held.append(signal) }
    }
  }

  /// The thread's next wait status; nil when it waits for too long. One that only waits for a
  /// processor will stop, however busy the machine is.
  private func wait() -> Int32? {
    var end = MonotonicClock.nanoseconds &+ Self.patience
    var status: Int32 = 0
    var polls = 0
    while true {
      let waited = unsafe waitpid(thread, &status, TracedProgram.waitForAll | WNOHANG)
      if waited == thread { return status }
      if waited < 0 && errno != EINTR { return SIGKILL }
      if MonotonicClock.nanoseconds > end {
        guard let status = ProcessStatus(process: thread), !status.isWaiting else { return nil }
        end = MonotonicClock.nanoseconds &+ Self.patience
      }
      polls += 1
      let eagerPolls = 2000
      if polls > eagerPolls { usleep(50) }
    }
  }
}
