import Glibc

/// What a path names, as `stat(2)` tells.
public struct FileStatus: Hashable, Sendable {
  public enum Kind: Hashable, Sendable { case regular, directory, symbolicLink, other }
  public var kind: Kind
  /// Bytes; 0 if the system names a size that does not fit.
  public var size: Int
  /// Two paths with the same identity name the same file.
  public var identity: Identity
  /// Who runs the file runs it as its owner, or with its group, where that is somebody else.
  public var changesRights: Bool

  public struct Identity: Hashable, Sendable {
    public var device: UInt64
    public var inode: UInt64
  }

  /// Asks for what `path` names; a symbolic link itself where links are not followed.
  public init(path: String, followingLinks: Bool) throws(HostError) {
    var status = stat()
    let result = unsafe followingLinks ? stat(path, &status) : lstat(path, &status)
    guard result == 0 else { throw HostError(errno) }
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .directory
      case S_IFLNK: .symbolicLink
      default: .other
      }
    size = Int(exactly: status.st_size) ?? 0
    let mode = status.st_mode
    changesRights =
      (mode & S_ISUID != 0 && status.st_uid != geteuid())
      || (mode & S_ISGID != 0 && mode & S_IXGRP != 0 && status.st_gid != getegid())
    identity = Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
  }
}
