import CPanicScopeShims
import Glibc

/// A command that a shell runs beside us, without its output; complaints come on our standard error.
///
/// All that it starts, unless that leaves its process group, ends with the value of this type, and with
/// this process, however that ends: a keeper between this process and the shell sees to it.
@safe
public final class ShellCommand {
  /// The keeper, a child of the thread that made it, whose stops are never waited for.
  private let keeper: pid_t
  /// The keeper tells through it that the shell has ended, and knows by its end that we have.
  private let line: Descriptor

  public init(_ text: String) throws(SystemError) {
    let (own, other) = try Descriptor.socketPair()
    let texts = ["/bin/sh", "-c", text]
    let result = withExtendedLifetime(other) {
      unsafe texts.withCStrings { arguments in
        unsafe pcs_run_kept(arguments, environ, other.number)
      }
    }
    keeper = pid_t(truncatingIfNeeded: try checked("fork", result))
    line = own
  }

  public var hasEnded: Bool { Descriptor.poll([line], milliseconds: 0).first == true }

  deinit {
    kill(-keeper, SIGKILL)
    var status: Int32 = 0
    // It may have been waited for already, as a child like any other.
    unsafe waitpid(keeper, &status, 0)
  }
}

extension [String] {
  /// Calls `body` with the texts as a C array of C strings that ends with NULL.
  @unsafe
  func withCStrings<Result>(
    _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    var pointers: [UnsafeMutablePointer<CChar>?] = unsafe map { unsafe strdup($0) }
    unsafe pointers.append(nil)
    defer { unsafe pointers.forEach { unsafe free($0) } }
    return unsafe pointers.withUnsafeBufferPointer { buffer in
      // Never empty: it ends with NULL.
      unsafe body(buffer.baseAddress.unsafelyUnwrapped)
    }
  }
}
