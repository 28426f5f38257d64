import Testing

/// Rules that the compiler does not enforce.
@Suite struct HouseRuleTests {
  private let files = SourceTree.files

  @Test func theSourcesAreFound() {
    #expect(files.count > 100)
    #expect(files.contains { $0.imports.contains("GoBinary") })
  }

  @Test func unsafeHasThreeRooms() {
    let rooms = ["ByteReading", "ProcessControl", "CapstoneText"]
    for file in files where !rooms.contains(file.module) {
      // Words for readers, in literals without interpolation, are no code.
      let places = file.places {
        $0.contains("unsafe") && $0.replacing(/"[^"\\]*"/, with: "").contains(/\bunsafe\b/)
      }
      #expect(places.isEmpty, "\(places)")
    }
  }

  @Test func noFoundationBelowTheFacade() throws {
    let floors = try Floors.drawn()
    let facade = try #require(floors["PanicScope"])
    for file in files where floors[file.module].map({ $0 < facade }) ?? true {
      #expect(!file.imports.contains { $0.hasPrefix("Foundation") }, "\(file)")
    }
  }

  @Test func filesEndBefore600Lines() {
    for file in files where !file.path.hasSuffix("Table.swift") {
      #expect(file.lines.count <= 601, "\(file): \(file.lines.count - 1) lines")
    }
  }

  @Test(arguments: ["TODO", "FIXME", "try!", "as!", "fatalError(", "preconditionFailure("])
  func sourcesAreFreeOf(word: String) {
    // `case fatalError(text:)` of an episode is the Go runtime's, no trap of ours.
    let places = files.flatMap { file in
      file.places { line in
        line.replacing(/(case |\.)fatalError\(/, with: "").contains(word)
      }
    }
    #expect(places.isEmpty, "\(places)")
  }

  /// Differences between Go versions are tables: a version is written down only where they stand.
  @Test func goVersionsStandInTables() {
    for file in files where file.module != "GoRuntimeModel" {
      if file.path.hasSuffix("/ContractEra.swift") || file.path.hasSuffix("/EraReading.swift") {
        continue
      }
      let places = file.places {
        ($0.contains("GoVersion(") || $0.contains(".minor"))
          && $0.contains(/GoVersion\(\s*\d|\.minor\s*[<>=!]+\s*\d/)
      }
      #expect(places.isEmpty, "\(places)")
    }
  }
}
