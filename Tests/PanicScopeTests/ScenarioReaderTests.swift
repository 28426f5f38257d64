import Foundation
import PanicContract
import PanicScope
import Testing

@Suite struct ScenarioReaderTests {
  private func read(_ yaml: String) throws -> Scenario {
    try Scenario(yaml: yaml, path: "s.yaml")
  }

  @Test func everyScenarioOfTheCatalogueIsReadAndRuns() throws {
    let entries = try ScenarioCatalogue.entries()
    #expect(entries.count >= 60)
    #expect(Set(entries.map(\.name)).count == entries.count)
    for entry in entries {
      let yaml = try #require(ScenarioCatalogue.yaml(entry.name))
      let scenario = try Scenario(yaml: yaml, path: entry.name)
      let runs = try Simulation.runs(scenario)
      #expect(runs.count >= 5)
      #expect(runs.allSatisfy { $0.outcome != .stepLimit }, "\(entry.name)")
    }
  }

  @Test func aWrittenScenarioIsReadBackTheSame() throws {
    for name in ScenarioCatalogue.names {
      let scenario = try Scenario(yaml: try #require(ScenarioCatalogue.yaml(name)), path: name)
      let again = try Scenario(yaml: ScenarioDocument.yaml(scenario), path: name)
      #expect(again == scenario)
    }
  }

  static let mistakes: [(yaml: String, message: String)] = [
    ("", "s.yaml: holds no scenario"),
    ("functions: {work: []}", "s.yaml:1: there is no function main"),
    (
      "functions:\n  main:\n    - call: gone",
      "s.yaml:3: there is no function gone"
    ),
    ("functions:\n  main: []\nspeed: 3", "s.yaml:3: unknown key speed"),
    ("functions:\n  main:\n    - rescue", "s.yaml:3: unknown key rescue"),
    ("functions:\n  main:\n    - {say: a, go: b}", "s.yaml:3: a statement has one key"),
    ("functions:\n  main:\n    - exit: 256", "s.yaml:3: exit is a number from 0 to 255"),
    ("functions:\n  main:\n    - fault: cosmic-ray", "s.yaml:3: fault is one of"),
    ("functions:\n  main:\n    - repanic", "s.yaml:3: repanic stands in the then of a recover"),
    ("functions:\n  main:\n    - call: main", "s.yaml:3: main is not called"),
    ("functions:\n  main: [yield]", "s.yaml:2: main yields, but no loop ranges over it"),
    (
      "functions:\n  main: [range: {over: each, do: []}, call: each]\n  each: [yield]",
      "s.yaml:3: each is ranged over, so it is not called"
    ),
    (
      "functions:\n  main: [call: small]\n  small: {inline: true, do: [recover]}",
      "s.yaml:3: small cannot be inlined"
    ),
    (
      "functions:\n  main: [call: a]\n  a: {inline: true, do: [call: a]}",
      "s.yaml:3: a cannot be inlined"
    ),
    ("functions:\n  main: []\n  1st: []", "s.yaml:3: a function's name is made of"),
    ("functions:\n  main:\n    - loop: {times: 101}", "s.yaml:3: times is a number"),
    (
      "functions:\n  main:\n    - call: {function: f, form: method}", "s.yaml:3: the form of a call"
    ),
    ("functions:\n  main:\n    - say: \"\\e[31m\"", "s.yaml:3: say is one line"),
  ]

  @Test(arguments: mistakes)
  func mistakesAreErrorsWithTheirLine(yaml: String, message: String) {
    do {
      _ = try read(yaml)
      Issue.record("no error: \(yaml)")
    } catch {
      #expect("\(error)".hasPrefix(message), "\(error)")
    }
  }

  /// Files made to cost time or memory end with one sentence that names the line.
  static let hostile: [(text: @Sendable () -> [UInt8], message: String)] = [
    (
      {
        // Nine values, each of which is nine of the one before: 9 to the 12th.
        var text = "a: &a [x, x, x, x, x, x, x, x, x]\n"
        for (old, new) in zip("abcdefghijk", "bcdefghijkl") {
          text += "\(new): &\(new) [" + String(repeating: "*\(old), ", count: 9) + "]\n"
        }
        return Array((text + "functions: {main: []}\n").utf8)
      }, ":2: has more than 8 aliases"
    ),
    (
      {
        Array(("functions: {main: " + String(repeating: "[", count: 300_000)).utf8)
      }, ":1: is nested too deeply"
    ),
    (
      {
        Array(("functions:\n  main:\n    " + String(repeating: "- ", count: 300_000) + "x").utf8)
      }, ":3: is nested too deeply"
    ),
    (
      {
        Array(("functions:\n  main: [exit: " + String(repeating: "9", count: 100_000) + "]").utf8)
      },
      ":2: exit is a number from 0 to 255"
    ),
    ({ Array("functions:\n  main: [exit: 1e1]".utf8) }, ":2: exit is a number from 0 to 255"),
    ({ Array("functions:\n  main: [loop: {times: -1}]".utf8) }, ":2: times is a number"),
    ({ Array("functions:\n  main: &m\n    - loop: {times: 1, do: *m}".utf8) }, ":3: uses an alias"),
    ({ Array("functions: {main: [say: a]}\n\nfunctions: {}".utf8) }, ":1: key functions twice"),
    ({ Array("functions: {main: []}\n---\nfunctions: {main: []}".utf8) }, ":2: begins another"),
    ({ Array("functions:\n  main: 3".utf8) }, ":2: a function is a mapping of keys"),
    ({ Array("functions:\n  main: [call: [a, b]]".utf8) }, ":2: call is a single value"),
    ({ Array("functions:\n  ? [a]\n  : []".utf8) }, ":2: a key is a single value"),
    ({ Array("- a".utf8) }, ":1: a scenario is a mapping of keys"),
    ({ Array("functions:\n\tmain: []".utf8) }, ":2: found character that cannot start any token"),
    ({ Array("functions:\n  main: [say: \"".utf8) }, ":2: found unexpected end of stream"),
    ({ Array("functions:\n  main: [say: ".utf8) + [0xFF, 0xFE, 0x5D] }, ":2: is not UTF-8"),
    ({ Array("functions:\n  main: [say: a\0b]".utf8) }, ":2: holds a character that YAML"),
    ({ Array("functions:\n  \"main\\e[31m\": []".utf8) }, ":2: a function's name is made of"),
    (
      { Array(repeating: UInt8(ascii: "#"), count: 100 << 20) }, ": is longer than 1 MiB"
    ),
  ]

  @Test(arguments: hostile.indices)
  func hostileFilesAreErrorsSoon(index: Int) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(Self.hostile[index].text()).write(to: URL(filePath: path))
    let start = ContinuousClock.now
    do {
      _ = try Scenario(contentsOf: path)
      Issue.record("no error")
    } catch {
      #expect(error.description.hasPrefix(path + Self.hostile[index].message), "\(error)")
      #expect(error.description.utf8.count < path.utf8.count + 400)
    }
    // Far more than any of them takes, far less than what they were made to cost.
    #expect(ContinuousClock.now - start < .seconds(60))
  }

