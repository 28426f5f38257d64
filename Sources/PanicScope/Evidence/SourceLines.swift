import ByteReading

/// Source files below a folder, by the names that a compiler wrote down.
public enum SourceLines {
  /// Larger files are no sources.
  private static let mostBytes = 16 << 20

  /// The lines of those files of the listings that are below `folder`: the longest end of each name
  /// that is there counts. Nothing outside the folder is opened, whatever the binary says.
  public static func of(_ listings: [FunctionListing], below folder: String) -> [String: [String]] {
    var names: Set<String> = []
    for listing in listings {
      for line in listing.lines { if let file = line.location?.file { names.insert(file) } }
    }
    var result: [String: [String]] = [:]
    for name in names.sorted() {
      if let lines = lines(of: name, below: folder) { result[name] = lines }
    }
    return result
  }

  private static func lines(of name: String, below folder: String) -> [String]? {
    let parts = name.split(separator: "/")
    guard !parts.contains(".."), !parts.contains(".") else { return nil }
    for start in parts.indices {
      let path = folder + "/" + parts[start...].joined(separator: "/")
      let status = try? FileStatus(path: path, followingLinks: true)
      guard let status, status.kind == .regular, status.size <= mostBytes,
        let bytes = try? Host.contents(of: path, limit: mostBytes)
      else { continue }
      return String(decoding: bytes, as: UTF8.self)
        .split(separator: "\n", omittingEmptySubsequences: false).map { line in
          String(line.hasSuffix("\r") ? line.dropLast() : line)
        }
    }
    return nil
  }
}
