import Foundation

/// The package's Swift sources.
struct SourceTree {
  struct File: CustomStringConvertible {
    /// From the package's root.
    var path: String
    /// The module: the directory below `Sources`.
    var module: String
    var lines: [Substring]
    var description: String { path }

    /// The modules that the file imports.
    var imports: [String] {
      lines.filter { $0.contains("import ") }.compactMap { line in
        line.wholeMatch(of: /(?:@\w+ )?(?:public |package |internal |private )?import (\w+)\s*/)
          .map { String($0.output.1) }
      }
    }

    /// The lines that match, as `path:line`.
    func places(where matches: (Substring) -> Bool) -> [String] {
      lines.enumerated().filter { matches($0.element) }.map { "\(path):\($0.offset + 1)" }
    }
  }

  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  static let files: [File] = {
    let sources = root + "/Sources"
    let paths = FileManager.default.enumerator(atPath: sources)?.compactMap { $0 as? String } ?? []
    return paths.filter { $0.hasSuffix(".swift") }.sorted().compactMap { path in
      guard let text = try? String(contentsOfFile: sources + "/" + path, encoding: .utf8),
        let module = path.split(separator: "/").first
      else { return nil }
      return File(
        path: "Sources/" + path, module: String(module),
        lines: text.split(separator: "\n", omittingEmptySubsequences: false))
    }
  }()
}
