import Foundation
import Testing

/// What the documents point to is there.
@Suite struct DocumentTests {
  static let documents: [String] = {
    let folders = ["", "docs/", "Examples/service/"]
    return folders.flatMap { folder in
      ((try? FileManager.default.contentsOfDirectory(atPath: SourceTree.root + "/" + folder)) ?? [])
        .filter { $0.hasSuffix(".md") }.sorted().map { folder + $0 }
    }
  }()

  @Test func theDocumentsAreFound() { #expect(Self.documents.count >= 6) }

  @Test(arguments: documents)
  func relativeLinksLeadSomewhere(document: String) throws {
    let path = SourceTree.root + "/" + document
    let folder = (path as NSString).deletingLastPathComponent
    let text = try String(contentsOfFile: path, encoding: .utf8)
    for link in text.matches(of: /\]\(([^)#:\s]+)(?:#[^)\s]*)?\)/) {
      let target = folder + "/" + link.output.1
      #expect(FileManager.default.fileExists(atPath: target), "\(document) links to \(target)")
    }
  }

  /// Paths in code spans, such as `Scripts/matrix` or `Tests/TruthTests`.
  @Test(arguments: ["README.md", "CONTRIBUTING.md", "docs/how-it-works.md"])
  func pathsInCodeSpansAreThere(document: String) throws {
    let text = try String(contentsOfFile: SourceTree.root + "/" + document, encoding: .utf8)
    for span in text.matches(of: /`((?:Scripts|Tests|Fixtures|Examples|Sources|Fuzz)\/[\w\/.+-]+)/)
    {
      let path = String(span.output.1)
      if path.contains("PSnnn") { continue }
      #expect(
        FileManager.default.fileExists(atPath: SourceTree.root + "/" + path),
        "\(document) mentions \(path)")
    }
  }
}
