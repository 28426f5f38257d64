import Foundation
import PanicScope
import Testing

/// Cases of the truth matrix written as scenarios: the machine says who survives.
@Suite("Simulated matrix")
struct SimulatedMatrixTests {
  /// Cases that the catalogue does not hold, as bodies of `functions`.
  static let others: [(id: String, functions: String)] = [
    ("named", "work: [defer: g, panic: boom]\n  g: [recover]"),
    ("pointer-method", "work: [defer: {function: g, form: method}, panic: boom]\n  g: [recover]"),
    (
      "interface-value-method",
      "work: [defer: {function: g, form: interface}, panic: boom]\n  g: [recover]"
    ),
    (
      "named-with-arguments",
      "work: [defer: {function: g, form: argument}, panic: boom]\n  g: [recover]"
    ),
    ("helper-of-named", "work: [defer: c, panic: boom]\n  c: [call: g]\n  g: [recover]"),
    ("named-defers-recover", "work: [defer: c, panic: boom]\n  c: [defer: recover]"),
    ("nested-defer-closure", "work: [defer: c, panic: boom]\n  c: [defer: g]\n  g: [recover]"),
    ("called-in-body", "work: [call: g, panic: boom]\n  g: [recover]"),
    ("mixed-deferred", "work: [defer: g, panic: boom]\n  g: [recover]"),
    ("mixed-called", "work: [defer: c, panic: boom]\n  c: [call: g]\n  g: [recover]"),
    ("loop-named", "work: [loop: {times: 3, do: [defer: g]}, panic: boom]\n  g: [recover]"),
    (
      "nine-defers",
      "work: [\(String(repeating: "defer: n, ", count: 8))defer: g, panic: boom]\n  n: [say: n]\n  g: [recover]"
    ),
    (
      "eight-defers",
      "work: [\(String(repeating: "defer: n, ", count: 7))defer: g, panic: boom]\n  n: [say: n]\n  g: [recover]"
    ),
    (
      "inner-then-outer",
      "work: [defer: o, call: i]\n  i: [defer: g, panic: boom]\n  g: [recover]\n  o: [recover]"
    ),
    ("index-out-of-range", "work: [defer: g, fault: index]\n  g: [recover]"),
    ("divide-by-zero", "work: [defer: g, fault: divide]\n  g: [recover]"),
    ("nil-map-write", "work: [defer: g, fault: nil-map]\n  g: [recover]"),
    ("closed-twice", "work: [defer: g, fault: closed-channel]\n  g: [recover]"),
    (
      "repanics-same",
      "work: [go: w]\n  w: [defer: g, panic: boom]\n  g: [recover: {then: [repanic]}]"
    ),
    (
      "wrapper-not-inlined",
      "work: [defer: {function: l, form: argument}, panic: boom]\n  l: [call: g]\n  g: [recover]"
    ),
    (
      "wrapper-loop",
      "work: [loop: {times: 2, do: [defer: {function: l, form: argument}]}, panic: boom]\n  l: {inline: true, do: [call: g]}\n  g: [recover]"
    ),
    (
      "wrapper-value-method",
      "work: [defer: {function: l, form: method}, panic: boom]\n  l: {inline: true, do: [call: g]}\n  g: [recover]"
    ),
    ("wrapper-direct", "work: [defer: {function: g, form: argument}, panic: boom]\n  g: [recover]"),
    (
      "wrapper-closure",
      "work: [defer: c, panic: boom]\n  c: {inline: true, do: [call: g]}\n  g: [recover]"
    ),
    (
      "range-recover-before-loop",
      "work: [defer: c, panic: boom]\n  c: [recover, range: {over: e, do: [say: a]}]\n  e: [yield]"
    ),
    (
      "range-argument-in-body",
      "work: [range: {over: e, do: [defer: {function: g, form: argument}]}, panic: boom]\n  e: [yield]\n  g: [recover]"
    ),
    (
      "range-panic-in-body",
      "work: [range: {over: e, do: [defer: g, panic: boom]}]\n  e: [yield]\n  g: [recover]"
    ),
    (
      "range-helper-in-body",
      "work: [range: {over: e, do: [defer: c]}, panic: boom]\n  e: [yield]\n  c: [call: g]\n  g: [recover]"
    ),
    (
      "range-nested",
      "work: [range: {over: e, do: [range: {over: e, do: [defer: g]}]}, panic: boom]\n  e: [yield]\n  g: [recover]"
    ),
    (
      "range-outer-defer",
      "work: [defer: g, range: {over: e, do: [panic: boom]}]\n  e: [yield]\n  g: [recover]"
    ),
    (
      "range-mixed-defers",
      "work: [defer: g, range: {over: e, do: [defer: n]}, panic: boom]\n  e: [yield]\n  n: [say: n]\n  g: [recover]"
    ),
    (
      "range-defer-recover",
      "work: [range: {over: e, do: [defer: recover]}, panic: boom]\n  e: [yield]"
    ),
  ]

  static func scenarios() throws -> [(id: String, scenario: Scenario)] {
    var result: [(String, Scenario)] = []
    for entry in try ScenarioCatalogue.entries() {
      guard let id = entry.matrixCase, let yaml = ScenarioCatalogue.yaml(entry.name) else {
        continue
      }
      result.append((id, try Scenario(yaml: yaml, path: entry.name)))
    }
    for other in others {
      let yaml = "functions:\n  main: [call: work, say: survived]\n  \(other.functions)\n"
      result.append((other.id, try Scenario(yaml: yaml, path: other.id)))
    }
    return result
  }

  @Test("the machine says who survives", arguments: (try? Matrix.entries.get()) ?? [])
  func survival(entry: CellEntry) throws {
    let cell = try entry.load()
    let cases = Dictionary(grouping: cell.cases, by: \.id)
    var compared = 0
    for (id, scenario) in try Self.scenarios() {
      // Cases that this version of the language does not have are not in its program.
      guard let runs = cases[id]?.first?.runs else {
        #expect(id.hasPrefix("range-"), "no case \(id)")
        continue
      }
      var scenario = scenario
      scenario.build.inlines = !["l", "N-l", "arm64-l"].contains(cell.variant)
      scenario.build.openCodesDefers = !["N-l", "race"].contains(cell.variant)
      let run = try #require(Simulation.runs(scenario, versions: [cell.toolchain]).first)
      let survives = run.outcome == .finished
      #expect(runs.allSatisfy { $0.survived == survives }, "\(id) on \(entry.name)")
      if !survives {
        #expect(runs.allSatisfy { $0.status == run.outcome.exitStatus }, "\(id) on \(entry.name)")
      }
      compared += 1
    }
    #expect(compared >= 45)
    print("\(entry.name): \(compared) cases simulated")
  }
}
