import Testing

/// A target imports only from lower floors.
@Suite struct FloorTests {
  private static let loaded = Result { (floors: try Floors.drawn(), manifest: try Manifest.load()) }
  private let floors: [String: Int]
  private let manifest: Manifest

  init() throws { (floors, manifest) = try Self.loaded.get() }

  @Test func everyTargetIsDrawnAndEveryDrawnOneIsThere() {
    #expect(Set(manifest.house.map(\.name)) == Set(floors.keys))
  }

  @Test func dependenciesLeadDown() throws {
    for target in manifest.house {
      let floor = try #require(floors[target.name], "\(target.name) stands on no floor")
      for dependency in target.dependencies where !dependency.isProduct {
        let lower = try #require(floors[dependency.name], "\(dependency.name) stands on no floor")
        #expect(
          lower < floor,
          "\(target.name) (floor \(floor)) depends on \(dependency.name) (floor \(lower))")
      }
    }
  }

  @Test func importsAreDeclared() throws {
    let declared = Dictionary(
      uniqueKeysWithValues: manifest.house.map { ($0.name, Set($0.dependencies.map(\.name))) })
    for file in SourceTree.files {
      let allowed = try #require(declared[file.module], "\(file) belongs to no target")
      for module in file.imports where floors[module] != nil {
        #expect(allowed.contains(module), "\(file) imports \(module), which is not declared")
      }
    }
  }
}
