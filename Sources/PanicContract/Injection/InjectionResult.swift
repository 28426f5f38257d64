/// What came of a panic that was made to happen in a running program.
public struct InjectionResult: Sendable {
  /// What is made to happen.
  public enum Kind: Hashable, Sendable {
    /// A fault at address 0, which the runtime turns into `runtime error: invalid memory address
    /// or nil pointer dereference`.
    case nilDereference
    /// `panic(text)`
    case panic(text: String)
  }

  /// What became of the program; the raw values are stable and stand in JSON.
  public enum Outcome: String, Sendable, CaseIterable {
    /// Somebody recovered, and the program went on or came to its own end.
    case survived
    case died
    /// It neither recovered nor died in time.
    case hung
    /// The program came to its own end while deferred calls of the panic still ran.
    case undecided
    /// The program ended, or the time was over, before the place was reached.
    case notReached = "not-reached"
  }

  /// How the process ended.
  public enum End: Hashable, Sendable {
    case exited(status: Int)
    case signal(Int)
    /// It still ran, and was ended by the tool.
    case endedByTool
  }

  public var kind: Kind
  public var outcome: Outcome
  /// Where the panic was made to happen, or would have been.
  public var place: CodePlace
  /// False when what was made to happen did not become a panic.
  public var isPanic = true
  /// How often the place was reached by goroutines that count.
  public var hits: Int
  /// The goroutine that panicked.
  public var goroutine: GoroutineIdentity?
  /// The `recover()` call that stopped the panic.
  public var recoveredBy: CodePlace?
  /// It was stopped, and the process died of something else.
  public var diedOfAnother = false
  /// The function whose defer statement had registered the call: its caller goes on.
  public var resumedIn: CodePlace?
  /// `recover()` calls that ran and returned nil, or were followed by another panic.
  public var failedRecovers: [CodePlace]
  /// The text of `fatal error: …`, where the runtime ended the process by one.
  public var fatalError: String?
  public var end: End?
  /// Why it went as it did, by the contract; nil where the events were not seen.
  public var explanation: Explanation?
  /// What a reader should know of the run, one sentence each.
  public var notes: [String]

  public init(
    kind: Kind, outcome: Outcome, place: CodePlace, hits: Int = 0,
    goroutine: GoroutineIdentity? = nil, recoveredBy: CodePlace? = nil,
    resumedIn: CodePlace? = nil, failedRecovers: [CodePlace] = [], fatalError: String? = nil,
    end: End? = nil, notes: [String] = []
  ) {
    self.kind = kind
    self.outcome = outcome
    self.place = place
    self.hits = hits
    self.goroutine = goroutine
    self.recoveredBy = recoveredBy
    self.resumedIn = resumedIn
    self.failedRecovers = failedRecovers
    self.fatalError = fatalError
    self.end = end
    self.notes = notes
  }
}
