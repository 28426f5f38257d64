import Glibc

/// What the operating system answered instead of doing as asked.
public struct HostError: Error, Hashable, Sendable {
  /// `errno`
  public var code: Int32
  public init(_ code: Int32) { self.code = code }

  /// Nobody reads the other end of the pipe any more.
  public var isClosedPipe: Bool { code == EPIPE }

  /// More bytes than the reader was willing to take.
  public var isTooLarge: Bool { code == EFBIG }

  /// The system's words, such as `No such file or directory`.
  public var message: String {
    if code == EBADF { return "it is closed" }
    var buffer = [CChar](repeating: 0, count: 256)
    guard unsafe strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
