import ByteReading
import Glibc

/// Whether a process waits for connections.
public enum ListeningSockets {
  /// True when one of the process's sockets listens: TCP, or a local stream.
  public static func areHeld(by process: Int32) -> Bool {
    let listening = inodes(process)
    guard !listening.isEmpty,
      let descriptors = try? Host.entries(of: "/proc/\(process)/fd")
    else { return false }
    return descriptors.contains { name in
      guard let target = Host.linkTarget("/proc/\(process)/fd/\(name)"), target.hasPrefix("socket:["),
        let inode = UInt64(target.dropFirst(8).dropLast())
      else { return false }
      return listening.contains(inode)
    }
  }

  /// Of all listening sockets in the process's network namespace.
  private static func inodes(_ process: Int32) -> Set<UInt64> {
    let limit = 16 << 20
    var found: Set<UInt64> = []
    // State 0A is TCP_LISTEN; bit 16 of a local socket's flags is __SO_ACCEPTCON.
    for (file, column, matches, inode) in [
      ("tcp", 3, "0A", 9), ("tcp6", 3, "0A", 9), ("unix", 3, "00010000", 6),
    ] {
      guard let bytes = try? Host.contents(of: "/proc/\(process)/net/\(file)", limit: limit) else {
        continue
      }
      for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
        let words = line.split(separator: " ", omittingEmptySubsequences: true)
        guard words.count > inode, words[column] == matches, let number = UInt64(words[inode])
        else { continue }
        found.insert(number)
      }
    }
    return found
  }
}
