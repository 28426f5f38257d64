import Glibc

/// A command that a shell runs beside us, without its output; complaints come on our standard error.
///
/// It is a child of the thread that makes it, but a stop of it is never waited for.
@safe
public final class ShellCommand {
  private let process: pid_t

  public init(_ text: String) throws(SystemError) {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    // A group of its own, so that all it starts can be ended; SIGPIPE, which we ignore, as usual.
    var usual = sigset_t()
    unsafe sigemptyset(&usual)
    unsafe sigaddset(&usual, SIGPIPE)
    unsafe posix_spawnattr_setsigdefault(&attributes, &usual)
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    unsafe posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF))
    var child: pid_t = 0
    var failure: Int32 = 0
    let texts = ["sh", "-c", text]
    unsafe texts.withCStrings { arguments in
      failure = unsafe posix_spawn(&child, "/bin/sh", &actions, &attributes, arguments, environ)
    }
    guard failure == 0 else { throw SystemError("posix_spawn", failure) }
    process = child
  }

  /// Once a stop or end of any child of the thread was waited for.
  public var hasEnded: Bool { kill(process, 0) != 0 }

  deinit {
    kill(-process, SIGKILL)
    var status: Int32 = 0
    // The shell may have been waited for already, as a child like any other.
    unsafe waitpid(process, &status, 0)
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
