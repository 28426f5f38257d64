import ByteReading
import CPanicScopeShims
import Glibc

/// A program to be started: file, arguments, environment and streams.
public struct LaunchedCommand: Sendable {
  /// What one of its standard streams is.
  public enum Stream: Sendable, Hashable {
    case inherited
    case null
    /// Created, or appended to.
    case file(String)
  }

  /// The executable file.
  public var path: String
  /// With the program's name first.
  public var arguments: [String]
  /// `NAME=VALUE`; nil for this process's own.
  public var environment: [String]?
  public var directory: String?
  public var input = Stream.inherited
  public var output = Stream.inherited
  public var errors = Stream.inherited

  public init(path: String, arguments: [String]) {
    self.path = path
    self.arguments = arguments
  }

  /// The file that a shell would run for `name`: itself when it has a slash, else the first in
  /// `PATH` that can be executed.
  public static func find(_ name: String) -> String? {
    if name.contains("/") { return name }
    let folders = Host.environment("PATH") ?? "/usr/local/bin:/usr/bin:/bin"
    for folder in folders.split(separator: ":", omittingEmptySubsequences: false) {
      let path = (folder.isEmpty ? "." : String(folder)) + "/" + name
      let status = try? FileStatus(path: path, followingLinks: true)
      if status?.kind == .regular, unsafe access(path, X_OK) == 0 { return path }
    }
    return nil
  }

  /// Starts it; it stands (SIGSTOP) before its `execve`, whose failure comes out of `failure`.
  func launch(failure: Int32) throws(SystemError) -> Int32 {
    var opened: [Int32] = []
    defer { for descriptor in opened { close(descriptor) } }
    func descriptor(_ stream: Stream, writing: Bool) throws(SystemError) -> Int32 {
      let path: String
      switch stream {
      case .inherited: return -1
      case .null: path = "/dev/null"
      case .file(let name): path = name
      }
      let flags = writing ? O_WRONLY | O_CREAT | O_APPEND : O_RDONLY
      let descriptor = unsafe open(path, flags | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw SystemError("open \(path)", errno) }
      opened.append(descriptor)
      return descriptor
    }
    let input = try descriptor(input, writing: false)
    let output = try descriptor(output, writing: true)
    let errors = try descriptor(errors, writing: true)
    let result = unsafe arguments.withCStrings { arguments in
      unsafe (environment ?? Self.ownEnvironment).withCStrings { environment in
        unsafe pcs_launch_stopped(
          path, arguments, environment, directory, input, output, errors, failure)
      }
    }
    guard result > 0 else { throw SystemError("fork", Int32(truncatingIfNeeded: -result)) }
    return Int32(truncatingIfNeeded: result)
  }

  private static var ownEnvironment: [String] {
    var lines: [String] = []
    var place = unsafe environ
    while let line = unsafe place.pointee {
      lines.append(unsafe String(cString: line))
      unsafe place += 1
    }
    return lines
  }
}
