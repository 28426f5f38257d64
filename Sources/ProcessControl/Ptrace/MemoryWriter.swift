import Glibc

/// Writes to the memory of a traced process, its code too, through `/proc/PID/mem`.
///
/// The file belongs to the memory that the process has when it is opened: another is needed after
/// an `execve`.
final class MemoryWriter {
  private let descriptor: Int32

  init(process: Int32) throws(SystemError) {
    let path = "/proc/\(process)/mem"
    descriptor = unsafe open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError("open \(path)", errno) }
  }

  deinit { close(descriptor) }

  func write(_ bytes: [UInt8], at address: UInt64) throws(SystemError) {
    guard let offset = off_t(exactly: address) else { throw SystemError("pwrite", EFAULT) }
    let count = unsafe bytes.withUnsafeBytes { buffer in
      unsafe pwrite(descriptor, buffer.baseAddress, buffer.count, offset)
    }
    // Nothing at all is written when the process has given up its memory: it has ended.
    guard count == bytes.count else {
      throw SystemError("pwrite", count < 0 ? errno : count == 0 ? ESRCH : EFAULT)
    }
  }
}
