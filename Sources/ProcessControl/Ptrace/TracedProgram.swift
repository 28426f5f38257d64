import ByteReading
import CPanicScopeShims
import Glibc
public import MachineCode

/// A program that this process started and traces by ptrace(2): its breakpoints, stops and signals.
///
/// The kernel knows the tracer by its thread: one thread uses a value from `launch` to the end. When
/// that thread ends, the kernel kills the program (`PTRACE_O_EXITKILL`): it has breakpoints in its
/// code, which nobody would answer.
///
/// Breakpoints are never taken out to pass them: the instruction under one is done by an
/// ``InstructionEmulator`` on the stopped thread, while all others run.
@safe
public final class TracedProgram {
  /// What a thread stopped for.
  public enum Stop: Sendable {
    /// At a breakpoint, before its instruction. To be continued with `pass` or `resume`.
    case breakpoint(Hit)
    /// A signal is about to be delivered. To be continued with `resume`.
    case signal(thread: Int32, SignalInformation)
    /// Another program has taken the process over; breakpoints are gone. It stands before its first
    /// instruction; to be continued with `resume`.
    case executed(thread: Int32)
    case ended(ProgramEnd)
  }

  /// A thread at a breakpoint.
  public struct Hit: Sendable {
    public var thread: Int32
    public var address: UInt64
    /// The program counter is at `address`.
    public var registers: GeneralRegisters

    public init(thread: Int32, address: UInt64, registers: GeneralRegisters) {
      self.thread = thread
      self.address = address
      self.registers = registers
    }
  }

  enum ThreadState { case running, stopped }

  public let process: Int32
  public let architecture: CodeArchitecture
  public let memory: RemoteMemory
  /// How it ended; nil while it lives.
  public internal(set) var end: ProgramEnd?
  /// Signals and breakpoints met so far.
  public internal(set) var stops = 0

  var threads: [Int32: ThreadState] = [:]
  /// Stops that were collected while something else was waited for.
  var pending: [(thread: Int32, status: Int32)] = []
  var breakpoints: [UInt64: Breakpoint] = [:]
  /// Where breakpoints were: a thread may have met one before it was taken out.
  var removed: Set<UInt64> = []
  var writer: MemoryWriter?
  private var isAttached = true

  /// A breakpoint and what stands under it.
  struct Breakpoint {
    var original: [UInt8]
    var instruction: Instruction
  }

