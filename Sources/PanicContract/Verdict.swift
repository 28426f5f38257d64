/// What a `recover()` call does at one of its uses, or at all of them.
public enum Verdict: String, Sendable, CaseIterable {
  /// Stops a panic of the goroutine that it runs on.
  case effective
  /// Always returns nil.
  case ineffective
  /// Works in this build only, through inlining into a compiler-made wrapper (Go 1.21 to 1.25).
  case accidental
  /// Its uses differ; each use has a verdict of its own.
  case mixed
  case unknown
}

/// Why a `recover()` call does not (or only by accident) stop a panic.
public enum Cause: String, Sendable, CaseIterable {
  /// Called by the deferred function's callee: more than one frame below the runtime.
  case tooDeep = "too-deep"
  /// Runs on a goroutine of its own, which is not the one that panics.
  case otherGoroutine = "other-goroutine"
  /// `defer recover()`: no frame between the runtime and recover.
  case directDefer = "defer-recover"
  /// The function is called or started, never deferred.
  case neverDeferred = "never-deferred"
  /// `defer f(recover())`: evaluated when the defer statement is reached.
  case evaluatedAsArgument = "evaluated-as-argument"
  /// Stands in the body of a range-over-func loop, which is a function of its own.
  case rangeFuncBody = "range-over-func-body"
  /// The frame that makes it too deep was inlined into a wrapper.
  case inlinedIntoWrapper = "inlined-into-wrapper"
  /// Nothing in the binary refers to the function.
  case unreferenced
}

/// How well a goroutine's root function is protected from a panic in it.
public enum Guard: String, Sendable, CaseIterable {
  /// An effective recover is registered on every path before user code runs.
  case guarded
  /// Registered on some paths only, or its handler re-panics, exits or declines under a condition.
  case conditional
  /// Everything in it that can panic runs under a guard further in.
  case delegated
  case exposed
  case unknown
}

public enum Severity: String, Sendable, CaseIterable, Comparable {
  case low, medium, high
  private var rank: Int {
    switch self {
    case .low: 0;
    case .medium: 1;
    case .high: 2
    }
  }
  public static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }
}

/// How sure the tool is; a second scale, independent of severity.
public enum Confidence: String, Sendable, CaseIterable, Comparable {
  case low, medium, high
  private var rank: Int {
    switch self {
    case .low: 0;
    case .medium: 1;
    case .high: 2
    }
  }
  public static func < (a: Confidence, b: Confidence) -> Bool { a.rank < b.rank }
}

/// Whose code a function is.
public enum CodeScope: String, Sendable, CaseIterable {
  /// The main module.
  case main
  /// A dependency.
  case deps
  /// The Go standard library and runtime.
  case std
}
