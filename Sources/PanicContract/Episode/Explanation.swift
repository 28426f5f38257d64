/// Why an episode, a death or an exit status went as it did, in one sentence with its proof.
public struct Explanation: Sendable {
  /// What the episode comes down to; the raw values are stable and stand in JSON.
  public enum Kind: String, Sendable, CaseIterable {
    case recovered
    /// Nobody on this goroutine deferred a function that could recover.
    case noRecoverOnGoroutine = "no-recover-on-goroutine"
    /// A recover ran during the panic and returned nil; `cause` says why.
    case recoverIneffective = "recover-ineffective"
    /// The function has a recover, but its defer statement had not been reached.
    case deferNotReached = "defer-not-reached"
    /// Recovered, then panicked again.
    case repanicked
    /// A deferred function panicked itself.
    case handlerPanicked = "handler-panicked"
    /// `fatal error`: no deferred call runs, no recover can stop it.
    case fatalError = "fatal-error"
    case deadlock
    case stackOverflow = "stack-overflow"
    case outOfMemory = "out-of-memory"
    /// A signal that Go turns into no panic: raised in Go code outside the recoverable cases.
    case signalInGo = "signal-in-go"
    case signalInC = "signal-in-c"
    case signalOnForeignThread = "signal-on-foreign-thread"
    case signalSent = "signal-sent"
    /// The stack pointer or the stack itself was damaged.
    case stackDamage = "stack-damage"
    case exitDuringPanic = "exit-during-panic"
    case exit
    case goexit
    case stuck
    case unknown
  }
  public var kind: Kind
  /// Of the `recover()` calls that failed, the one that matters most.
  public var cause: Cause?
  /// One sentence that names the cause; names unescaped, no line break.
  public var sentence: String
  /// More sentences: what else was registered, what was skipped, what it means.
  public var details: [String]
  /// What to change, one sentence.
  public var advice: String?
  public var evidence: [Evidence]
  /// Where observation and contract (or audit) disagree, one sentence each.
  public var contradictions: [String]
  public var confidence: Confidence
  public init(
    kind: Kind, cause: Cause? = nil, sentence: String, details: [String] = [],
    advice: String? = nil, evidence: [Evidence] = [], contradictions: [String] = [],
    confidence: Confidence = .high
  ) {
    self.kind = kind
    self.cause = cause
    self.sentence = sentence
    self.details = details
    self.advice = advice
    self.evidence = evidence
    self.contradictions = contradictions
    self.confidence = confidence
  }
}
