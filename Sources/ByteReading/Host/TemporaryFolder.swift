import Glibc

/// A folder of its own for what is of no use afterwards; it goes with the value, with all in it.
@safe
public final class TemporaryFolder {
  public let path: String

  public init() throws(HostError) {
    let parent = Host.environment("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    var template = Array((parent + "/panicscope-XXXXXX").utf8CString)
    let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
      unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) } != nil
    }
    guard made else { throw HostError(errno) }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit { Host.remove(path) }
}
