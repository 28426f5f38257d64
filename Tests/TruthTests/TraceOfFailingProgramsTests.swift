import Foundation
import TestSupport
import Testing

/// Six programs that die although they have a `recover()`: the trace names the cause of each in one
/// sentence.
@Suite(.enabled(if: Tool.canTrace)) struct TraceOfFailingProgramsTests {
  struct Program: Sendable, CustomTestStringConvertible {
    var name: String
    var kind: String
    var cause: String?
    /// What the sentence says, in this order.
    var words: [String]
    var status: Int32 = 2
    var testDescription: String { name }
  }

  static let programs = [
    Program(
      name: "nested-helper", kind: "recover-ineffective", cause: "too-deep",
      words: [
        "recover() in main.helper (main.go:8) returned nil because it is called by main.handler",
        "one frame too deep",
      ]),
    Program(
      name: "child-goroutine", kind: "no-recover-on-goroutine",
      words: [
        "nothing recovers on goroutine", "(main.worker), started by main.main (main.go:25)",
        "main.main.func1, deferred by main.main, runs on another goroutine",
      ]),
    Program(
      name: "outside-defer", kind: "recover-ineffective", cause: "never-deferred",
      words: ["recover() in main.try (main.go:", "main.try calls it in its own body"]),
    Program(
      name: "concurrent-map", kind: "fatal-error",
      words: [
        "\"concurrent map writes\" in main.write (main.go:14)", "no recover() can stop it",
        "two goroutines used a map at once",
      ]),
    Program(
      name: "c-fault", kind: "signal-in-c",
      words: [
        "SIGSEGV at address 0x0 was raised in C code, called by main._Cfunc_crash",
        "no recover() can stop it",
      ]),
    Program(
      name: "late-defer", kind: "defer-not-reached",
      words: [
        "main.parse panicked (main.go:8) before its defer statement (main.go:9) was reached",
        "main.parse.func1, which would have recovered, was never registered",
      ]),
  ]

  static let toolchains = [21, 24, 25, 26, 27].compactMap { GoToolchain.installed(1, $0) }

  @Test(arguments: toolchains, programs)
  func theCauseIsNamed(go: GoToolchain, program: Program) throws {
    let source = try String(
      contentsOfFile: "\(Tool.packageRoot)/Fixtures/failing/\(program.name)/main.go",
      encoding: .utf8)
    for flags in [[], ["-ldflags=-s -w"]] {
      let file = try go.build(
        files: ["main.go": source], flags: flags,
        environment: program.name == "c-fault" ? ["CGO_ENABLED": "1"] : [:])
      let (document, result) = try Tool.trace(file)
      let name = "\(go) \(program.name) \(flags)"
      #expect(result.status == program.status, "\(name): \(result.errors.suffix(500))")
      #expect(document.summary.exitStatus == Int(program.status))
      #expect(document.summary.lostEvents == 0)
      let episode = try #require(document.episodes.first, "\(name)")
      let explanation = episode.explanation
      #expect(explanation.kind == program.kind, "\(name): \(explanation.sentence)")
      #expect(explanation.cause == program.cause, "\(name): \(explanation.sentence)")
      var rest = explanation.sentence[...]
      for words in program.words {
        guard let found = rest.firstRange(of: words) else {
          Issue.record("\(name): not \"\(words)\" in: \(explanation.sentence)")
          break
        }
        rest = rest[found.upperBound...]
      }
      #expect(explanation.contradictions.isEmpty, "\(name): \(explanation.contradictions)")
      // The program's own streams are its own.
      #expect(!result.errors.contains("panicscope: "))
    }
  }
}
