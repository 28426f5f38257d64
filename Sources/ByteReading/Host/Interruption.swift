// The C module brings in <spawn.h>, whose sigset_t then belongs to it.
import CPanicScopeShims
import Glibc
import Synchronization

/// Counts the requests to end (SIGINT, SIGTERM, SIGHUP, SIGQUIT) from its making on, instead of ending.
/// Programs that are started later have the usual handling.
public struct Interruption: Sendable {
  /// SIGINT: ^C, which a terminal sends to the programs that were started here as well.
  private static let interrupts = Atomic<Int>(0)
  private static let terminations = Atomic<Int>(0)
  private static let hangups = Atomic<Int>(0)
  /// SIGQUIT: ^\, which a terminal sends to the programs that were started here as well.
  private static let quits = Atomic<Int>(0)

  public init() {
    // The first use makes the variables, which a signal handler must not.
    _ = Self.interrupts.load(ordering: .relaxed)
    _ = Self.terminations.load(ordering: .relaxed)
    _ = Self.hangups.load(ordering: .relaxed)
    _ = Self.quits.load(ordering: .relaxed)
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] { unsafe sigaddset(&signals, number) }
    signal(SIGINT) { _ in Interruption.interrupts.add(1, ordering: .relaxed) }
    signal(SIGTERM) { _ in Interruption.terminations.add(1, ordering: .relaxed) }
    signal(SIGHUP) { _ in Interruption.hangups.add(1, ordering: .relaxed) }
    signal(SIGQUIT) { _ in Interruption.quits.add(1, ordering: .relaxed) }
    // Whoever started this process may have left them blocked.
    unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  /// SIGINTs so far.
  public var interrupts: Int { Self.interrupts.load(ordering: .relaxed) }
  /// SIGTERMs so far.
  public var terminations: Int { Self.terminations.load(ordering: .relaxed) }
  /// SIGHUPs so far.
  public var hangups: Int { Self.hangups.load(ordering: .relaxed) }

  public var count: Int {
    interrupts + terminations + hangups + Self.quits.load(ordering: .relaxed)
  }
}
