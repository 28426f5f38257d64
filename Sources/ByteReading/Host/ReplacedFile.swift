import Glibc

/// A file that gets its new contents all at once: they are written beside it and take its name in
/// `commit`. Until then, and when anything fails, the old file stays as it was.
///
/// What is no regular file (a pipe, `/dev/stdout`) cannot be replaced and is written directly.
@safe
public final class ReplacedFile {
  private let path: String
  /// The name beside the file; nil where the file is written directly.
  private let temporary: String?
  /// Whether `temporary` names a file. Where the file system has files without a name, only while
  /// it takes the other's place: an end by a signal leaves nothing behind.
  private var isLinked = false
  private var descriptor: Int32

  /// `__O_TMPFILE | O_DIRECTORY`, which is too much of a macro to be imported.
  private static let unnamedFlag: Int32 = 0o20_000_000 | O_DIRECTORY

  public init(path: String) throws(HostError) {
    // Where the path is a symbolic link, its target is replaced and the link stays.
    let target = Self.resolved(path) ?? path
    self.path = target
    let old = try? FileStatus(path: target, followingLinks: true)
    if let old, old.kind != .regular {
      guard old.kind != .directory else { throw HostError(EISDIR) }
      temporary = nil
      descriptor = unsafe open(target, O_WRONLY | O_CLOEXEC)
    } else {
      let name = "\(target).\(getpid()).tmp"
      temporary = name
      descriptor = Self.unnamedFile(beside: target)
      if descriptor < 0 {
        descriptor = unsafe open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        isLinked = descriptor >= 0
      }
    }
    guard descriptor >= 0 else { throw HostError(errno) }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    if let temporary, isLinked { unsafe unlink(temporary) }
  }

  public func write(_ bytes: [UInt8]) throws(HostError) { try writeAll(bytes, to: descriptor) }

  /// Makes the new contents the file's; to be called once, at the end.
  ///
  /// - Parameter waitsForDisk: false where the end must not wait for a busy disk: should the machine lose
  ///   power right after, the new file may be empty.
  public func commit(waitsForDisk: Bool = true) throws(HostError) {
    guard let temporary else { return }
    var status = stat()
    if unsafe stat(path, &status) == 0 { fchmod(descriptor, status.st_mode & 0o777) }
    if waitsForDisk {
      guard fsync(descriptor) == 0 || errno == EINVAL else { throw HostError(errno) }
    }
    if !isLinked {
      let number = "/proc/self/fd/\(descriptor)"
      guard unsafe linkat(AT_FDCWD, number, AT_FDCWD, temporary, AT_SYMLINK_FOLLOW) == 0 else {
        throw HostError(errno)
      }
      isLinked = true
    }
    guard unsafe rename(temporary, path) == 0 else { throw HostError(errno) }
    isLinked = false
  }

  /// A file without a name in the folder of `path`; negative where there is no such thing.
  private static func unnamedFile(beside path: String) -> Int32 {
    guard unsafe access("/proc/self/fd", X_OK) == 0 else { return -1 }
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    return unsafe open(folder, O_WRONLY | unnamedFlag | O_CLOEXEC, 0o666)
  }

  private static func resolved(_ path: String) -> String? {
    guard let text = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(text) }
    return unsafe String(cString: text)
  }
}
