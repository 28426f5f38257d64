import Foundation
import TestSupport

/// The cells of the truth matrix, built and run on first use where they are not in the cache.
enum Matrix {
  static let setName = ProcessInfo.processInfo.environment["PANICSCOPE_MATRIX"] ?? "ci"

  /// A build that follows the language specification: no inlining, frames counted.
  static let specificationCell = "1.27.3/l"

  static let entries: Result<[CellEntry], any Error> = Result {
    let index = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: index) }
    _ = try Tool.run(
      Tool.packageRoot + "/Scripts/matrix", ["--set", setName, "--index", index.path])
    return try JSONDecoder().decode([CellEntry].self, from: Data(contentsOf: index))
  }

  /// For every case: what its recover returns by the specification.
  static let specification: Result<[String: Bool], any Error> = Result {
    guard let entry = try entries.get().first(where: { $0.name == specificationCell }) else {
      throw TruthFailure(description: "the set \(setName) has no cell \(specificationCell)")
    }
    var recovered: [String: Bool] = [:]
    for item in try entry.load().cases {
      recovered[item.id] = item.recovered(at: item.recoverPlaces)
    }
    return recovered
  }
}
