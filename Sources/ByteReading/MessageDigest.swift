import CMessageDigest

/// SHA-256 (FIPS 180-4) by libmd.
public enum MessageDigest {
  /// The digest in lower-case hexadecimal, 64 characters.
  public static func sha256(_ bytes: RawSpan) -> String {
    var context = SHA2_CTX()
    unsafe SHA256Init(&context)
    unsafe bytes.withUnsafeBytes { buffer in
      let start = unsafe buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
      unsafe SHA256Update(&context, start, buffer.count)
    }
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    unsafe digest.withUnsafeMutableBufferPointer { buffer in
      unsafe SHA256Final(buffer.baseAddress, &context)
    }
    return digest.span.rawBytes.hexadecimalText()
  }
}
