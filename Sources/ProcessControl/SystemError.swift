import Glibc

/// A system call on a process that failed.
public struct SystemError: Error, Hashable, Sendable {
  /// What was tried: `process_vm_readv`.
  public var call: String
  /// `errno`
  public var code: Int32

  public init(_ call: String, _ code: Int32) {
    self.call = call
    self.code = code
  }

  /// The process does not exist (any more).
  public var isNoSuchProcess: Bool { code == ESRCH }
  public var isInvalidArgument: Bool { code == EINVAL }
  /// Another has what was wanted.
  public var isBusy: Bool { code == EBUSY }
  public var isNotPermitted: Bool { code == EPERM || code == EACCES }

  /// `bpf: Operation not permitted`
  public var text: String { "\(call): \(Self.words(code))" }

  static func words(_ code: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard unsafe strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
