import Glibc

extension Host {
  /// Makes a folder and those around it.
  public static func makeFolders(_ path: String) throws(HostError) {
    var made = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      made += "/" + part
      if unsafe mkdir(made, 0o777) != 0 && errno != EEXIST { throw HostError(errno) }
    }
    guard try FileStatus(path: path, followingLinks: true).kind == .directory else {
      throw HostError(ENOTDIR)
    }
  }

  /// Removes a file, or a folder with all that is in it; symbolic links are not followed.
  public static func remove(_ path: String) {
    if (try? FileStatus(path: path, followingLinks: false))?.kind == .directory {
      for name in (try? entries(of: path)) ?? [] { remove(path + "/" + name) }
      unsafe rmdir(path)
    } else {
      unsafe unlink(path)
    }
  }

  /// What a symbolic link says; nil for anything else.
  public static func linkTarget(_ path: String) -> String? {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe buffer.withUnsafeMutableBytes { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) { text in
        unsafe readlink(path, text.baseAddress.unsafelyUnwrapped, text.count)
      }
    }
    return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
  }

  /// Gives a file or folder another name in the same file system.
  public static func rename(_ path: String, to other: String) throws(HostError) {
    guard unsafe Glibc.rename(path, other) == 0 else { throw HostError(errno) }
  }

  /// Writes a new file, or replaces an old one.
  public static func write(_ text: String, to path: String) throws(HostError) {
    let file = try ReplacedFile(path: path)
    try file.write(Array(text.utf8))
    try file.commit()
  }

  /// The first bytes of a file; none when it cannot be read.
  public static func beginning(of path: String, bytes limit: Int) -> [UInt8] {
    guard let input = try? HostInput(path: path) else { return [] }
    var bytes: [UInt8] = []
    while bytes.count < limit, let block = try? input.next() { bytes += block }
    return bytes.count > limit ? Array(bytes.prefix(limit)) : bytes
  }

  /// Seconds of a clock that nobody sets.
  public static var monotonicSeconds: Double {
    var now = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
  }

  /// Whether this process may execute the file.
  public static func isExecutable(_ path: String) -> Bool { unsafe access(path, X_OK) == 0 }

  /// Where a program of this name lies in PATH; the name itself where it has a slash.
  public static func find(program name: String) -> String? {
    if name.contains("/") { return isExecutable(name) ? name : nil }
    let folders = (environment("PATH") ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
    return folders.map { $0 + "/" + name }.first { path in
      isExecutable(path)
        && (try? FileStatus(path: path, followingLinks: true).kind) == .regular
    }
  }
}
