/// A `defer` statement and the function that it defers.
public struct DeferSite: Sendable {
  public enum Kind: String, Sendable, CaseIterable {
    case openCoded = "open-coded"
    case stack, heap
    case rangeFunc = "rangefunc"
  }

  /// How much is known of the deferred function.
  public enum Resolution: String, Sendable, CaseIterable {
    /// Exactly one function.
    case function
    /// One of a complete list.
    case candidates
    /// A wrapper that the compiler made; which function it calls is decided at run time.
    case dynamic
    case unknown
  }

  /// The call in a compiler-made wrapper whose callee is decided at run time.
  public struct DynamicCall: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable {
      case interfaceMethod = "interface method"
      case functionValue = "function value"
      case unknown
    }
    public var kind: Kind
    /// The method's place in the interface's method table, whose methods ascend by name.
    public var slot: Int?
    /// The method's name, where the binary tells.
    public var method: String?

    public init(_ kind: Kind, slot: Int? = nil, method: String? = nil) {
      self.kind = kind
      self.slot = slot
      self.method = method
    }
  }

  public var place: CodePlace
  public var kind: Kind
  /// The deferred function, wrappers passed through as far as their callees are known; nil when it
  /// is not known statically or one of several.
  public var target: CodePlace?
  /// All functions that it can be, when that is more than one.
  public var candidates: [CodePlace]
  /// What `target` calls, when that is a wrapper whose callee is decided at run time.
  public var calls: DynamicCall?
  public var scope: CodeScope
  /// Entry of the function that the runtime calls: the target's, or that of a wrapper around it.
  public var entry: UInt64?
  /// Told of calls that have to do with `recover()` and of no others.
  public var reach: DeferReach?

  public init(
    place: CodePlace, kind: Kind, target: CodePlace?, candidates: [CodePlace] = [],
    calls: DynamicCall? = nil, scope: CodeScope
  ) {
    self.place = place
    self.kind = kind
    self.target = target
    self.candidates = candidates
    self.calls = calls
    self.scope = scope
  }

  /// Whether the call is registered when control is at a place of the same function; nil where nobody
  /// knows.
  public func state(at place: CodePlace?) -> DeferReach.State? {
    place?.address.flatMap { reach?.state(at: $0) }
  }

  /// Control can go around the statement and come to the code behind it.
  public var isConditional: Bool { reach.map { !$0.possible.isEmpty } ?? false }

  public var resolution: Resolution {
    if calls != nil { return .dynamic }
    if target != nil { return .function }
    return candidates.isEmpty ? .unknown : .candidates
  }
}
