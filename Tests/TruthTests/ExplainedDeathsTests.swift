import Foundation
import TestSupport
import Testing

/// What `explain` finds in the text of a death together with the executable: the cause that a trace of
/// the same program sees.
@Suite struct ExplainedDeathsTests {
  struct Death: Sendable, CustomTestStringConvertible {
    var id: String
    var kind = "recover-ineffective"
    var cause: String?
    var mode: String?
    var testDescription: String { id }
  }

  static let deaths = [
    Death(id: "helper-too-deep", cause: "too-deep"),
    Death(id: "wrapper-argument", cause: "too-deep"),
    Death(id: "wrapper-loop", cause: "too-deep"),
    Death(id: "nested-defer", cause: "too-deep"),
    Death(id: "defer-recover", cause: "defer-recover"),
    Death(id: "range-recover-in-body", cause: "range-over-func-body"),
    Death(id: "range-defer-recover", cause: "defer-recover"),
    Death(id: "evaluated-as-argument", cause: "evaluated-as-argument"),
    Death(id: "go-for-defer", cause: "other-goroutine"),
    Death(id: "handler-asserts", kind: "handler-panicked", mode: "string"),
    Death(id: "illusion-parent", kind: "no-recover-on-goroutine"),
  ]

  /// With the frames of the runtime and of other goroutines, among them such that functions were inlined
  /// into, the text still fits its executable.
  @Test(arguments: ["single", "system"])
  func theCauseIsFoundInTheCode(level: String) throws {
    let entry = try #require(
      try Matrix.entries.get().first { $0.name == "1.27.3/default" }, "no such cell")
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for death in Self.deaths {
      let result = try runCommand(
        entry.binary, [death.id] + [death.mode].compactMap { $0 },
        environment: ["GOTRACEBACK": level, "GOMAXPROCS": "2"])
      #expect(result.status == 2, "\(death.id) lives")
      let log = folder + "/crash.log"
      try result.errors.write(toFile: log, atomically: true, encoding: .utf8)
      let output = try Tool.run(
        try Tool.panicscope(), ["explain", "-o", "json", "--binary", entry.binary, log])
      let explanation = try ExplanationDocument.first(in: output, death.id)
      #expect(explanation.kind == death.kind, "\(death.id): \(explanation.sentence)")
      #expect(explanation.cause == death.cause, "\(death.id): \(explanation.sentence)")
    }
  }
}
