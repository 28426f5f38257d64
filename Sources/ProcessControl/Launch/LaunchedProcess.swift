import CPanicScopeShims
import Glibc

/// How a process ended.
public enum ProcessEnding: Sendable, Hashable {
  case exited(Int32)
  case signalled(Int32)

  init(status: Int32) {
    let signal = status & 0x7f
    self = signal == 0 ? .exited(status >> 8 & 0xff) : .signalled(signal)
  }

  /// As a shell gives it: 128 + n for a signal.
  public var shellStatus: Int32 {
    switch self {
    case .exited(let status): status
    case .signalled(let signal): 128 &+ signal
    }
  }
}

/// A program started by us, as our child: it stands before its first instruction until ``resume()``,
/// and ends if this tool ends before.
@safe
public final class LaunchedProcess {
  public let process: Int32
  /// Readable when the process has ended.
  public let descriptor: Descriptor
  private var gate: Descriptor?
  private let failure: Descriptor
  private var end: ProcessEnding?
  /// What `/proc` told of it between its death and the moment when its end was asked for.
  public private(set) var statusAtEnd: ProcessStatus?

  /// Forks; `path` is executed later with `arguments` (the first is the program's name) and this
  /// process's environment and streams.
  public init(path: String, arguments: [String]) throws(SystemError) {
    let (gateReader, gateWriter) = try Descriptor.pipe()
    let (failureReader, failureWriter) = try Descriptor.pipe()
    var words = unsafe arguments.map { unsafe strdup($0) }
    unsafe words.append(nil)
    defer { for index in unsafe words.indices { unsafe free(words[index]) } }
    // The child's ends must not be closed before the child has them.
    let result = withExtendedLifetime((gateReader, failureWriter)) {
      unsafe words.withUnsafeMutableBufferPointer { words in
        unsafe pcs_launch(
          path, words.baseAddress, environ, gateReader.number, gateWriter.number,
          failureWriter.number)
      }
    }
    process = Int32(truncatingIfNeeded: try checked("fork", result))
    descriptor = try Descriptor.process(process)
    gate = gateWriter
    failure = failureReader
  }

  /// Lets the program begin; throws when it cannot be executed.
  public func resume() throws(SystemError) {
    guard let gate else { return }
    var byte: UInt8 = 1
    let written = unsafe write(gate.number, &byte, 1)
    self.gate = nil
    guard written == 1 else { throw SystemError("write", errno) }
    var code: Int32 = 0
    // The execution closes the other end.
    let count = unsafe read(failure.number, &code, MemoryLayout<Int32>.size)
    if count == MemoryLayout<Int32>.size {
      _ = wait()
      throw SystemError("execve", code)
    }
  }

  /// How it ended; nil while it runs.
  public func poll() -> ProcessEnding? { reap(options: WNOHANG) }

  /// Waits for its end.
  public func wait() -> ProcessEnding? { reap(options: 0) }

  private func reap(options: Int32) -> ProcessEnding? {
    if let end { return end }
    if let told = ProcessStatus(process: process), told.isZombie { statusAtEnd = told }
    var status: Int32 = 0
    var result: Int32
    repeat { result = unsafe waitpid(process, &status, options) } while result < 0 && errno == EINTR
    if result == process { end = ProcessEnding(status: status) }
    return end
  }
}
