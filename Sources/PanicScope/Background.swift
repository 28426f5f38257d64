import ByteReading
import Synchronization

/// Work that another thread does meanwhile.
final class Background<Result: Sendable>: Sendable {
  private final class Outcome: Sendable {
    let value = Mutex<Result?>(nil)
  }

  private let outcome: Outcome
  private let thread: HostThread

  init(_ body: @escaping @Sendable () -> Result) {
    let outcome = Outcome()
    self.outcome = outcome
    thread = HostThread {
      let result = body()
      outcome.value.withLock { $0 = result }
    }
  }

  var isDone: Bool { outcome.value.withLock { $0 != nil } }

  /// Waits for the end of the work.
  var result: Result {
    while true {
      if let result = outcome.value.withLock({ $0 }) { return result }
      thread.join()
    }
  }
}
