import CPanicScopeShims
import Glibc

/// Another program, run to its end.
public enum ChildProcess {
  public struct Result: Sendable {
    /// As a shell tells it: 128 and the signal's number for one that was killed.
    public var status: Int32
    /// The signal that killed it; nil for one that ended by itself.
    public var signal: Int32?
    /// What it wrote to standard output and standard error, at most a megabyte.
    public var output: String
    /// The limit that it broke, for which it was killed.
    public var brokenLimit: BrokenLimit?
  }

  /// Variables that stand in place of those of this process.
  public typealias Environment = [String: String]

  /// What a program may use; it and all that it started are killed beyond.
  public struct Limits: Sendable {
    public var seconds: Double
    /// Bytes.
    public var output: Int
    public init(seconds: Double, output: Int = mostOutput) {
      self.seconds = seconds
      self.output = output
    }
  }

  public enum BrokenLimit: Sendable, Hashable { case time, output }

  public static let mostOutput = 1 << 20

  /// Runs `program`, which is looked for in PATH unless it has a slash, in `folder`.
  ///
  /// - Parameter limits: without them it may run as long as it wants, and gets the signals of the
  ///   terminal as this process does; with them it leads a process group of its own.
  public static func run(
    _ program: String, _ arguments: [String], environment: Environment = [:], folder: String,
    outputFile: String, limits: Limits? = nil
  ) throws(HostError) -> Result {
    let process = try spawn(
      program, arguments, environment, folder: folder, outputFile: outputFile,
      ownGroup: limits != nil)
    var status: Int32 = 0
    var broken: BrokenLimit?
    if let limits {
      broken = try wait(process, limits, outputFile: outputFile, &status)
    } else {
      while unsafe waitpid(process, &status, 0) < 0 {
        guard errno == EINTR else { throw HostError(errno) }
      }
    }
    let output = Host.beginning(of: outputFile, bytes: mostOutput)
    let signal = status & 0x7F
    return Result(
      status: signal == 0 ? status >> 8 & 0xFF : 128 &+ signal, signal: signal == 0 ? nil : signal,
      output: String(decoding: output, as: UTF8.self), brokenLimit: broken)
  }

  private static func spawn(
    _ program: String, _ arguments: [String], _ environment: Environment, folder: String,
    outputFile: String, ownGroup: Bool
  ) throws(HostError) -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    guard unsafe posix_spawn_file_actions_init(&actions) == 0 else { throw HostError(ENOMEM) }
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(
      &actions, 1, outputFile, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)
    unsafe pcs_spawn_in_folder(&actions, folder)
    var attributes = posix_spawnattr_t()
    guard unsafe posix_spawnattr_init(&attributes) == 0 else { throw HostError(ENOMEM) }
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    if ownGroup {
      unsafe posix_spawnattr_setpgroup(&attributes, 0)
      unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    }

    var words = unsafe ([program] + arguments).map { unsafe strdup($0) }
    unsafe words.append(nil)
    var variables = unsafe merged(environment).map { unsafe strdup($0) }
    unsafe variables.append(nil)
    defer {
      for index in unsafe words.indices { unsafe free(words[index]) }
      for index in unsafe variables.indices { unsafe free(variables[index]) }
    }
    var process: pid_t = 0
    let error = unsafe posix_spawnp(&process, program, &actions, &attributes, words, variables)
    guard error == 0 else { throw HostError(error) }
    return process
  }

  /// Waits for the end, and brings it about once a limit is broken.
  private static func wait(
    _ process: pid_t, _ limits: Limits, outputFile: String, _ status: inout Int32
  ) throws(HostError) -> BrokenLimit? {
    let begin = Host.monotonicSeconds
    var pause: UInt32 = 200
    var broken: BrokenLimit?
    while true {
      let result = unsafe waitpid(process, &status, WNOHANG)
      if result < 0 && errno != EINTR { throw HostError(errno) }
      if result == process {
        // What it started may live on.
        kill(-process, SIGKILL)
        return broken
      }
      if broken == nil {
        if Host.monotonicSeconds - begin > limits.seconds {
          broken = .time
        } else if let size = try? FileStatus(path: outputFile, followingLinks: true).size,
          size > limits.output
        {
          broken = .output
        }
        if broken != nil { kill(-process, SIGKILL) }
      }
      usleep(pause)
      pause = min(pause * 2, 20_000)
    }
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
