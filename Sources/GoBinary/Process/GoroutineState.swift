/// A goroutine as its `runtime.g` describes it. All addresses are the process's.
public struct GoroutineState: Hashable, Sendable {
  /// `g.atomicstatus` without the bit of the garbage collector.
  public enum Status: UInt32, Sendable {
    case idle = 0, runnable, running, syscall, waiting
    case dead = 6
    case copyStack = 8
    case preempted, leaked, deadExtra
  }
  /// Of the `g` itself.
  public var address: UInt64
  public var id: UInt64
  /// Nil for a number that no version uses.
  public var status: Status?
  public var stack: Range<UInt64>
  /// Goroutine that ran the `go` statement; nil before Go 1.21.
  public var parentID: UInt64?
  /// The `go` statement's return address.
  public var creationPC: UInt64
  /// Entry of the first function.
  public var startPC: UInt64
  /// The `m` that runs it; 0 when none does.
  public var machine: UInt64
  /// First `_panic` and `_defer` of its chains; 0 for none.
  public var panicAddress: UInt64
  public var deferAddress: UInt64
  /// Where it goes on, for one that is not running (`g.sched`).
  public var schedulerSP: UInt64
  public var schedulerPC: UInt64
  /// Where it entered a system call or C; 0 outside.
  public var syscallSP: UInt64
  public var syscallPC: UInt64
  /// The signal that became a panic, if one did.
  public var signal: UInt32
  public var signalCode0: UInt64
  public var signalCode1: UInt64
  public var signalPC: UInt64
  public var waitReason: UInt8
}

extension GoroutineState {
  public var isAlive: Bool {
    switch status {
    case .idle, .dead, .deadExtra, nil: false
    case .runnable, .running, .syscall, .waiting, .copyStack, .preempted, .leaked: true
    }
  }
}
