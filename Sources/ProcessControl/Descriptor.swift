import CPanicScopeShims
import Glibc

/// A file descriptor that is closed when it is no longer used.
@safe
public final class Descriptor: Sendable {
  public let number: Int32
  public init(_ number: Int32) { self.number = number }
  deinit { close(number) }

  /// Both ends of a pipe, closed on execution: what is written to the second is read from the first.
  static func pipe() throws(SystemError) -> (reader: Descriptor, writer: Descriptor) {
    var ends: [Int32] = [-1, -1]
    _ = try checked("pipe2", unsafe pcs_pipe(&ends))
    return (Descriptor(ends[0]), Descriptor(ends[1]))
  }

  /// Two connected ends, closed on execution.
  static func socketPair() throws(SystemError) -> (Descriptor, Descriptor) {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      throw SystemError("socketpair", errno)
    }
    return (Descriptor(ends[0]), Descriptor(ends[1]))
  }

  /// A process's descriptor: readable when it has ended.
  public static func process(_ process: Int32) throws(SystemError) -> Descriptor {
    Descriptor(Int32(truncatingIfNeeded: try checked("pidfd_open", pcs_pidfd_open(process))))
  }

  /// Of a process: it has ended, and its number may become another's.
  var hasEnded: Bool { Self.poll([self], milliseconds: 0).first == true }

  /// Sends a process's signal; nothing when it has ended.
  func send(signal: Int32) { _ = pcs_pidfd_send_signal(number, signal) }

  /// Waits until one of the descriptors is readable; gives back which are.
  public static func poll(_ descriptors: [Descriptor], milliseconds: Int) -> [Bool] {
    var entries = descriptors.map { pollfd(fd: $0.number, events: Int16(POLLIN), revents: 0) }
    let time = Int32(clamping: milliseconds)
    let count = unsafe Glibc.poll(&entries, nfds_t(entries.count), time)
    return entries.map { count > 0 && $0.revents != 0 }
  }
}

/// The result of a shim: throws when it is a negative `errno`.
func checked(_ call: String, _ result: Int) throws(SystemError) -> Int {
  guard result >= 0 else { throw SystemError(call, Int32(truncatingIfNeeded: -result)) }
  return result
}
