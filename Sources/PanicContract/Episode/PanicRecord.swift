/// One panic of an episode, or the `runtime.Goexit` that runs deferred calls as a panic does.
public struct PanicRecord: Hashable, Sendable {
  public enum Origin: Hashable, Sendable {
    /// A call of `panic`.
    case explicit
    /// Raised by the runtime: bounds, division, type assertion, closed channel and so on.
    case runtimeError
    /// A fault in Go code that the runtime turned into a panic.
    case signal(SignalFact)
    case goexit
  }
  public enum State: String, Hashable, Sendable {
    case running, recovered
    /// Ended by a later panic or Goexit.
    case aborted
    /// Recovered, then panicked again with the same value (Go 1.25 and later).
    case repanicked
  }
  /// A deferred call of another panic, or Goexit, of the episode.
  public struct Nesting: Hashable, Sendable {
    /// Index of the panic that ran it.
    public var outer: Int
    public var call: DeferredCall
    /// A `recover()` had stopped that panic before.
    public var outerIsRecovered: Bool
    public init(outer: Int, call: DeferredCall, outerIsRecovered: Bool) {
      self.outer = outer
      self.call = call
      self.outerIsRecovered = outerIsRecovered
    }
  }
  /// Where a panic began that code of the standard library recovered to raise it again on another goroutine.
  public struct PassedOn: Hashable, Sendable {
    public var goroutine: UInt64?
    public var beginning: CodePlace?
    /// `iter.Pull`
    public var by: String
    public init(goroutine: UInt64?, beginning: CodePlace?, by: String) {
      self.goroutine = goroutine
      self.beginning = beginning
      self.by = by
    }
  }
  public var origin: Origin?
  /// Go type of the value, such as `*errors.errorString`.
  public var valueType: String?
  /// The value as the runtime prints it; nil where it was not read or not asked for.
  public var valueText: String?
  /// The function that panicked first, then its callers out to the goroutine's root.
  public var callers: [StackFrame]
  public var state: State?
  /// The deferred call in which it began, where that was seen.
  public var nesting: Nesting?
  /// A panic of another goroutine that goes on here, where that is certain.
  public var passedOn: PassedOn?
  /// For one that was aborted: the panic whose recovery ended it, too.
  public var replacedBy: Int?
  public init(
    origin: Origin? = nil, valueType: String? = nil, valueText: String? = nil,
    callers: [StackFrame] = [], state: State? = nil
  ) {
    self.origin = origin
    self.valueType = valueType
    self.valueText = valueText
    self.callers = callers
    self.state = state
  }
}

extension PanicRecord {
  /// The statement that panicked: the innermost frame of the program's own. A wrapper that panics
  /// itself is that of `defer panic(…)`.
  public var beginning: CodePlace? {
    for frame in callers {
      if frame.isOfUser { return frame.place }
      if StackFrame.runningDeferred.contains(frame.place.function ?? "") { break }
      if frame.isWrapper, frame.place.function?.hasPrefix("runtime.") == false {
        return frame.place
      }
    }
    return callers.userFrames.first?.place
  }

  /// `defer panic(…)`: the wrapper of the statement calls panic itself.
  var isOfDeferredPanic: Bool {
    guard case .explicit? = origin, let first = callers.first else { return false }
    return first.isWrapper && first.place.function?.hasPrefix("runtime.") == false
  }

  /// The runtime itself faulted as it began a deferred call: the deferred function is nil.
  var isOfNilDeferred: Bool {
    guard case .signal? = origin else { return false }
    let plumbing: Set<String> = [
      "runtime.panicmem", "runtime.panicmemAddr", "runtime.sigpanic", "runtime.sigpanic0",
    ]
    let first = callers.first { !plumbing.contains($0.place.function ?? "") }
    return first.map { StackFrame.runningDeferred.contains($0.place.function ?? "") } ?? false
  }
}

/// A signal as the kernel delivered it.
public struct SignalFact: Hashable, Sendable {
  /// Linux signal number.
  public var number: Int
  /// `si_code`; 0 and below: sent by a process.
  public var code: Int?
  /// `si_addr`
  public var address: UInt64?
  /// Program counter at the fault.
  public var programCounter: UInt64?
  /// What was installed for it when the process died of it; nil where that was not seen.
  public var handler: Handler?

  public enum Handler: String, Hashable, Sendable {
    /// Go's own, which was called.
    case go
    /// One that is not known, Go's or another.
    case some
    /// None: the signal ended the process by itself.
    case none
    case ignored
  }

  public init(
    number: Int, code: Int? = nil, address: UInt64? = nil, programCounter: UInt64? = nil,
    handler: Handler? = nil
  ) {
    self.handler = handler
    self.number = number
    self.code = code
    self.address = address
    self.programCounter = programCounter
  }
}

extension SignalFact {
  /// SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS that no process sent: raised by what the
  /// thread did.
  public var isFault: Bool {
    let faults: Set<Int> = [4, 5, 6, 7, 8, 11, 31]
    return faults.contains(number) && code.map { $0 > 0 } ?? true
  }
}
