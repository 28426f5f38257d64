/// A physical frame of a goroutine's stack. All addresses are the process's.
public struct ProcessFrame: Hashable, Sendable {
  public var function: FunctionIndex
  /// Where execution stands or will return to.
  public var pc: UInt64
  /// `pc` is the instruction that runs or faulted, not a return address.
  public var isExact: Bool
  /// SP while the frame runs.
  public var stackPointer: UInt64
  /// SP of the caller at the time of the call, without the return address.
  public var callFrameAddress: UInt64
  /// `varp` of the runtime: the offsets of open-coded defers count from here.
  public var variablePointer: UInt64

  /// An address inside the instruction that execution stands in, to look up lines and inlining.
  public var lookupPC: UInt64 { isExact || pc == 0 ? pc : pc - 1 }
}

/// Where a thread stands.
public struct ThreadRegisters: Hashable, Sendable {
  public var pc: UInt64
  public var sp: UInt64
  /// Frame pointer (BP, R29).
  public var bp: UInt64
  /// R30 on arm64.
  public var linkRegister: UInt64
  /// The register that holds `g` in Go code (R14, R28).
  public var goroutine: UInt64
  public init(
    pc: UInt64, sp: UInt64, bp: UInt64, linkRegister: UInt64 = 0, goroutine: UInt64
  ) {
    self.pc = pc
    self.sp = sp
    self.bp = bp
    self.linkRegister = linkRegister
    self.goroutine = goroutine
  }
}

/// A stack that a thread stood on until a signal handler took it away, or stands on still.
public struct ThreadStackSegment: Sendable {
  public var registers: ThreadRegisters
  /// Innermost first.
  public var frames: [ProcessFrame] = []
  /// What the handler at the end of `frames` interrupted, and the signal that it handles.
  public var interrupted: ThreadRegisters?
  public var signal: HandledSignal?
}

/// A signal that a handler was called for (`siginfo_t`).
public struct HandledSignal: Hashable, Sendable {
  public var number: Int
  public var code: Int
  public var address: UInt64
}