  /// Scenarios that are in order and would fill the machine.
  @Test func statesAreKeptOfTheFirstStepsOnly() throws {
    var functions = "main: [call: f0]"
    for index in 0..<90 { functions += ", f\(index): [call: f\(index + 1), call: f\(index + 1)]" }
    let scenario = try read("functions: {\(functions), f90: [say: a]}")
    let run = try #require(
      Simulation.runs(scenario, versions: ["1.26"], recordsStates: true).first)
    #expect(run.outcome == .stepLimit)
    #expect(run.steps.count { $0.state != nil } == Machine.stateLimit)
  }

  @Test func nestingAndLengthAreBounded() {
    var deep = "[block]"
    for _ in 0..<40 { deep = "[loop: {times: 1, do: \(deep)}]" }
    #expect(throws: ConfigurationError.self) { try read("functions: {main: \(deep)}") }
    let long = String(repeating: "    - block\n", count: 3000)
    #expect(throws: ConfigurationError.self) { try read("functions:\n  main:\n\(long)") }
  }

  @Test func runsAreBounded() throws {
    let loops =
      "[loop: {times: 100, do: [loop: {times: 100, do: [loop: {times: 100, do: [say: a]}]}]}]"
    let run = try #require(
      Simulation.runs(read("functions: {main: \(loops)}"), versions: ["1.26"]).first)
    #expect(run.outcome == .stepLimit)
    let endless = try read("functions: {main: [call: a], a: [call: b], b: [call: a]}")
    let overflow = try #require(Simulation.runs(endless, versions: ["1.26"]).first)
    #expect(overflow.outcome == .fatalError(text: "stack overflow"))
  }

  @Test func versionsThatAreNotKnownAreRefused() throws {
    let scenario = try read("functions: {main: []}")
    for version in ["1.17", "1.28", "2.0", "tip", ""] {
      #expect(throws: SimulationError.self) { try Simulation.runs(scenario, versions: [version]) }
    }
    let range = try read("functions: {main: [range: {over: e, do: []}], e: [yield]}")
    #expect(throws: SimulationError.self) { try Simulation.runs(range, versions: ["1.22"]) }
    #expect(try Simulation.runs(range).first?.version.minor == 23)
  }
}
