import Glibc

/// Standard output or standard error.
public struct HostStream: Sendable {
  let descriptor: Int32
  public static let output = HostStream(descriptor: 1)
  public static let error = HostStream(descriptor: 2)

  public var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Writes all bytes; throws the system's `errno` (`EPIPE` when nobody reads any more).
  public func write(_ bytes: [UInt8]) throws(HostError) { try writeAll(bytes, to: descriptor) }

  /// To be called before anything is opened: a stream that the caller closed would else share its
  /// number with the next file. Also lets a write to a pipe that nobody reads fail with `EPIPE`
  /// instead of ending the process.
  public static func prepare() {
    var descriptor: Int32 = 0
    repeat { descriptor = unsafe open("/dev/null", O_RDWR) } while (0...2).contains(descriptor)
    if descriptor > 2 { close(descriptor) }
    signal(SIGPIPE, SIG_IGN)
  }
}

func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws(HostError) {
  var done = 0
  while done < bytes.count {
    let rest = bytes[done...]
    let count = unsafe rest.withUnsafeBytes { buffer in
      unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
    }
    if count < 0 && errno == EINTR { continue }
    guard count >= 0 else { throw HostError(errno) }
    done += count
  }
}
