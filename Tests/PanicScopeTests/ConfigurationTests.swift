import PanicContract
import Testing

@testable import PanicScope

@Suite struct ConfigurationTests {
  private func read(_ text: String) throws(ConfigurationError) -> Configuration {
    try ConfigurationReader(path: "c.yaml").read(text)
  }

  @Test func readsEverything() throws {
    let configuration = try read(
      """
      # why: see the wiki
      fail-on: medium
      scope: [main, std]
      path-map: ["/build=src", "x=y=z"]
      spawners:
        - function: example.com/pool.(*Pool).Submit
          argument: 1
      ignore:
        - id: PS101
          reason: dies on purpose
        - id: [ps201, accidental-recover]
          symbol: main.*
          path: web/
          module: example.com/dep
          fingerprint: abc
          reason: "known: #12"
          expires: 2027-06-30
      """)
    #expect(configuration.failOn == .medium)
    #expect(configuration.scopes == [.main, .std])
    #expect(
      configuration.pathMap == [
        PathMap.Entry(from: "/build", to: "src"), PathMap.Entry(from: "x", to: "y=z"),
      ])
    #expect(
      configuration.spawners == [
        Configuration.Spawner(function: "example.com/pool.(*Pool).Submit", argument: 1)
      ])
    #expect(configuration.ignore.count == 2 && configuration.ignore[0].rules == [RuleID("PS101")])
    let entry = try #require(configuration.ignore.last)
    #expect(entry.rules == [RuleID("PS201"), RuleID("PS301")])
    #expect(entry.symbol == "main.*" && entry.path == "web/" && entry.module == "example.com/dep")
    #expect(entry.fingerprint == "abc" && entry.reason == "known: #12" && entry.line == 11)
    #expect(entry.expires == CivilDate("2027-06-30"))
  }

  @Test func emptyFilesAndCommentsAreNothing() throws {
    for text in ["", "# nothing\n", "---\n", "null\n"] {
      let configuration = try read(text)
      #expect(configuration.ignore.isEmpty && configuration.failOn == nil)
    }
  }

  @Test(arguments: [
    ("ignore:\n  - id: PS101", "2: an ignore entry needs a reason"),
    ("ignore:\n  - id: PS101\n    reason: ''", "2: an ignore entry needs a reason"),
    ("ignore:\n  - id: PS101\n    reason:", "3: reason is a single value"),
    (
      "ignore:\n  - reason: all of it",
      "2: an ignore entry needs id, symbol, path, module or fingerprint"
    ),
    (
      "ignore:\n  - id: PS999\n    reason: x",
      "2: there is no rule PS999; `panicscope rules` lists them"
    ),
    (
      "ignore:\n  - id: PS101\n    reason: x\n    expires: soon",
      "4: expires is a date, YYYY-MM-DD"
    ),
    (
      "ignore:\n  - id: PS101\n    raeson: x",
      """
      3: unknown key raeson in an ignore entry; it knows id, symbol, path, module, fingerprint, \
      reason, expires
      """
    ),
    ("fail-on: severe", "1: fail-on is one of high, medium, low, never, not severe"),
    ("scope: everything", "1: scope is main, deps, std or all"),
    ("scope: []", "1: scope is main, deps, std or all"),
    ("path-map: [nothing]", "1: a path-map entry is FROM=TO"),
    ("spawners:\n  - function: f", "2: a spawner needs function and argument"),
    (
      "spawners:\n  - {function: f, argument: -1}",
      "2: argument is a number, 0 for the first argument"
    ),
    ("[1, 2]", "1: the configuration is a mapping of keys"),
    ("a: [1", "1: did not find expected ',' or ']'"),
    ("fail-on: low\nfail-on: high", "1: key fail-on twice"),
  ])
  func whatIsWrongIsSaidWithItsLine(text: String, message: String) {
    let error = #expect(throws: ConfigurationError.self) { try read(text) }
    let description = error?.description ?? ""
    #expect(description.hasPrefix("c.yaml:"))
    // libyaml names the line at which it gave up, one further or not, by its version.
    if message.contains("did not find") {
      #expect(description.contains("did not find expected ',' or ']'"))
    } else {
      #expect(description == "c.yaml:" + message)
    }
  }

  @Test func aliasesOfAliasesAreRefusedAtOnce() throws {
    // 2 to the 40th nodes; the reader would visit each because one is a key.
    var bomb = "- &a0 [x, x]\n"
    for level in 1..<40 { bomb += "- &a\(level) [*a\(level - 1),*a\(level - 1)]\n" }
    bomb += "- ? *a39\n  : 1\n"
    let error = #expect(throws: ConfigurationError.self) { try read(bomb) }
    #expect(error?.message == "has more than 8 aliases (*name); write the values out")
    // Stars that are no aliases, and a few that are, do no harm.
    let stars = String(repeating: "*see* ", count: 20)
    let entries = try read(
      "ignore:\n- id: &all [PS101, PS201]\n  reason: a\n- {id: *all, reason: b}\n"
    ).ignore
    #expect(entries.map(\.rules) == [entries[0].rules, entries[0].rules])
    #expect(try read("ignore:\n- {id: PS101, reason: '\(stars)'}\n").ignore.count == 1)
  }

  @Test func messagesShortenLongValues() throws {
    let long = String(repeating: "x", count: 100_000)
    for text in ["fail-on: \(long)", "\(long): 1", "ignore: [{id: \(long), reason: r}]"] {
      let error = #expect(throws: ConfigurationError.self) { try read(text) }
      #expect(error.map { $0.message.count < 300 } == true)
    }
  }
}