  /// Starts a program and lets it run up to its first instruction.
  public static func launch(_ command: LaunchedCommand) throws(SystemError) -> TracedProgram {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { throw SystemError("pipe", errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    let process: Int32
    do throws(SystemError) {
      process = try command.launch(failure: ends[1])
    } catch {
      close(ends[1])
      throw error
    }
    close(ends[1])
    let program = TracedProgram(process: process)
    do throws(SystemError) {
      try program.seize()
      if try program.runToExecution() { return program }
    } catch {
      program.kill()
      throw error
    }
    var code: Int32 = 0
    let count = unsafe read(ends[0], &code, MemoryLayout<Int32>.size)
    throw SystemError("execve", count == MemoryLayout<Int32>.size ? code : ENOEXEC)
  }

  private init(process: Int32) {
    self.process = process
    architecture = .host
    memory = RemoteMemory(process: process)
  }

  deinit { if isAttached { kill() } }

  private func seize() throws(SystemError) {
    var status: Int32 = 0
    while true {
      let waited = unsafe waitpid(process, &status, WUNTRACED)
      if waited < 0 && errno == EINTR { continue }
      guard waited == process else { throw SystemError("waitpid", errno) }
      break
    }
    // It failed before its execve; `runToExecution` tells why.
    guard status & 0xFF == 0x7F else {
      end = ProgramEnd(waitStatus: status)
      return
    }
    let options = PtraceOption.traceClone | PtraceOption.traceExec | PtraceOption.exitKill
    try request(PtraceRequest.seize, process, data: UInt(options))
    threads[process] = .running
    guard Glibc.kill(process, SIGCONT) == 0 else { throw SystemError("kill", errno) }
  }

  /// False when the program could not be executed.
  private func runToExecution() throws(SystemError) -> Bool {
    while end == nil {
      var status: Int32 = 0
      let waited = unsafe waitpid(process, &status, Self.waitForAll)
      if waited < 0 {
        if errno == EINTR { continue }
        throw SystemError("waitpid", errno)
      }
      if let ended = ProgramEnd(waitStatus: status) {
        end = ended
        break
      }
      let event = status >> 16
      if event == PtraceEvent.exec {
        threads[process] = .stopped
        writer = try MemoryWriter(process: process)
        return true
      }
      let signal = event == 0 ? status >> 8 & 0xFF : 0
      // What stopped it was our own SIGSTOP.
      let isOwn = signal == SIGSTOP || signal == SIGCONT
      try request(PtraceRequest.continue, process, data: isOwn ? 0 : UInt(signal))
    }
    isAttached = false
    return false
  }

  /// Ends the program at once and takes its remains.
  public func kill() {
    defer { isAttached = false }
    guard end == nil else { return }
    Glibc.kill(process, SIGKILL)
    var status: Int32 = 0
    while true {
      let waited = unsafe waitpid(-1, &status, Self.waitForAll)
      if waited < 0 && errno == EINTR { continue }
      guard waited > 0 else { break }
      if waited == process, let ended = ProgramEnd(waitStatus: status) {
        end = ended
        break
      }
    }
  }

  /// Sends the whole program a signal.
  public func send(signal: Int32) { if end == nil { Glibc.kill(process, signal) } }

  /// Takes all breakpoints out and lets the program run on without a tracer.
  public func detach() throws(SystemError) {
    guard end == nil else { return }
    try stopAll()
    for address in Array(breakpoints.keys) { try removeBreakpoint(at: address) }
    for (thread, status) in pending where ProgramEnd(waitStatus: status) == nil {
      var signal = status >> 16 == 0 ? status >> 8 & 0xFF : 0
      if signal == SIGTRAP {
        if try isOwnTrap(thread) { signal = 0 }
      }
      release(thread, signal)
    }
    let waiting = Set(pending.map(\.thread))
    for (thread, state) in threads where state == .stopped && !waiting.contains(thread) {
      release(thread, 0)
    }
    pending = []
    threads = [:]
    // Threads that were born while the others were being stopped.
    var status: Int32 = 0
    while case let thread = unsafe waitpid(-1, &status, Self.waitForAll | WNOHANG), thread > 0 {
      if ProgramEnd(waitStatus: status) == nil { release(thread, 0) }
    }
    isAttached = false
  }

  private func release(_ thread: Int32, _ signal: Int32) {
    _ = try? request(PtraceRequest.detach, thread, data: UInt(signal))
  }

  // MARK: Requests

  /// All children and traced threads of this thread, whatever signal announces them.
  static let waitForAll = Int32(bitPattern: 0x4000_0000 | 0x2000_0000)

  @discardableResult
  func request(
    _ number: Int, _ thread: Int32, address: UInt = 0, data: UInt = 0
  ) throws(SystemError) -> Int {
    let result = pcs_ptrace(number, thread, address, data)
    guard result >= 0 else {
      throw SystemError("ptrace", Int32(truncatingIfNeeded: -result))
    }
    return result
  }

  /// Lets a stopped thread run, with a signal if `signal` is not 0.
  public func resume(_ thread: Int32, signal: Int32 = 0) throws(SystemError) {
    threads[thread] = .running
    do throws(SystemError) {
      try request(PtraceRequest.continue, thread, data: UInt(signal))
    } catch {
      // Killed meanwhile: its end is reported.
      if !error.isNoSuchProcess { throw error }
    }
  }
}
