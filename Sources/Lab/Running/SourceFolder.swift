public import ByteReading

/// Writes files into a folder.
public enum SourceFolder {
  /// Tells the paths that were written; names may have folders in them.
  public static func write(
    _ files: [(name: String, text: String)], to folder: String
  ) throws(HostError) -> [String] {
    var written: [String] = []
    try Host.makeFolders(folder)
    for (name, text) in files {
      let path = folder + "/" + name
      if name.contains("/"), let slash = path.lastIndex(of: "/") {
        try Host.makeFolders(String(path[..<slash]))
      }
      try Host.write(text, to: path)
      written.append(path)
    }
    return written
  }

  /// Throws where there is something in the way of new files.
  public static func requireEmpty(_ folder: String) throws(HostError) {
    if (try? FileStatus(path: folder, followingLinks: true)) != nil,
      try !Host.entries(of: folder).isEmpty
    {
      // ENOTEMPTY
      throw HostError(39)
    }
  }
}
