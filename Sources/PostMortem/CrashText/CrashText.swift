/// What the Go runtime printed when a program died, as far as the log holds it.
///
/// Source: `printpanics`, `dopanic_m`, `goroutineheader` and `traceback` in `src/runtime`.
public struct CrashText: Sendable {
  /// A `panic: ...` line.
  public struct Panic: Hashable, Sendable {
    public var value: String
    public var recovered = false
    public var repanicked = false
    /// Between this panic and the one before `runtime.Goexit` was called.
    public var followsGoexit = false
  }

  /// `[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x...]`: a fault that became a
  /// panic or a fatal error.
  public struct Signal: Hashable, Sendable {
    public var name: String
    public var code: UInt64?
    public var address: UInt64?
    public var programCounter: UInt64?
  }

  /// `SIGQUIT: quit` and the line `PC=...` below: a signal, or an exception of Windows, that the
  /// runtime dies of directly.
  public struct FatalSignal: Hashable, Sendable {
    public var name: String
    public var programCounter: UInt64?
    /// Number of the `m`.
    public var machine: Int?
    public var code: Int64?
    public var address: UInt64?
    /// `signal arrived during cgo execution`
    public var isInC = false
    /// `runtime: unknown pc`: its position is in no Go function.
    public var isOutsideGo = false
    /// The runtime of a dying program sent it to its own threads, to have their stacks
    /// (`GOTRACEBACK=crash`).
    public var isRelayed = false

    /// Another death of the same writer stands directly before, so that it may be relayed too.
    public var followsDeath = false

    /// The line `PC=...` is missing.
    var isBare: Bool { programCounter == nil }
  }

  /// How the text came to be.
  public enum Origin: String, Sendable {
    /// By the runtime, as it died.
    case runtime
    /// `http: panic serving ...`: net/http recovered the panic.
    case httpServer
    /// The program printed a stack itself, by `runtime/debug.Stack` or a logger.
    case printedStack
    /// `[Recovery] ... panic recovered:`: gin recovered the panic in a handler.
    case recoveryReport
  }

  /// Lines of the log, counted from 1.
  public var lines: ClosedRange<Int>
  public var origin = Origin.runtime
  /// `runtime: ...` and other lines before the first that names the death.
  public var prefaces: [String] = []
  /// Oldest first.
  public var panics: [Panic] = []
  /// Panics in the middle of a long chain that were not kept.
  public var omittedPanics = 0
  public var fatalError: String?
  public var signal: Signal?
  public var fatalSignal: FatalSignal?
  /// The failing one first.
  public var goroutines: [CrashGoroutine] = []
  public var runtimeStack: [CrashFrame] = []
  /// Goroutines that were not kept.
  public var omittedGoroutines = 0
  /// Dumped at the end of a fatal signal: `rip`, `sp` and so on.
  public var registers: [String: UInt64] = [:]
  /// `exit status 2`, from `go run`.
  public var exitStatus: Int?
  /// The client in `http: panic serving CLIENT: ...`.
  public var client: String?
  /// Its head was recognised behind a prefix that no collector is known for, or behind a time that
  /// the program wrote itself.
  public var isGuess = false
  /// The first lines are missing: it begins in the middle.
  public var isHeadMissing = false
  /// It goes on as a kernel's does: no program of Go.
  public var isForeign = false
  /// `panic during panic`: a second failure while the first was printed.
  public var failedWhileDying = false
  /// Lines inside that belong to no crash.
  public var foreignLines = 0
  /// The line before a stack that the program printed in which it says that it recovered.
  public var recoveryLine: Int?
  /// A frame without its place stands directly before the header of a goroutine, as where the lines
  /// come in the opposite order.
  var hasStackBeforeHeader = false
  /// Package testing told of a failed test directly before.
  public var followsFailedTest = false
  /// The log ended inside it.
  public var endsWithLog = false
}

/// `goroutine 7 [running]:` and its frames.
public struct CrashGoroutine: Sendable {
  public var id: UInt64
  /// `running`, `chan receive`, `idle`.
  public var status: String
  public var minutes: Int?
  public var isLockedToThread = false
  /// Printed from Go 1.22 on, for all goroutines where the runtime's frames are shown.
  public var hasAddresses = false
  public var frames: [CrashFrame] = []
  public var createdBy: CrashFrame?
  /// From Go 1.21 on.
  public var creatorID: UInt64?
  /// Frames left out by the runtime or by this reader.
  public var hasElidedFrames = false
}

/// A function and the line below it.
public struct CrashFrame: Hashable, Sendable {
  /// Without arguments.
  public var function: String
  /// `(...)`: an inlined call.
  public var isInlined = false
  public var file: String?
  public var line: Int?
  /// From the function's entry to the return address; nil for inlined calls.
  public var offset: UInt64?
  /// With `GOTRACEBACK=system`.
  public var programCounter: UInt64?
}

extension CrashFrame {
  /// `runtime.gopanic` under the name that the runtime prints it by.
  public var isPanic: Bool {
    switch function {
    case "panic", "runtime.gopanic": true
    // Up to Go 1.3.
    case "runtime.panic": true
    default: false
    }
  }
  /// `throw` and `fatal` of the runtime, under the names that other packages call them by too.
  public var isThrow: Bool {
    switch function {
    case "runtime.throw", "runtime.gothrow", "runtime.fatal", "runtime.fatalthrow", "sync.throw",
      "sync.fatal", "internal/sync.throw", "internal/sync.fatal",
      "internal/runtime/maps.fatal", "internal/runtime/maps.throw":
      true
    default: false
    }
  }
  /// The deferred function of net/http that recovers panics of handlers and logs them.
  var isServer: Bool { function.hasPrefix("net/http.(*conn).serve.func") }
  public var isRuntime: Bool {
    function == "panic" || function.hasPrefix("runtime.") || isThrow
      || function.hasPrefix("internal/runtime/") || function.hasPrefix("runtime/internal/")
  }
}
