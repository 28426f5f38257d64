// The C module brings in <spawn.h>, and with it the types of threads.
import CPanicScopeShims
import Glibc
import Synchronization

/// Work on another thread of this process.
///
/// Not on one of Dispatch, which ends the process when it finds no descriptor left, and waits for ever
/// for threads that the system refuses.
public final class HostThread: Sendable {
  /// As much as the first thread usually has, whatever the limits of the process say.
  private static let stackSize = 8 << 20
  /// nil once joined, and where the work was done on the thread that asked for it.
  private let thread: Mutex<pthread_t?>

  /// Does the work on a new thread; on this one, before it returns, where the system gives none.
  public init(_ body: @escaping @Sendable () -> Void) {
    let argument = unsafe Unmanaged.passRetained(Work(body)).toOpaque()
    var attributes = pthread_attr_t()
    var started = pthread_t()
    var failure = unsafe pthread_attr_init(&attributes)
    if failure == 0 {
      unsafe pthread_attr_setstacksize(&attributes, Self.stackSize)
      failure = unsafe pthread_create(&started, &attributes, { unsafe Work.run($0) }, argument)
      unsafe pthread_attr_destroy(&attributes)
    }
    if failure != 0 { unsafe _ = Work.run(argument) }
    thread = Mutex(failure == 0 ? started : nil)
  }

  deinit {
    thread.withLock { if let thread = $0 { pthread_detach(thread) } }
  }

  /// Waits for the end of the work.
  public func join() {
    thread.withLock { thread in
      if let running = thread { pthread_join(running, nil) }
      thread = nil
    }
  }

  private final class Work {
    private let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }

    static func run(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
      if let argument = unsafe argument {
        unsafe Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
      }
      return nil
    }
  }
}
