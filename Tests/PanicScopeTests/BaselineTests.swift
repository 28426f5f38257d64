import Foundation
import PanicContract
import Testing

@testable import PanicScope

@Suite struct BaselineTests {
  private func withFile(_ body: (String) throws -> Void) throws {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("panicscope-\(UUID().uuidString).json").path
    defer { try? FileManager.default.removeItem(atPath: file) }
    try body(file)
  }

  @Test func writtenAndReadAgainItIsTheSame() throws {
    let strange = "main.a\"\\\n\u{1B}\u{202E}</x>\u{1F600}é"
    let report = Fake.report([
      Fake.finding("PS201", .high, in: strange), Fake.finding("PS101", .low, in: "b"),
      Fake.finding("PS101", .low, in: "a"), Fake.finding("PS101", .low, in: "a"),
    ])
    try withFile { file in
      let written = Baseline(report)
      try written.write(to: file)
      let read = try Baseline(contentsOf: file)
      #expect(read.entries == written.entries)
      #expect(read.entries.map(\.symbol) == ["a", "b", strange])
    }
  }

  @Test func suppressedFindingsAreNotAccepted() {
    var finding = Fake.finding("PS201", .high, in: "f")
    finding.suppression = Suppression(reason: "r", expires: nil)
    #expect(Baseline(Fake.report([finding])).entries.isEmpty)
  }

  @Test(arguments: [
    ("{}", "is no baseline; `panicscope baseline write` makes one"),
    ("[1,", "is no JSON, line 1"),
    ("{\n\"kind\":\n}", "is no JSON, line 3"),
    (
      "{\"kind\":\"panicscope-baseline\",\"schemaVersion\":\"2.0.0\",\"findings\":[]}",
      "is a baseline of a newer panicscope"
    ),
    (
      "{\"kind\":\"panicscope-baseline\",\"schemaVersion\":\"1.0.0\",\"findings\":[{}]}",
      "has a finding without its fields"
    ),
  ])
  func whatIsNoBaselineIsRefused(text: String, message: String) throws {
    try withFile { file in
      try Data(text.utf8).write(to: URL(fileURLWithPath: file))
      #expect(throws: BaselineError(path: file, message: message)) {
        try Baseline(contentsOf: file)
      }
    }
  }

  @Test func endlessFilesAreRefused() {
    #expect(throws: BaselineError(path: "/dev/zero", message: "is longer than 16 MiB")) {
      try Baseline(contentsOf: "/dev/zero")
    }
  }

  @Test func anOldFileSurvivesAFailedWrite() throws {
    let baseline = Baseline(Fake.report([]))
    #expect(throws: BaselineError.self) { try baseline.write(to: "/nonexistent/b.json") }
    #expect(throws: BaselineError.self) { try baseline.write(to: "/") }
  }
}

@Suite struct JSONValueTests {
  @Test func readsWhatRFC8259Allows() throws {
    let value = try JSONValue(
      parsing: Array(#" {"a":[1,-2.5e3,true,false,null,"\u0041\n\ud83d\ude00\/é"],"b":{}} "#.utf8))
    #expect(
      value
        == .object([
          "a": .array([
            .number("1"), .number("-2.5e3"), .bool(true), .bool(false), .null,
            .string("A\n\u{1F600}/é"),
          ]), "b": .object([:]),
        ]))
  }

  @Test(arguments: [
    "", "{", "[", "\"", "\"\\", "\"\\u12", "\"\\ud800\"", "\"\\ud800\\u0041\"", "tru", "{\"a\"}",
    "{a:1}", "[1 2]", "1 2", "[1,]", "\"a\u{1}\"", "-", "\"\\u+123\"", "{\"a\":}",
  ])
  func refusesTheRest(text: String) {
    #expect(throws: JSONValue.SyntaxError.self) { try JSONValue(parsing: Array(text.utf8)) }
  }

  @Test func depthIsLimitedAndInvalidUTF8Refused() {
    let deep = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
    #expect(throws: JSONValue.SyntaxError.self) { try JSONValue(parsing: deep) }
    #expect(throws: JSONValue.SyntaxError.self) { try JSONValue(parsing: [0x22, 0xFF, 0x22]) }
  }
}
