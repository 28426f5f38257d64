/// A `recover()` call as it was seen at work: the operands of the runtime's decision, nil where
/// they were not seen.
public struct RecoverObservation: Hashable, Sendable {
  /// The call of `recover()`.
  public var place: CodePlace?
  /// From the function that contains the call out to the deferred function that the runtime called;
  /// nil when the stack was not read. Not empty otherwise: a deferred `recover` itself has no frame
  /// but its wrapper.
  public var frames: [StackFrame]?
  /// `g._panic != nil`
  public var panicPresent: Bool?
  /// `_panic.goexit`
  public var isGoexit: Bool?
  /// `_panic.recovered` before the call.
  public var alreadyRecovered: Bool?
  /// The argument of `runtime.gorecover`, up to Go 1.25.
  public var argumentPointer: UInt64?
  /// `_panic.argp`, up to Go 1.25.
  public var panicArgumentPointer: UInt64?
  /// Whether the call stopped the panic, as seen.
  public var recovered: Bool?
  /// Index into the episode's panics of the one that it met.
  public var panic: Int?
  public init(
    place: CodePlace? = nil, frames: [StackFrame]? = nil, panicPresent: Bool? = nil,
    isGoexit: Bool? = nil, alreadyRecovered: Bool? = nil, argumentPointer: UInt64? = nil,
    panicArgumentPointer: UInt64? = nil, recovered: Bool? = nil, panic: Int? = nil
  ) {
    self.place = place
    self.frames = frames
    self.panicPresent = panicPresent
    self.isGoexit = isGoexit
    self.alreadyRecovered = alreadyRecovered
    self.argumentPointer = argumentPointer
    self.panicArgumentPointer = panicArgumentPointer
    self.recovered = recovered
    self.panic = panic
  }
}

/// What the contract says of one `recover()` call.
public struct RecoverJudgement: Hashable, Sendable {
  /// The rule of `runtime.gorecover` that decided.
  public enum Reason: String, Hashable, Sendable {
    case recovers
    /// No panic runs on this goroutine.
    case noPanic = "no-panic"
    /// `runtime.Goexit` runs the deferred calls; recover does not stop it.
    case goexit
    case alreadyRecovered = "already-recovered"
    /// `argp != _panic.argp`, up to Go 1.25.
    case argumentPointerDiffers = "argp-differs"
    /// Not exactly one frame that is no wrapper below the runtime, from Go 1.26.
    case frameCount = "frame-count"
    case unknown
  }
  public var reason: Reason
  /// Whether the call stops the panic by the contract; nil when the operands do not tell.
  public var recovers: Bool?
  public var cause: Cause?
  /// What was seen against what the contract says; nil when they agree or one is not known.
  public var contradiction: String?
  public init(
    reason: Reason, recovers: Bool?, cause: Cause? = nil, contradiction: String? = nil
  ) {
    self.reason = reason
    self.recovers = recovers
    self.cause = cause
    self.contradiction = contradiction
  }
}

extension ContractEra {
  /// Judges a `recover()` call by its operands, in the order in which `runtime.gorecover` tests them
  /// (`src/runtime/panic.go`).
  public func judge(_ seen: RecoverObservation) -> RecoverJudgement {
    var judgement = decide(seen)
    if let expected = judgement.recovers, let recovered = seen.recovered, expected != recovered {
      judgement.contradiction =
        "the contract of Go \(name) says that this recover() "
        + (expected ? "stops the panic" : "returns nil (\(judgement.reason.rawValue))")
        + ", but it " + (recovered ? "stopped it" : "returned nil")
    }
    return judgement
  }

  private func decide(_ seen: RecoverObservation) -> RecoverJudgement {
    if seen.panicPresent == false { return RecoverJudgement(reason: .noPanic, recovers: false) }
    if seen.isGoexit == true { return RecoverJudgement(reason: .goexit, recovers: false) }
    if seen.alreadyRecovered == true {
      return RecoverJudgement(reason: .alreadyRecovered, recovers: false)
    }
    let byFrames = seen.frames.map { recover(through: $0.map(\.recoverFrame)) }
    switch recoverRule {
    case .argumentPointer:
      if let own = seen.argumentPointer, let wanted = seen.panicArgumentPointer {
        return own == wanted
          ? RecoverJudgement(
            reason: .recovers, recovers: true,
            cause: byFrames?.verdict == .accidental ? .inlinedIntoWrapper : nil)
          : RecoverJudgement(
            reason: .argumentPointerDiffers, recovers: false, cause: byFrames?.cause)
      }
    case .frameCount: break
    }
    guard let byFrames else { return RecoverJudgement(reason: .unknown, recovers: nil) }
    switch byFrames.verdict {
    case .effective, .accidental:
      return RecoverJudgement(reason: .recovers, recovers: true, cause: byFrames.cause)
    case .ineffective:
      return RecoverJudgement(
        reason: recoverRule == .frameCount ? .frameCount : .argumentPointerDiffers,
        recovers: false, cause: byFrames.cause)
    case .mixed, .unknown: return RecoverJudgement(reason: .unknown, recovers: nil)
    }
  }
}
