import Glibc

/// A file that gets its new contents all at once: they are written beside it and take its name in
/// `commit`. Until then, and when anything fails, the old file stays as it was.
///
/// What is no regular file (a pipe, `/dev/stdout`) cannot be replaced and is written directly.
@safe
public final class ReplacedFile {
  private let path: String
  private let temporary: String?
  private var descriptor: Int32

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
      descriptor = unsafe open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    }
    guard descriptor >= 0 else { throw HostError(errno) }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    if let temporary { unsafe unlink(temporary) }
  }

  public func write(_ bytes: [UInt8]) throws(HostError) { try writeAll(bytes, to: descriptor) }

  /// Makes the new contents the file's; to be called once, at the end.
  public func commit() throws(HostError) {
    guard let temporary else { return }
    var status = stat()
    if unsafe stat(path, &status) == 0 { fchmod(descriptor, status.st_mode & 0o777) }
    guard fsync(descriptor) == 0 || errno == EINVAL, unsafe rename(temporary, path) == 0 else {
      throw HostError(errno)
    }
  }

  private static func resolved(_ path: String) -> String? {
    guard let text = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(text) }
    return unsafe String(cString: text)
  }
}
