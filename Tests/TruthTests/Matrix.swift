import Foundation
import TestSupport

/// The cells of the truth matrix, built and run on first use where they are not in the cache.
enum Matrix {
  /// `PANICSCOPE_MATRIX`: a set of `Scripts/matrix`, or cells such as `1.24.11/race,1.19/arm64`.
  static let choice = ProcessInfo.processInfo.environment["PANICSCOPE_MATRIX"] ?? "ci"

  /// A build that follows the language specification: no inlining, frames counted.
  static let specificationCell = "1.27.3/l"

  private static var chosen: [String] {
    guard choice.contains("/") else { return ["--set", choice] }
    let cells = choice.split(separator: ",").map(String.init).filter { $0 != specificationCell }
    return (cells + [specificationCell]).flatMap { ["--cell", $0] }
  }

  static let entries: Result<[CellEntry], any Error> = Result {
    let index = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: index) }
    _ = try Tool.run(
      Tool.packageRoot + "/Scripts/matrix", chosen + ["--index", index.path])
    return try JSONDecoder().decode([CellEntry].self, from: Data(contentsOf: index))
  }

  /// For every case: what its recover returns by the specification.
  static let specification: Result<[String: Bool], any Error> = Result {
    guard let entry = try entries.get().first(where: { $0.name == specificationCell }) else {
      throw TruthFailure(description: "\(choice) has no cell \(specificationCell)")
    }
    var recovered: [String: Bool] = [:]
    for item in try entry.load().cases {
      recovered[item.id] = item.recovered(at: item.recoverPlaces)
    }
    return recovered
  }
}
