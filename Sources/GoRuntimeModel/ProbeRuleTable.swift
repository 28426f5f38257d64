/// Where in which function the point of a ``ProbeKind`` stands.
public struct ProbeRule: Sendable, Hashable {
  public var kind: ProbeKind
  public var function: String
  public var place: Place
  /// Without it a trace makes no sense.
  public var isEssential = false
  /// The first version that has the function; nil for all.
  public var since: GoVersion?

  public enum Place: Sendable, Hashable {
    /// The first instruction after the stack check that is emulated: a function that has to grow its
    /// stack begins anew, so what stands before runs more than once.
    case beginning
    /// Every direct call of this function.
    case call(of: String)
    /// The first branch after every direct call of this function, which tests its results.
    case branchAfterCall(of: String)
    /// The first branch after every call of a function value.
    case branchAfterIndirectCall
    /// The branch that follows the test of `g._panic` for nil, on the side where a panic runs.
    case branchWhilePanicking
    /// The last branch before `_panic.recovered` is set.
    case verdict
  }
}

/// The rules by what a program has: they follow from the runtime's code (`src/runtime/panic.go`),
/// which tells its own version.
public enum ProbeRuleTable {
  public static let nextDefer = "runtime.(*_panic).nextDefer"

  /// The rules for a program that has, or has not, ``nextDefer``.
  public static func rules(hasIterator: Bool) -> [ProbeRule] {
    common + (hasIterator ? iterator : list)
  }

  /// The rules that a program of a version follows.
  public static func rules(for version: GoVersion) -> [ProbeRule] {
    let iterates = VersionMarker.all.contains { $0.prefix == nextDefer && $0.since <= version }
    return rules(hasIterator: iterates).filter { $0.since.map { $0 <= version } ?? true }
  }

  /// Every version.
  private static let common: [ProbeRule] = [
    ProbeRule(
      kind: .gopanicEnter, function: "runtime.gopanic", place: .beginning, isEssential: true),
    ProbeRule(kind: .goexitEnter, function: "runtime.Goexit", place: .beginning),
    ProbeRule(
      kind: .recoverEnter, function: "runtime.gorecover", place: .branchWhilePanicking),
    ProbeRule(kind: .recoverVerdict, function: "runtime.gorecover", place: .verdict),
    ProbeRule(
      kind: .recoveryEnter, function: "runtime.recovery", place: .beginning, isEssential: true),
    ProbeRule(
      kind: .recoveryGogo, function: "runtime.recovery", place: .call(of: "runtime.gogo")),
    ProbeRule(
      kind: .fatalPanic, function: "runtime.fatalpanic", place: .beginning, isEssential: true),
    ProbeRule(kind: .throwEnter, function: "runtime.throw", place: .beginning),
    ProbeRule(kind: .fatalEnter, function: "runtime.fatal", place: .beginning),
    ProbeRule(kind: .fatalThrow, function: "runtime.fatalthrow", place: .beginning),
    ProbeRule(kind: .dieFromSignal, function: "runtime.dieFromSignal", place: .beginning),
    ProbeRule(
      kind: .fatalSignal, function: "runtime.fatalsignal", place: .beginning,
      since: GoVersion(1, 21)),
    ProbeRule(kind: .exit, function: "syscall.Exit", place: .beginning),
  ]

  /// With ``nextDefer``: Go 1.22 and later.
  private static let iterator: [ProbeRule] = [
    ProbeRule(
      kind: .deferNext, function: "runtime.gopanic", place: .call(of: nextDefer),
      isEssential: true),
    ProbeRule(
      kind: .deferRun, function: "runtime.gopanic", place: .branchAfterCall(of: nextDefer),
      isEssential: true),
    ProbeRule(kind: .goexitNext, function: "runtime.Goexit", place: .call(of: nextDefer)),
    ProbeRule(kind: .goexitRun, function: "runtime.Goexit", place: .branchAfterCall(of: nextDefer)),
  ]

  /// Without it: the loop over `g._defer`, and open-coded deferred calls through `deferCallSave`.
  private static let list: [ProbeRule] = [
    ProbeRule(
      kind: .deferNext, function: "runtime.gopanic", place: .branchAfterIndirectCall,
      isEssential: true),
    ProbeRule(
      kind: .deferRun, function: "runtime.gopanic", place: .call(of: "runtime.getargp"),
      isEssential: true),
    ProbeRule(
      kind: .deferCallSaveRun, function: "runtime.deferCallSave", place: .beginning),
    ProbeRule(
      kind: .deferCallSaveNext, function: "runtime.deferCallSave", place: .branchAfterIndirectCall),
  ]
}

extension ProbeRule {
  /// Where in its function, in words.
  public var placeText: String {
    switch place {
    case .beginning: "at its beginning, after the stack check"
    case .call(let callee): "at its calls of \(callee)"
    case .branchAfterCall(let callee): "at the test after its calls of \(callee)"
    case .branchAfterIndirectCall: "at the test after the call of the deferred function"
    case .branchWhilePanicking: "after its test of g._panic, where there is one"
    case .verdict: "at the last test before _panic.recovered is set"
    }
  }
}
