import Foundation
import PanicScope
import Testing

/// Scenarios made from the matrix's own binaries (`simulate --from`), for the cases whose function
/// defers something and then panics: the machine says who survives.
@Suite("Scenarios made from the matrix", .serialized)
struct MadeScenarioTests {
  /// Packages whose cases are of that shape.
  private static let folders = ["wrappers/", "recovers/", "rangefunc/", "defers/"]

  /// Cases that such a scenario does not hold, and why.
  private static let others = [
    "range-iterator-recovers": "the function is the iterator; the body of the loop panics",
    "guard-within-handler": "the deferred function panics itself",
    "nested-for-clean-up": "the deferred function panics itself",
    "promoted-interface": "the wrapper of a promoted method calls what an interface holds",
    "embedded-interface": "the wrapper of a promoted method calls what an interface holds",
    "embedded-interface-twice": "the wrapper of a promoted method calls what an interface holds",
    "transaction": "the handler panics again, which no audit tells from code",
  ]

  @Test("the machine says who survives", arguments: (try? Matrix.entries.get()) ?? [])
  func survival(entry: CellEntry) throws {
    let cell = try entry.load()
    var options = AuditOptions()
    options.scopes = Set(CodeScope.allCases)
    let subject = try #require(
      PanicScope.audit(path: entry.binary, options: options).subjects.first)
    var functions: [Place: Set<String>] = [:]
    for site in subject.defers {
      guard let location = site.place.location, let name = site.place.function else { continue }
      let place = location.file.split(separator: "/").suffix(2).joined(separator: "/")
      functions["\(place):\(location.line)", default: []].insert(name)
    }
    var compared = 0
    var undecided = 0
    var wrong: [String] = []
    for item in cell.cases where Self.others[item.id] == nil {
      let places = item.use.filter { place in Self.folders.contains { place.hasPrefix($0) } }
      let names = Set(places.flatMap { functions[$0] ?? [] })
      guard names.count == 1, var name = names.first, item.survivals.count == 1 else { continue }
      if let body = name.range(of: "-range") { name = String(name[..<body.lowerBound]) }
      // The case begins where the function that defers is deferred itself.
      if let outer = subject.defers.first(where: { $0.target?.function == name })?.place.function {
        name = outer
      }
      // What is decided at run time is no statement of the scenario.
      let sites = subject.defers.filter { $0.place.function == name }
      guard sites.allSatisfy({ $0.resolution == .function }) else {
        undecided += 1
        continue
      }
      guard let (made, _) = try? Simulation.scenario(of: subject, function: name) else { continue }
      var scenario = made
      scenario.build.inlines = !["l", "N-l", "arm64-l"].contains(cell.variant)
      let run = try #require(Simulation.runs(scenario, versions: [cell.toolchain]).first)
      compared += 1
      if item.survivals != [run.outcome == .finished] {
        wrong.append("\(item.id) (\(name)): survives \(item.survivals), simulated \(run.outcome)")
      }
    }
    #expect(wrong.isEmpty, "\(entry.name): \(wrong.joined(separator: "\n"))")
    #expect(compared > 80)
    print(
      "\(entry.name): \(compared) cases made from the binary and simulated, "
        + "\(undecided) defer what is decided at run time")
  }
}
