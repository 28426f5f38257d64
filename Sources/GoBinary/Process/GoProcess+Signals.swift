import GoRuntimeModel

extension GoProcess {
  /// Frames of a signal handler that are looked through for the one that the kernel called.
  private static let deepestHandler = 64

  /// The registers of the code that a thread's signal handler interrupted, from the frame that the
  /// kernel left above the handler's; nil when the thread is in no handler of Go.
  ///
  /// Sources: `struct rt_sigframe` in `arch/x86/include/asm/sigframe.h` and
  /// `arch/arm64/kernel/signal.c`, `struct sigcontext` in `uapi/asm/sigcontext.h` of Linux.
  public func interrupted(by registers: ThreadRegisters) -> ThreadRegisters? {
    stackSegment(from: registers, limit: Self.deepestHandler).interrupted
  }

  /// What a thread does, the newest first: a handler of a signal stands before what it interrupted.
  public func stackSegments(of registers: ThreadRegisters) -> [ThreadStackSegment] {
    var segments: [ThreadStackSegment] = []
    var next: ThreadRegisters? = registers
    let mostNested = 6
    while let registers = next, segments.count < mostNested {
      let segment = stackSegment(from: registers, limit: 256)
      segments.append(segment)
      next = segment.interrupted
    }
    return segments
  }

  private func stackSegment(from registers: ThreadRegisters, limit: Int) -> ThreadStackSegment {
    var segment = ThreadStackSegment(registers: registers)
    var position = StackPosition(registers)
    while segment.frames.count < limit, let frame = frame(at: position) {
      segment.frames.append(frame)
      if image.nameEquals(frame.function, "runtime.sigtramp")
        || image.nameEquals(frame.function, "runtime.cgoSigtramp")
      {
        segment.interrupted = interrupted(handlerCalledAt: frame.callFrameAddress)
        segment.signal = signal(handlerCalledAt: frame.callFrameAddress)
        break
      }
      guard let caller = caller(of: frame, at: position) else { break }
      position = caller
    }
    return segment
  }

  /// The `siginfo` in the kernel's frame: behind the context on amd64, at its beginning on arm64.
  private func signal(handlerCalledAt address: UInt64) -> HandledSignal? {
    let place = image.architecture == .amd64 ? address &+ 304 : address
    let mostSignals = 64
    guard let block = memory.block(at: place, count: 24) else { return nil }
    let number = Int(block.uint32(0))
    guard number > 0, number <= mostSignals else { return nil }
    return HandledSignal(
      number: number, code: Int(Int32(bitPattern: block.uint32(8))), address: block.word(16))
  }

  /// - Parameter address: SP when the kernel called the handler, without the return address.
  private func interrupted(handlerCalledAt address: UInt64) -> ThreadRegisters? {
    switch image.architecture {
    case .amd64:
      // uc_flags, uc_link and uc_stack, then R8 to R15, DI, SI, BP, BX, DX, AX, CX, SP, PC.
      guard let block = memory.block(at: address &+ 40, count: 17 * 8) else { return nil }
      return ThreadRegisters(
        pc: block.word(16 * 8), sp: block.word(15 * 8), bp: block.word(10 * 8),
        goroutine: block.word(6 * 8))
    case .arm64:
      // siginfo, uc_flags, uc_link, uc_stack, uc_sigmask, the fault's address, R0 to R30, SP, PC.
      guard let block = memory.block(at: address &+ 128 &+ 184, count: 33 * 8) else { return nil }
      return ThreadRegisters(
        pc: block.word(32 * 8), sp: block.word(31 * 8), bp: block.word(29 * 8),
        linkRegister: block.word(30 * 8), goroutine: block.word(28 * 8))
    }
  }

  /// The system's number of the thread that an `m` is (`m.procid`).
  public func threadID(ofMachine address: UInt64) -> UInt64? {
    guard address != 0 else { return nil }
    return memory.word(at: address &+ UInt64(layout.machine.procid))
  }

  /// The goroutine that an `m` runs (`m.curg`), while it may itself be on another stack.
  public func currentGoroutine(ofMachine address: UInt64) -> UInt64? {
    guard address != 0 else { return nil }
    return memory.word(at: address &+ UInt64(layout.machine.curg))
  }
}
