public import Foundation

extension Process {
  /// Starts the program with no signal blocked. `run()` hands down the mask of its thread, and those that
  /// tests run on block nearly all: gdb then waits for a SIGCHLD that never comes.
  public func start() throws {
    var none = sigset_t()
    sigemptyset(&none)
    var previous = sigset_t()
    pthread_sigmask(SIG_SETMASK, &none, &previous)
    defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }
    try run()
  }
}
