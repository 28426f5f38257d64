import Foundation
import PanicContract
import Reporting
import Testing

@Suite struct ExplainReportTests {
  static let hostile = "main.f\u{1B}[31m|`@all`\u{202E}"

  static let report: ExplainReport = {
    let place = CodePlace(
      address: 0x4a3f20, function: hostile, location: SourceLocation(file: "/src/a.go", line: 12))
    let frame = StackFrame(place: place)
    var episode = PanicEpisode(
      source: .text, era: nil,
      goroutine: GoroutineIdentity(id: 7, root: place, createdBy: place, creatorID: 1),
      panics: [
        PanicRecord(origin: .explicit, valueText: "a secret", callers: [frame], state: .running)
      ])
    episode.stackAtEnd = [frame]
    episode.outcome = .died
    let explanation = Explanation(
      kind: .noRecoverOnGoroutine, sentence: "nothing recovered the panic (a secret) in \(hostile)",
      details: ["the value was a secret"], advice: "Recover there.",
      evidence: [
        Evidence(address: 0x4a3f20, bytes: [0xE8], text: "CALL", location: nil, note: "proof")
      ])
    return ExplainReport(
      tool: AuditReport.Tool(name: "panicscope", version: "0"), source: .text, subject: "log",
      remains: [
        Remains(
          lines: 3...9, episode: episode, explanation: explanation, goVersion: "1.24.3",
          goroutines: [
            GoroutineSummary(identity: episode.goroutine, status: "running", frames: [frame])
          ])
      ], notices: ["1 report of the race detector passed over"])
  }()

  private func text(
    _ format: ExplainFormat, _ change: (inout ExplainReportOptions) -> Void = { _ in }
  ) -> String {
    var options = ExplainReportOptions()
    change(&options)
    var out = OutputBuffer()
    Self.report.write(as: format, options: options, into: &out)
    return out.text
  }

  @Test(arguments: ExplainFormat.allCases)
  func namesCannotReachTheTerminal(format: ExplainFormat) {
    let text = text(format)
    #expect(!text.contains("\u{1B}") && !text.contains("\u{202E}"))
    #expect(text.contains("secret") && text.contains("12"))
  }

  @Test(arguments: ExplainFormat.allCases)
  func valuesCanBeHidden(format: ExplainFormat) {
    #expect(!text(format) { $0.showValues = false }.contains("a secret"))
  }

  @Test func markdownHasNoMarkupFromNames() {
    let text = text(.markdown)
    for line in text.split(separator: "\n") where line.hasPrefix("nothing recovered") {
      #expect(line.contains("\\|\\`\\@all\\`"))
    }
    #expect(!text.contains(" @all"))
  }

  @Test func textTellsKindLinesAndEvidence() {
    let text = text(.text)
    #expect(text.hasPrefix("log, lines 3-9: died of a panic\n"))
    #expect(text.contains("no-recover-on-goroutine, confidence high"))
    #expect(text.contains("0x4a3f20  e8  CALL  ; proof"))
    #expect(text.contains("race detector"))
  }

  @Test(.enabled(if: SchemaTests.hasValidator))
  func theSchemaHolds() throws {
    let schema = SchemaTests.folder.appendingPathComponent("panicscope-explain.schema.json").path
    let good = try SchemaTests.run(
      ["-c", SchemaTests.script, schema, "whole"], input: text(.json))
    #expect(good.status == 0, "\(good.text)")
    for (old, new) in [
      ("\"source\": \"crash-text\"", "\"source\": \"tea\""), ("\"remains\":", "\"left\":"),
      ("\"firstLine\": 3", "\"firstLine\": \"3\""),
    ] {
      let bad = try SchemaTests.run(
        ["-c", SchemaTests.script, schema, "whole"], input: text(.json).replacing(old, with: new))
      #expect(bad.status == 1, "\(new) was accepted")
    }
  }
}
