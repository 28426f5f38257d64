/// A position in a list of statements.
struct Cursor {
  var body: [Statement]
  var next = 0
  /// How often the body runs again when it is done.
  var repeats = 0
  var isLoop = false
  /// The value that the enclosing recover returned, for `repanic`.
  var caught: MachineValue?
}

/// A deferred call that has been registered and has not started.
struct PendingDefer {
  enum Target {
    case function(Callee)
    /// `recover` itself; the argument pointer is that of the frame of the defer statement.
    case recover(argumentPointer: UInt64)
  }
  var target: Target
  var kind: DeferSite.Kind
}

/// The loop over a function that a body belongs to.
struct RangeLoop {
  /// `internal/abi.RF_State`
  enum State { case ready, panicking, done }
  /// Identity of the frame of the function around the loop.
  var owner: Int
  var body: [Statement]
  var state = State.ready
}

/// A frame of a goroutine's stack; those of inlined calls share the physical frame below them.
struct MachineFrame {
  enum Role {
    /// Index into the scenario's functions.
    case function(Int)
    /// Index into the machine's loops; of the function's statements the loop's body.
    case rangeBody(function: Int, loop: Int)
    /// `runtime.gopanic` or `runtime.Goexit`: index into the machine's panics.
    case unwinding(panic: Int)
    /// A wrapper that calls `recover` itself.
    case recoverWrapper(argumentPointer: UInt64, name: String)
    /// A wrapper, `runtime.deferreturn` or a cgo frame: returns when its callee has.
    case passing
  }
  var id: Int
  var role: Role
  var name: String
  var isWrapper = false
  var isInlined = false
  var isRuntime = false
  /// Stack pointer in the body: where the callees' arguments begin.
  var stackPointer: UInt64
  /// Where the own arguments begin: the caller's stack pointer at the call.
  var argumentPointer: UInt64
  var cursors: [Cursor] = []
  var defers: [PendingDefer] = []
  /// At its end, by itself or since a recovery came back to it.
  var isReturning = false
  /// A recovery came back to it: `runtime.deferreturn` runs what is left.
  var isRecovered = false
  /// Loop whose iterator this frame is, or is the body of.
  var yields: Int?
}

/// A panic's value and which one it is: equal identities are equal interface words.
struct MachineValue: Equatable {
  var value: ScenarioValue
  var identity: String
  /// As `printpanicval` prints it where no method of it is called.
  var rawText: String

  /// `rawText` is the value's text where there is none.
  init(value: ScenarioValue, identity: String, rawText: String? = nil) {
    self.value = value
    self.identity = identity
    self.rawText = rawText ?? value.text
  }
}

/// `runtime._panic`
struct MachinePanic {
  var isGoexit: Bool
  var value: MachineValue
  var fault: Fault?
  var state = PanicRecord.State.running
  var isRecovered: Bool = false
  /// Identity of the frame of gopanic or Goexit.
  var frame: Int
  /// Identity of the frame whose deferred call runs.
  var deferringFrame: Int?
  var argumentPointer: UInt64 = 0
  var callers: [StackFrame]
}

struct MachineGoroutine {
  var id: Int
  var root: String
  /// Outermost first.
  var frames: [MachineFrame] = []
  /// Indices into the machine's panics, oldest first: `g._panic` is the last.
  var panics: [Int] = []
  /// `g.sig`
  var hasSignal = false
  var panicsOnFault = false
  /// A thread that C made runs it.
  var isForeign = false
}
