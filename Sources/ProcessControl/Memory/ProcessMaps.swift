public import ByteReading

/// What a process has mapped, as `/proc/PID/maps` tells.
public struct ProcessMaps: Sendable {
  public struct Entry: Sendable, Hashable {
    public var range: Range<UInt64>
    public var isExecutable: Bool
    public var fileOffset: UInt64
    public var inode: UInt64
    /// Empty for anonymous memory; ends in ` (deleted)` for a file that was removed.
    public var path: String
  }
  public var entries: [Entry]

  public init(process: Int32) throws(HostError) {
    let limit = 64 << 20
    let bytes = try Host.contents(of: "/proc/\(process)/maps", limit: limit)
    self.init(text: String(decoding: bytes, as: UTF8.self))
  }

  /// Reads lines such as `00400000-00452000 r-xp 00001000 08:02 173521  /usr/bin/name`; others are
  /// passed over.
  public init(text: String) {
    entries = text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
      guard words.count >= 5 else { return nil }
      let bounds = words[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
      guard bounds.count == 2, bounds[0] <= bounds[1], let offset = UInt64(words[2], radix: 16),
        let inode = UInt64(words[4])
      else { return nil }
      return Entry(
        range: bounds[0]..<bounds[1], isExecutable: words[1].utf8.dropFirst(2).first == 0x78,
        fileOffset: offset, inode: inode,
        path: words.count > 5 ? String(words[5].drop { $0 == " " }) : "")
    }
  }

  /// Where the byte at `offset` of the file with this inode was mapped as code.
  public func address(ofFileOffset offset: UInt64, inode: UInt64) -> UInt64? {
    for entry in entries where entry.inode == inode && entry.isExecutable {
      let size = UInt64(entry.range.count)
      if offset >= entry.fileOffset, offset &- entry.fileOffset < size {
        return entry.range.lowerBound &+ (offset &- entry.fileOffset)
      }
    }
    return nil
  }
}
