import Glibc

/// A file, a pipe or standard input, read from beginning to end in blocks.
@safe
public final class HostInput {
  private let descriptor: Int32
  private let isOwned: Bool
  private static let blockSize = 256 << 10

  /// Opens the file or pipe at `path`; waits for a pipe's writer.
  public init(path: String) throws(HostError) {
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    isOwned = true
    guard descriptor >= 0 else { throw HostError(errno) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw HostError(errno) }
    if status.st_mode & S_IFMT == S_IFDIR { throw HostError(EISDIR) }
  }

  private init(descriptor: Int32) {
    self.descriptor = descriptor
    isOwned = false
  }

  public static func standardInput() -> HostInput { HostInput(descriptor: 0) }

  /// Somebody types, or would have to.
  public var isTerminal: Bool { isatty(descriptor) == 1 }

  deinit { if isOwned && descriptor >= 0 { close(descriptor) } }

  /// The next bytes, as many as are there; nil at the end.
  public func next() throws(HostError) -> [UInt8]? {
    while true {
      var failure: Int32 = 0
      let block = unsafe [UInt8](unsafeUninitializedCapacity: Self.blockSize) { buffer, count in
        let length = unsafe read(descriptor, buffer.baseAddress, Self.blockSize)
        if length < 0 { failure = errno }
        count = max(0, length)
      }
      if failure == EINTR { continue }
      guard failure == 0 else { throw HostError(failure) }
      return block.isEmpty ? nil : block
    }
  }
}
