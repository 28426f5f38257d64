import CMessageDigest

/// SHA-256 (FIPS 180-4) by libmd.
public enum MessageDigest {
  /// The digest in lower-case hexadecimal, 64 characters.
  public static func sha256(_ bytes: RawSpan) -> String {
    var context = SHA2_CTX()
    unsafe SHA256Init(&context)
    add(bytes, to: &context)
    return text(&context)
  }

  /// The digest of a file, in lower-case hexadecimal; nil when it became shorter meanwhile.
  ///
  /// - Parameter advanced: hears how many bytes are done, every few milliseconds.
  public static func sha256(_ file: MappedFile, advanced: (Int) -> Void) -> String? {
    var context = SHA2_CTX()
    unsafe SHA256Init(&context)
    var done = 0
    while let rest = ByteRange(offset: done, count: file.count &- done), !rest.isEmpty {
      let block = rest.part(from: 0, count: min(rest.count, blockSize)) ?? rest
      add(file.bytes.extracting(block.range), to: &context)
      // A file may be longer than memory, and with one that is gone it would go on over zeros.
      file.release(block)
      guard !file.wasTruncated else { return nil }
      done = block.end
      advanced(done)
    }
    return text(&context)
  }

  private static let blockSize = 8 << 20

  private static func add(_ bytes: RawSpan, to context: inout SHA2_CTX) {
    unsafe bytes.withUnsafeBytes { buffer in
      let start = unsafe buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
      unsafe SHA256Update(&context, start, buffer.count)
    }
  }

  private static func text(_ context: inout SHA2_CTX) -> String {
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    unsafe digest.withUnsafeMutableBufferPointer { buffer in
      unsafe SHA256Final(buffer.baseAddress, &context)
    }
    return digest.span.rawBytes.hexadecimalText()
  }
}
