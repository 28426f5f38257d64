import CPanicScopeShims
import Glibc

/// Memory of another process, read while it runs or stands still.
public struct RemoteMemory: Sendable {
  public let process: Int32
  public init(process: Int32) { self.process = process }

  /// The `count` bytes at `address`; throws when not all of them can be read.
  public func bytes(at address: UInt64, count: Int) throws(SystemError) -> [UInt8] {
    guard count > 0 else { return [] }
    guard address &+ UInt64(count) >= address else { throw SystemError("process_vm_readv", EFAULT) }
    var failure: Int32 = 0
    let buffer = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let read = unsafe pcs_process_read(process, address, buffer.baseAddress, count)
      failure = read < 0 ? Int32(truncatingIfNeeded: -read) : read < count ? EFAULT : 0
      filled = Swift.max(0, read)
    }
    guard failure == 0 else { throw SystemError("process_vm_readv", failure) }
    return buffer
  }
}
