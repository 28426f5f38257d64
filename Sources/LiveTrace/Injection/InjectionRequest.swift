public import PanicContract

/// A panic that is to happen.
public struct InjectionRequest: Sendable {
  public var kind: InjectionResult.Kind
  /// The first of them that is reached by a goroutine that counts.
  public var sites: [InjectionSite]
  /// At which time of being reached, from 1.
  public var nth: Int
  public var goroutine: GoroutineCondition
  /// Only while a defer statement of the site's own function is in force.
  public var needsDefer: Bool
  /// One that has registered a call of one of these, by the entry that the runtime calls; any when empty.
  public var neededDefers: Set<UInt64>

  public init(
    kind: InjectionResult.Kind, sites: [InjectionSite], nth: Int = 1,
    goroutine: GoroutineCondition = .any, needsDefer: Bool = false,
    neededDefers: Set<UInt64> = []
  ) {
    self.kind = kind
    self.sites = sites
    self.nth = nth
    self.goroutine = goroutine
    self.needsDefer = needsDefer
    self.neededDefers = neededDefers
  }
}

/// Which goroutines count.
public enum GoroutineCondition: Sendable, Hashable {
  case any
  /// Made by a `go` statement in this function.
  case createdBy(String)
  /// Begun with this root.
  case rooted(GoroutineRoot)
}

/// A goroutine's beginning as the audit tells it, by the file's addresses.
public struct GoroutineRoot: Sendable, Hashable {
  /// Entry of the function that the source names.
  public var entry: UInt64
  /// The `go` statements that start it.
  public var statements: Set<UInt64>
  /// Functions that start goroutines on behalf of others and run it on them.
  public var spawners: Set<String>

  public init(entry: UInt64, statements: Set<UInt64>, spawners: Set<String>) {
    self.entry = entry
    self.statements = statements
    self.spawners = spawners
  }
}

/// How long a run may take, and what drives the program meanwhile. In milliseconds.
public struct RunTiming: Sendable {
  /// For reaching the place, from the start.
  public var timeout = 60_000
  /// After the panic until somebody has recovered or the process has died.
  public var hangTimeout = 10_000
  /// After a recovery, before the program counts as alive.
  public var settle = 1_000
  /// A shell command that makes the program work.
  public var drive: String?
  /// When it is run: so long after the start; nil for when the program listens on a socket.
  public var driveAfter: Int?
  /// Whether somebody wants the run to end now.
  public var isInterrupted: @Sendable () -> Bool = { false }
  public init() {}
}
