import CZlib

/// Decompression of zlib data (RFC 1950) by zlib.
public enum Inflation {
  /// The decompressed bytes; nil when they are not exactly `size`, or more than `limit`.
  public static func inflate(_ bytes: RawSpan, size: UInt64, limit: Int) -> [UInt8]? {
    guard let size = Int(exactly: size), size <= limit, let length = uLong(exactly: bytes.byteCount)
    else { return nil }
    var output = [UInt8](repeating: 0, count: size)
    var written = uLongf(size)
    let status = unsafe output.withUnsafeMutableBufferPointer { target in
      unsafe bytes.withUnsafeBytes { source in
        unsafe uncompress(
          target.baseAddress, &written, source.bindMemory(to: UInt8.self).baseAddress, length)
      }
    }
    return status == Z_OK && written == uLongf(size) ? output : nil
  }
}
