// The C module brings in <spawn.h>, whose sigset_t then belongs to it.
import CPanicScopeShims
import Glibc
import Synchronization

/// Counts the requests to end (SIGINT, SIGTERM, SIGHUP) from its making on, instead of ending.
/// Programs that are started later have the usual handling.
public struct Interruption: Sendable {
  private static let requests = Atomic<Int>(0)

  public init() {
    // The first use makes the variable, which a signal handler must not.
    _ = Self.requests.load(ordering: .relaxed)
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      unsafe sigaddset(&signals, number)
      signal(number) { _ in Interruption.requests.add(1, ordering: .relaxed) }
    }
    // Whoever started this process may have left them blocked.
    unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  public var count: Int { Self.requests.load(ordering: .relaxed) }
}
