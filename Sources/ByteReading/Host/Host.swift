import CPanicScopeShims
import Glibc

/// What the operating system tells a program of itself, without Foundation and without pointers.
public enum Host {
  /// The words that this program was started with, without its own name.
  public static var arguments: [String] {
    guard var place = unsafe pcs_program_arguments() else {
      return Array(CommandLine.arguments.dropFirst())
    }
    var words: [String] = []
    while let word = unsafe place.pointee {
      words.append(unsafe String(cString: word))
      unsafe place += 1
    }
    return Array(words.dropFirst())
  }

  /// Names in a folder, sorted by their bytes, without `.` and `..`.
  public static func entries(of folder: String) throws(HostError) -> [String] {
    guard let stream = unsafe opendir(folder) else { throw HostError(errno) }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
        unsafe field.withMemoryRebound(to: CChar.self, capacity: 256) { text in
          unsafe String(cString: text)
        }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The bytes of a file of at most `limit` bytes, read (not mapped).
  public static func contents(of path: String, limit: Int) throws(HostError) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw HostError(errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe read(descriptor, &block, block.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw HostError(errno) }
      if count == 0 { return bytes }
      bytes.append(contentsOf: block.prefix(count))
      if bytes.count > limit { throw HostError(EFBIG) }
    }
  }

  /// Whether `path` is a regular file with the first bytes of an ELF, PE or Mach-O file.
  public static func isExecutableFormat(_ path: String) -> Bool {
    let status = try? FileStatus(path: path, followingLinks: true)
    guard status?.kind == .regular else { return false }
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var start = [UInt8](repeating: 0, count: 4)
    guard unsafe read(descriptor, &start, 4) == 4 else { return false }
    switch (start[0], start[1], start[2], start[3]) {
    case (0x7F, 0x45, 0x4C, 0x46), (0xCF, 0xFA, 0xED, 0xFE), (0xCE, 0xFA, 0xED, 0xFE),
      (0xCA, 0xFE, 0xBA, 0xBE), (0x4D, 0x5A, _, _):
      return true
    default: return false
    }
  }

  /// Absolute; nil where it has been removed.
  public static var workingDirectory: String? {
    guard let path = unsafe getcwd(nil, 0) else { return nil }
    defer { unsafe free(path) }
    return unsafe String(cString: path)
  }

  /// A variable of the environment; nil when unset.
  public static func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }

  /// Seconds since 1970-01-01 00:00:00 UTC.
  public static var secondsSinceEpoch: Int {
    var now = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &now)
    return Int(now.tv_sec)
  }

  /// CPU seconds that this process has used so far.
  public static var processorSeconds: Double {
    var used = timespec()
    unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used)
    return Double(used.tv_sec) + Double(used.tv_nsec) / 1e9
  }

  /// Processors that are online, at least 1.
  public static var processors: Int {
    Swift.max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  }
}
