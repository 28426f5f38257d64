import CPanicScopeShims
import Glibc

/// Another program, run to its end.
public enum ChildProcess {
  public struct Result: Sendable {
    /// As a shell tells it: 128 and the signal's number for one that was killed.
    public var status: Int32
    /// What it wrote to standard output and standard error, at most a megabyte.
    public var output: String
  }

  /// Variables that stand in place of those of this process.
  public typealias Environment = [String: String]

  private static let mostOutput = 1 << 20

  /// Runs `program`, which is looked for in PATH unless it has a slash, in `folder`.
  public static func run(
    _ program: String, _ arguments: [String], environment: Environment = [:], folder: String,
    outputFile: String
  ) throws(HostError) -> Result {
    var actions = unsafe posix_spawn_file_actions_t()
    guard unsafe posix_spawn_file_actions_init(&actions) == 0 else { throw HostError(ENOMEM) }
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(
      &actions, 1, outputFile, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)
    unsafe pcs_spawn_in_folder(&actions, folder)

    var words = unsafe ([program] + arguments).map { unsafe strdup($0) }
    unsafe words.append(nil)
    var variables = unsafe merged(environment).map { unsafe strdup($0) }
    unsafe variables.append(nil)
    defer {
      for index in unsafe words.indices { unsafe free(words[index]) }
      for index in unsafe variables.indices { unsafe free(variables[index]) }
    }
    var process: pid_t = 0
    let error = unsafe posix_spawnp(&process, program, &actions, nil, words, variables)
    guard error == 0 else { throw HostError(error) }
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { throw HostError(errno) }
    }
    let output = (try? Host.contents(of: outputFile, limit: mostOutput)) ?? []
    let signal = status & 0x7F
    return Result(
      status: signal == 0 ? status >> 8 & 0xFF : 128 &+ signal,
      output: String(decoding: output, as: UTF8.self))
  }

  private static func merged(_ changes: Environment) -> [String] {
    var result: [String] = []
    var entry = unsafe environ
    while let text = unsafe entry.pointee {
      let variable = unsafe String(cString: text)
      let name = String(variable.prefix { $0 != "=" })
      if changes[name] == nil { result.append(variable) }
      unsafe entry += 1
    }
    return result + changes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
  }
}

/// A folder of its own for what is of no use afterwards; it goes with the value.
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

  deinit {
    for name in (try? Host.entries(of: path)) ?? [] { unsafe unlink(path + "/" + name) }
    unsafe rmdir(path)
  }
}
