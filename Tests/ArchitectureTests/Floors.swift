import Foundation
import TestSupport

/// The floors as docs/how-it-works.md draws them: rows such as ``| 3 | `GoBinary`, `PanicContract` | ...``.
enum Floors {
  static func drawn() throws -> [String: Int] {
    let text = try String(
      contentsOfFile: SourceTree.root + "/docs/how-it-works.md", encoding: .utf8)
    var floors: [String: Int] = [:]
    for row in text.matches(of: /(?m)^\| (\d) \|([^|]+)\|/) {
      guard let floor = Int(row.output.1) else { continue }
      for name in row.output.2.matches(of: /`(\w+)`/) { floors[String(name.output.1)] = floor }
    }
    return floors
  }
}

/// What `swift package dump-package` says of a target.
struct Target: Decodable {
  struct Dependency: Decodable {
    /// The name of a target or product.
    var name: String
    var isProduct: Bool

    private enum CodingKeys: CodingKey { case byName, target, product }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      var names: any UnkeyedDecodingContainer
      isProduct = container.contains(.product)
      if isProduct {
        names = try container.nestedUnkeyedContainer(forKey: .product)
      } else {
        let key = container.contains(.byName) ? CodingKeys.byName : .target
        names = try container.nestedUnkeyedContainer(forKey: key)
      }
      name = try names.decode(String.self)
    }
  }
  var name: String
  var type: String
  var path: String?
  var dependencies: [Dependency]
}

struct ManifestFailure: Error, CustomStringConvertible {
  var description: String
}

struct Manifest: Decodable {
  var targets: [Target]

  /// The targets of the house itself: no tests and no helpers of tests.
  var house: [Target] {
    targets.filter { $0.type != "test" && !($0.path ?? "").hasPrefix("Tests/") }
  }

  static func load() throws -> Manifest {
    // A scratch directory of its own: the running `swift test` has locked the package's.
    let scratch = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    let result = try runCommand(
      "/usr/bin/env", ["swift", "package", "dump-package", "--scratch-path", scratch],
      directory: SourceTree.root)
    guard result.status == 0 else { throw ManifestFailure(description: result.errors) }
    return try JSONDecoder().decode(Manifest.self, from: Data(result.output.utf8))
  }
}
