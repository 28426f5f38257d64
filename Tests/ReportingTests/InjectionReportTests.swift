import PanicContract
import Testing

@testable import Reporting

/// Reports of injected panics, from values alone.
@Suite struct InjectionReportTests {
  private static let tool = AuditReport.Tool(name: "panicscope", version: "0")

  private static func place(_ function: String, line: Int) -> CodePlace {
    CodePlace(
      address: 0x40_1000, function: function,
      location: SourceLocation(file: "/src/main.go", line: line))
  }

  private static let survived = InjectionResult(
    kind: .panic(text: "<&\u{1B}[31m"), outcome: .survived, place: place("main.step", line: 9),
    hits: 3,
    goroutine: GoroutineIdentity(
      id: 7, root: place("main.guarded", line: 5), createdBy: place("main.main", line: 20),
      creatorID: 1),
    recoveredBy: place("main.guarded.func1", line: 6), resumedIn: place("main.guarded", line: 5),
    end: .exited(status: 0))

  private static let died = InjectionResult(
    kind: .nilDereference, outcome: .died, place: place("main.exposed", line: 30), hits: 1,
    goroutine: GoroutineIdentity(id: 8, root: place("main.exposed", line: 30)),
    failedRecovers: [place("main.help", line: 40)], end: .exited(status: 2), notes: ["a note"])

  private static func report(_ result: InjectionResult) -> InjectionReport {
    InjectionReport(
      tool: tool, path: "bin/app", goVersion: "go1.27.3", mainModule: "example.com/app",
      command: ["bin/app", "--x"], result: result)
  }

  private static let campaign = CampaignReport(
    tool: tool, path: "bin/app", goVersion: nil, mainModule: nil, command: ["bin/app"],
    rows: [
      row("main.guarded", .guarded, survived), row("main.exposed", .exposed, died),
      row("main.wrong", .guarded, died), row("main.open", .unknown, died),
      CampaignRow(
        root: place("main.failed", line: 1), startedAt: [], via: "finalizer", predicted: .exposed,
        guardedBy: nil, failure: "could not <run>"),
      CampaignRow(
        kind: .handler, root: place("main.handle", line: 60),
        startedAt: [place("net/http.HandlerFunc.ServeHTTP", line: 2)], via: nil,
        predicted: .guarded, guardedBy: nil, result: survived),
    ], rootsNotReached: 4, rootsLeftOut: 2)

  private static func row(
    _ name: String, _ predicted: Guard, _ result: InjectionResult
  ) -> CampaignRow {
    CampaignRow(
      root: place(name, line: 5), startedAt: [place("main.main", line: 20)], via: nil,
      predicted: predicted, guardedBy: nil, result: result)
  }

  private func text(_ report: InjectionReport, _ format: InjectionFormat = .text) -> String {
    var out = OutputBuffer()
    report.write(as: format, options: ReportOptions(), into: &out)
    return out.text
  }

  private func text(_ report: CampaignReport, _ format: InjectionFormat = .text) -> String {
    var out = OutputBuffer()
    report.write(as: format, options: ReportOptions(), into: &out)
    return out.text
  }

  @Test func theStoryNamesWhoRecovered() {
    let text = text(Self.report(Self.survived))
    #expect(text.contains("main.guarded.func1"))
    #expect(text.contains("SURVIVED: the program ended with exit status 0"))
    #expect(text.contains("at hit 3"))
    #expect(!text.contains("\u{1B}"))
  }

  @Test func theStoryNamesTheExposedRoot() {
    let text = text(Self.report(Self.died))
    #expect(text.contains("nobody recovered: main.exposed is exposed"))
    #expect(text.contains("recover() in main.help"))
    #expect(text.contains("DIED: the program ended with exit status 2"))
  }

  @Test func agreementIsCounted() {
    #expect(Self.campaign.rows.map(\.agreement) == [.agrees, .agrees, .disagrees, .open, .open, .agrees])
    let text = text(Self.campaign)
    #expect(
      text.contains("5 roots and 1 handler, one run each: 3 as predicted, 1 not, 2 open"))
    #expect(text.contains("\nHANDLER "))
    #expect(text.contains("4 roots of the binary were not reached"))
    #expect(text.contains("DISAGREES"))
  }

  @Test func junitFailsWhereTheAuditIsWrong() {
    let text = text(Self.campaign, .junit)
    #expect(text.contains("tests=\"6\" failures=\"1\" errors=\"1\" skipped=\"1\""))
    #expect(text.contains("<testcase classname=\"handlers\" name=\"main.handle\"></testcase>"))
    #expect(text.contains("<failure message=\"predicted guarded, observed died\"/>"))
    #expect(text.contains("<error message=\"could not &lt;run&gt;\"/>"))
  }

  @Test(.enabled(if: SchemaTests.hasValidator))
  func theSchemaHolds() throws {
    let schema = SchemaTests.folder.appendingPathComponent("panicscope-inject.schema.json").path
    let outputs = [
      text(Self.report(Self.survived), .json), text(Self.report(Self.died), .json),
      text(Self.campaign, .json),
    ]
    for output in outputs {
      let result = try SchemaTests.run(["-c", SchemaTests.script, schema, "whole"], input: output)
      #expect(result.status == 0, "\(result.text)")
      let wrong = output.replacing("\"outcome\"", with: "\"outcom\"")
      let refused = try SchemaTests.run(["-c", SchemaTests.script, schema, "whole"], input: wrong)
      #expect(refused.status == 1)
    }
  }
}
