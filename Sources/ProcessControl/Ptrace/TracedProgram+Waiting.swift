import ByteReading
import Glibc

extension TracedProgram {
  /// The next stop that somebody has to decide on; nil when none came within so many milliseconds.
  ///
  /// New threads, group stops and left-over steps are answered here.
  public func wait(milliseconds: Int) throws(SystemError) -> Stop? {
    if let end { return .ended(end) }
    let deadline = MonotonicClock.nanoseconds &+ UInt64(max(0, milliseconds)) &* 1_000_000
    var idle = 0
    while true {
      if !pending.isEmpty {
        let (thread, status) = pending.removeFirst()
        if let stop = try decide(thread, status) { return stop }
        continue
      }
      var status: Int32 = 0
      let thread = unsafe waitpid(-1, &status, Self.waitForAll | WNOHANG)
      if thread > 0 {
        idle = 0
        threads[thread] = .stopped
        if let stop = try decide(thread, status) { return stop }
        continue
      }
      if thread < 0 {
        if errno == EINTR { continue }
        // No child is left although its end was not seen: nothing more will come.
        end = end ?? .killed(signal: SIGKILL)
        return end.map(Stop.ended)
      }
      guard MonotonicClock.nanoseconds < deadline else { return nil }
      Self.rest(idle)
      idle += 1
    }
  }

  /// Polling beats a blocking wait here because one thread has to see both stops and deadlines;
  /// stops come in bursts, so it begins eagerly.
  private static func rest(_ idle: Int) {
    switch idle {
    case ..<64: sched_yield()
    case ..<128: usleep(50)
    default: usleep(1000)
    }
  }

  /// Nil for a stop that was answered here.
  private func decide(_ thread: Int32, _ status: Int32) throws(SystemError) -> Stop? {
    do throws(SystemError) {
      return try classify(thread, status)
    } catch {
      // The thread was killed between its stop and our question: its end is reported.
      if error.isNoSuchProcess { return nil }
      throw error
    }
  }

  private func classify(_ thread: Int32, _ status: Int32) throws(SystemError) -> Stop? {
    if let ended = ProgramEnd(waitStatus: status) {
      threads[thread] = nil
      guard thread == process else { return nil }
      end = ended
      return .ended(ended)
    }
    let signal = status >> 8 & 0xFF
    switch status >> 16 {
    case 0: break
    case PtraceEvent.stop:
      if [SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU].contains(signal) {
        threads[thread] = .running
        try request(PtraceRequest.listen, thread)
      } else {
        try resume(thread)
      }
      return nil
    case PtraceEvent.exec:
      threads = [thread: .stopped]
      breakpoints = [:]
      removed = []
      writer = try MemoryWriter(process: process)
      return .executed(thread: thread)
    default:
      try resume(thread)
      return nil
    }
    stops += 1
    guard signal == SIGTRAP else {
      return .signal(thread: thread, try signalInformation(of: thread))
    }
    guard try isOwnTrap(thread) else {
      return .signal(thread: thread, try signalInformation(of: thread))
    }
    let registers = try registers(of: thread)
    guard breakpoints[registers.programCounter] != nil else {
      try resume(thread)
      return nil
    }
    return .breakpoint(
      Hit(thread: thread, address: registers.programCounter, registers: registers))
  }

  /// Stops every running thread; their other stops are kept for later.
  func stopAll(except own: Int32? = nil) throws(SystemError) {
    for (thread, state) in threads where state == .running && thread != own {
      _ = try? request(PtraceRequest.interrupt, thread)
    }
    for (thread, state) in threads where state == .running && thread != own {
      var status: Int32 = 0
      var waited: Int32
      repeat {
        waited = unsafe waitpid(thread, &status, Self.waitForAll)
      } while waited < 0 && errno == EINTR
      guard waited == thread else {
        threads[thread] = nil
        continue
      }
      threads[thread] = .stopped
      pending.append((thread, status))
    }
  }
}
