import Foundation
import TestSupport
import Testing

/// What `upgrade` computes from one binary, against what the program did when it was really built
/// with both versions and run.
@Suite struct UpgradeTests {
  private struct Document: Decodable {
    struct Change: Decodable {
      let direction: String
      let file: String?
      let line: Int?
      var place: Place? {
        guard let file, let line else { return nil }
        return file.split(separator: "/").suffix(2).joined(separator: "/") + ":\(line)"
      }
    }
    struct Subject: Decodable {
      let changes: [Change]
    }
    let subjects: [Subject]
  }

  private func upgrade(_ binary: String, to version: String) throws -> [Document.Change] {
    let output = try Tool.run(
      try Tool.panicscope(),
      ["upgrade", "-o", "json", "--scope", "all", "--exit-code", "0", "--to", version, binary])
    let document = try JSONDecoder().decode(Document.self, from: Data(output.utf8))
    return try #require(document.subjects.first).changes
  }

  private func cell(_ name: String) throws -> (CellEntry, Cell)? {
    guard let entry = try Matrix.entries.get().first(where: { $0.name == name }) else { return nil }
    return (entry, try entry.load())
  }

  /// The places of recovers that returned a value in one cell and nil in the other, when every case
  /// that runs them agrees.
  private func changed(from old: Cell, to new: Cell) -> (lost: Set<Place>, gained: Set<Place>) {
    var lost: Set<Place> = []
    var gained: Set<Place> = []
    let others = Dictionary(uniqueKeysWithValues: new.cases.map { ($0.id, $0) })
    for item in old.cases {
      guard let other = others[item.id] else { continue }
      let places = item.recoverPlaces
      guard let before = item.recovered(at: places),
        let after = other.recovered(at: other.recoverPlaces), before != after
      else { continue }
      if before { lost.formUnion(places) } else { gained.formUnion(places) }
    }
    return (lost, gained)
  }

  private static let pairs = [
    ("1.25.5/default", "1.27.3/default"), ("1.24.11/default", "1.27.3/default"),
    ("1.22.10/default", "1.26.6/default"), ("1.24.11/arm64", "1.27.3/arm64"),
    ("1.25.5/l", "1.27.3/l"), ("1.27.3/default", "1.25.5/default"),
    ("1.26.6/default", "1.27.3/default"),
  ]

  @Test(arguments: pairs)
  func namesTheRecoversThatChange(pair: (String, String)) throws {
    guard let (entry, old) = try cell(pair.0), let (_, new) = try cell(pair.1) else {
      print("upgrade \(pair.0) to \(pair.1): not in this set of the matrix")
      return
    }
    let version = pair.1.prefix { $0 != "/" }
    let told = try upgrade(entry.binary, to: String(version))
    let happened = changed(from: old, to: new)
    let lost = Set(told.filter { $0.direction == "lost" }.compactMap(\.place))
    let gained = Set(told.filter { $0.direction == "gained" }.compactMap(\.place))
    print("upgrade \(pair.0) to \(pair.1): \(lost.count) lost, \(gained.count) gained")
    #expect(lost == happened.lost, "\(lost.symmetricDifference(happened.lost))")
    #expect(gained == happened.gained, "\(gained.symmetricDifference(happened.gained))")
    if pair == ("1.25.5/default", "1.27.3/default") { #expect(lost.count >= 12) }
  }
}
