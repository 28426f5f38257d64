/// Why bytes could not be read.
public struct ByteError: Error, Hashable, Sendable {
  public enum Code: Hashable, Sendable {
    /// Fewer bytes are left than the value needs.
    case endOfBytes
    /// A variable-length integer that does not fit in 64 bits.
    case integerTooLong
    /// The file cannot be opened, is no regular file, or cannot be mapped; the system's `errno`.
    case system(Int32)
    /// The path names a directory, a device or another thing that is no regular file.
    case notARegularFile
    /// The file became shorter while it was read.
    case truncatedWhileRead
  }
  public var code: Code
  /// Offset in the bytes at which the failed read began; 0 for a file that cannot be opened.
  public var offset: Int

  @inlinable
  public init(_ code: Code, at offset: Int = 0) {
    self.code = code
    self.offset = offset
  }
}
