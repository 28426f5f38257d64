/// A logical frame between the runtime's call of a deferred function and `runtime.gorecover`.
public struct RecoverFrame: Hashable, Sendable {
  /// `funcID == FuncIDWrapper`: made by the compiler, invisible to recover.
  public var isWrapper: Bool
  /// Has no physical frame of its own: its code stands in the frame above it.
  public var isInlined: Bool
  public init(isWrapper: Bool, isInlined: Bool) {
    self.isWrapper = isWrapper
    self.isInlined = isInlined
  }
}

/// The outcome of a `recover()` call while a panic runs deferred functions.
public struct RecoverOutcome: Hashable, Sendable {
  public var verdict: Verdict
  public var cause: Cause?
  public init(_ verdict: Verdict, _ cause: Cause? = nil) {
    self.verdict = verdict
    self.cause = cause
  }
}

extension ContractEra {
  /// What `recover()` returns, given the frames from its caller (first) out to the deferred function
  /// that the runtime called (last).
  ///
  /// The specification counts logical frames: exactly one that is no wrapper. Go 1.26 does as it says.
  /// Up to 1.25 the runtime compares argument pointers, which counts physical frames, so that an
  /// inlined frame goes unseen.
  public func recover(through frames: [RecoverFrame]) -> RecoverOutcome {
    let logical = frames.count { !$0.isWrapper }
    let physical = frames.count { !$0.isWrapper && !$0.isInlined }
    let bySpecification: RecoverOutcome =
      switch logical {
      case 0: RecoverOutcome(.ineffective, .directDefer)
      case 1: RecoverOutcome(.effective)
      default: RecoverOutcome(.ineffective, .tooDeep)
      }
    guard recoverRule == .argumentPointer else { return bySpecification }
    switch (logical, physical) {
    case (2..., 1): return RecoverOutcome(.accidental, .inlinedIntoWrapper)
    default: return bySpecification
    }
  }
}
