import Glibc

/// Standard output or standard error.
public struct HostStream: Sendable {
  let descriptor: Int32
  public static let output = HostStream(descriptor: 1)
  public static let error = HostStream(descriptor: 2)

  /// In words: `standard output`.
  public var name: String { descriptor == 2 ? "standard error" : "standard output" }
  public var isTerminal: Bool { isatty(descriptor) == 1 }
  /// What is written can arrive somewhere: the caller did not close the stream.
  public var isOpen: Bool {
    let flags = fcntl(descriptor, F_GETFL)
    return flags >= 0 && flags & O_ACCMODE != O_RDONLY
  }

  /// How many characters a line of the terminal has; nil for anything but a terminal, and where it does not tell.
  public var columns: Int? {
    var size = winsize()
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return nil
    }
    return Int(size.ws_col)
  }

  /// Writes all bytes; throws the system's `errno` (`EPIPE` when nobody reads any more).
  public func write(_ bytes: [UInt8]) throws(HostError) { try writeAll(bytes, to: descriptor) }

  /// To be called before anything is opened: a stream that the caller closed would else share its
  /// number with the next file. What takes its place fails as the closed stream would, so that no
  /// report is lost in silence. Also lets a write to a pipe that nobody reads fail with `EPIPE`, and one beyond the greatest size of a
  /// file with `EFBIG`, instead of ending the process.
  public static func prepare() {
    for (descriptor, mode) in [(Int32(0), O_WRONLY), (1, O_RDONLY), (2, O_RDONLY)]
    where fcntl(descriptor, F_GETFD) < 0 {
      let opened = unsafe open("/dev/null", mode)
      if opened > descriptor { close(opened) }
    }
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    // The Swift runtime would take SIGQUIT for a crash.
    signal(SIGQUIT, SIG_DFL)
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
