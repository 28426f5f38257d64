import Foundation
import Testing

/// A line of a fixture's source as `directory/file.go:line`.
typealias Place = String

/// What `Scripts/matrix` saw when it built and ran the program with one toolchain in one way.
struct Cell: Decodable {
  struct Run: Decodable {
    struct Recover: Decodable {
      let place: Place
      /// `recover()` returned something other than nil.
      let value: Bool
    }
    struct Deferred: Decodable {
      let function: String
      let by: String?
    }
    let mode: String?
    let survived: Bool
    let status: Int
    let panic: String?
    let recovers: [Recover]
    let deferred: [Deferred]
  }

  struct Case: Decodable {
    let id: String
    /// Where the function that contains the recover is deferred, called or started.
    let use: [Place]
    /// `recover()` calls whose value the program cannot report.
    let recover: [Place]
    let go: [Place]
    /// The recover on the spawner's stack that its author counted on.
    let believed: [Place]
    let exit: [Place]
    let runs: [Run]

    var survivals: Set<Bool> { Set(runs.map(\.survived)) }

    /// Whether a recover at one of the places returned a value; nil when none of them ran and
    /// `survived` does not speak for them.
    func recovered(at places: Set<Place>) -> Bool? {
      let records = runs.flatMap(\.recovers).filter { places.contains($0.place) }
      if !records.isEmpty { return records.contains(where: \.value) }
      return recover.isEmpty ? nil : survivals.contains(true)
    }

    /// The places whose recover the case is about.
    var recoverPlaces: Set<Place> {
      recover.isEmpty ? Set(runs.flatMap(\.recovers).map(\.place)) : Set(recover)
    }
  }

  /// The compiler's own word (`-d=defer`).
  struct Defer: Decodable, Hashable {
    let place: Place
    let kind: String
  }

  let toolchain: String
  let variant: String
  let cases: [Case]
  let defers: [Defer]
}

/// One line of the index that `Scripts/matrix` writes.
struct CellEntry: Decodable, Sendable, CustomTestStringConvertible {
  let toolchain: String
  let variant: String
  let observed: String
  let binary: String

  var name: String { "\(toolchain)/\(variant)" }
  var testDescription: String { name }

  func load() throws -> Cell {
    try JSONDecoder().decode(Cell.self, from: Data(contentsOf: URL(filePath: observed)))
  }
}
