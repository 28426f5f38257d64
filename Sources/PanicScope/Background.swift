import Dispatch
import Synchronization

/// Work that another thread does meanwhile.
final class Background<Result: Sendable>: Sendable {
  private let done = DispatchSemaphore(value: 0)
  private let value = Mutex<Result?>(nil)

  init(_ body: @escaping @Sendable () -> Result) {
    DispatchQueue.global(qos: .userInitiated).async { [self] in
      let result = body()
      value.withLock { $0 = result }
      done.signal()
    }
  }

  var isDone: Bool { value.withLock { $0 != nil } }

  /// Waits for the end of the work.
  var result: Result {
    while true {
      if let result = value.withLock({ $0 }) { return result }
      done.wait()
    }
  }
}
