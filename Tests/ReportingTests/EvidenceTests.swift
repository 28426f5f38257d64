import Foundation
import PanicContract
import Testing

@testable import Reporting

/// What `show` writes, with names that nobody vouches for.
@Suite struct EvidenceTests {
  static let hostile = "main.\u{1B}[31m\u{202E}f\n\"</script>"

  static let evidence: BinaryEvidence = {
    let place = CodePlace(
      address: 0x401000, function: hostile,
      location: SourceLocation(file: "/src/\u{1B}]0;x\u{07}.go", line: 7))
    let track = StackTrack(
      depth: 8, tableDepth: 16, framePointer: .frame(-8), firstArgument: hostile)
    let line = FunctionListing.Line(
      address: 0x401000, bytes: [0xC3], text: "CALL \(hostile)(SB)", target: 0x402000,
      callee: hostile, location: place.location, notes: ["first \(hostile)", "second"],
      isMarked: true, track: track)
    var evidence = BinaryEvidence(
      path: "a\u{1B}b", goVersion: "go1.27.3", architecture: "amd64", era: "1.26+",
      stripped: true, functions: 1, notes: ["note \(hostile)"])
    evidence.listings = [
      FunctionListing(
        function: hostile, entry: 0x401000, end: 0x401001, location: place.location,
        scope: .main, facts: ["frame of 8 bytes"], lines: [line])
    ]
    let site = DeferSite(place: place, kind: .openCoded, target: place, scope: .main)
    evidence.defers = DeferEvidence(
      lowerings: [
        DeferLowering(
          site: site, slot: 0, order: 0,
          steps: [EvidenceStep(address: 1, text: hostile, note: hostile)])
      ],
      totals: [.openCoded: 1])
    evidence.sites = [
      SiteEvidence(place: place, callee: hostile, target: 2, verdict: hostile, scope: .main)
    ]
    evidence.runtime = RuntimeEvidence(
      functions: [
        RuntimeEvidence.Function(
          name: "runtime.gorecover", entry: 3,
          decisions: [
            RuntimeEvidence.Decision(
              address: 4, text: hostile, name: "goexit-test", meaning: "nil")
          ])
      ],
      properties: [("recover", "argp", "because")], eras: ["1.25"])
    evidence.tracking = TrackEvidence(
      functions: 1, instructions: 2, unknown: 1,
      disagreements: [
        TrackEvidence.Disagreement(function: hostile, place: place, depth: 8, tableDepth: 0)
      ],
      writers: [place], returnAddressWriters: [place])
    evidence.graphs = [
      PanicGraph(
        function: hostile,
        nodes: [
          PanicGraph.Node(kind: .function, title: hostile, detail: hostile),
          PanicGraph.Node(kind: .death, title: "the process ends", detail: nil),
        ],
        edges: [PanicGraph.Edge(from: 0, to: 1, label: hostile)])
    ]
    return evidence
  }()

  @Test func nothingReachesTheTerminalUnescaped() {
    var options = EvidenceOptions()
    options.sources = ["/src/\u{1B}]0;x\u{07}.go": Array(repeating: "x\u{1B}[2J", count: 7)]
    var out = OutputBuffer()
    Self.evidence.writeText(options: options, into: &out)
    Self.evidence.writeGraphs(as: .mermaid, into: &out)
    Self.evidence.writeGraphs(as: .dot, into: &out)
    for scalar in out.text.unicodeScalars where scalar != "\n" {
      #expect(!VisibleText.isHidden(scalar))
    }
    #expect(out.text.contains("!pcsp-0x10"))
    #expect(out.text.contains("x\\x1b[2J"))
  }

  @Test(.enabled(if: SchemaTests.hasValidator))
  func theSchemaHolds() throws {
    var out = OutputBuffer()
    let tool = AuditReport.Tool(name: "panicscope", version: "0")
    Self.evidence.writeJSON(tool: tool, options: EvidenceOptions(), into: &out)
    let schema = SchemaTests.folder.appendingPathComponent("panicscope-show.schema.json").path
    let good = try SchemaTests.run(
      ["-c", SchemaTests.script, schema, "whole"], input: out.text)
    #expect(good.status == 0, "\(good.text)")
    for (old, new) in [
      ("\"mismatch\": true", "\"mismatch\": 1"), ("\"eras\":", "\"ears\":"),
      ("\"kind\": \"death\"", "\"kind\": \"dead\""), ("\"pcsp\": 16", "\"pcsp\": \"16\""),
    ] {
      #expect(out.text.contains(old))
      let bad = try SchemaTests.run(
        ["-c", SchemaTests.script, schema, "whole"], input: out.text.replacing(old, with: new))
      #expect(bad.status == 1, "\(new) was accepted")
    }
  }

  private static let upgrade: UpgradeReport = {
    let place = CodePlace(address: 5, function: hostile, location: nil)
    return UpgradeReport(
      version: "1.27",
      subjects: [
        UpgradeSubject(
          path: hostile, goVersion: nil, era: "1.25", otherEra: "1.26+", recovers: 1,
          unknown: [
            UpgradeSubject.Use(
              place: place, how: .unknown, use: place, before: RecoverOutcome(.unknown, nil),
              after: nil, scope: .main)
          ],
          changes: [
            UpgradeSubject.Change(
              direction: .lost,
              use: UpgradeSubject.Use(
                place: place, how: .deferred, use: place,
                before: RecoverOutcome(.accidental, .inlinedIntoWrapper),
                after: RecoverOutcome(.ineffective, .tooDeep), scope: .main))
          ], notes: [hostile])
      ], errors: [AuditReport.Failure(path: hostile, message: hostile)])
  }()

  private static let difference: BinaryDifference = {
    let sample = Sample.subject(findings: [Sample.tooDeep, Sample.exposed], sites: true)
    let side = BinaryDifference.Side(
      path: hostile, goVersion: hostile, architecture: "arm64", era: "1.25", functions: 1)
    let line = evidence.listings[0].lines[0]
    return BinaryDifference(
      old: side, new: side, newFindings: sample.findings, goneFindings: sample.findings,
      unchangedFindings: 3,
      recovers: sample.recovers.map { BinaryDifference.RecoverChange(old: $0, new: $0) },
      addedRecovers: sample.recovers, removedRecovers: sample.recovers,
      addedGoroutines: sample.goroutines, removedGoroutines: sample.goroutines,
      defers: sample.defers.map { BinaryDifference.DeferChange(old: $0, new: $0) },
      function: FunctionDifference(
        function: hostile,
        rows: [
          FunctionDifference.Row(old: line, new: nil, isSame: false),
          FunctionDifference.Row(old: line, new: line, isSame: true),
        ],
        oldSize: 1, newSize: 2, removedCallees: [hostile], addedCallees: [hostile]))
  }()

  private static let variants = VariantReport(
    package: hostile, columns: [hostile, "b"],
    rows: [VariantReport.Row(title: hostile, cells: [nil, hostile])])

  @Test func nothingOfTheOthersReachesTheTerminalUnescaped() {
    var out = OutputBuffer()
    Self.upgrade.writeText(options: EvidenceOptions(), into: &out)
    Self.difference.writeText(options: EvidenceOptions(), into: &out)
    Self.variants.writeText(options: EvidenceOptions(), into: &out)
    for scalar in out.text.unicodeScalars where scalar != "\n" {
      #expect(!VisibleText.isHidden(scalar))
    }
    #expect(out.text.contains("LOST") && out.text.contains("1 recover is lost"))
    #expect(out.text.contains("UNKNOWN") && out.text.contains("what its compiler inlines"))
  }

  @Test(.enabled(if: SchemaTests.hasValidator), arguments: ["upgrade", "diff", "variants"])
  func theSchemasOfTheOthersHold(name: String) throws {
    let tool = AuditReport.Tool(name: "panicscope", version: "0")
    var out = OutputBuffer()
    var fault = ("", "")
    switch name {
    case "upgrade":
      Self.upgrade.writeJSON(tool: tool, options: EvidenceOptions(), into: &out)
      fault = ("\"direction\": \"lost\"", "\"direction\": \"left\"")
    case "diff":
      Self.difference.writeJSON(tool: tool, options: EvidenceOptions(), into: &out)
      fault = ("\"worse\": false", "\"worse\": null")
    default:
      Self.variants.writeJSON(tool: tool, into: &out)
      fault = ("\"same\": false", "\"sane\": false")
    }
    let schema = SchemaTests.folder.appendingPathComponent("panicscope-\(name).schema.json").path
    let good = try SchemaTests.run(["-c", SchemaTests.script, schema, "whole"], input: out.text)
    #expect(good.status == 0, "\(good.text)")
    #expect(out.text.contains(fault.0))
    let bad = try SchemaTests.run(
      ["-c", SchemaTests.script, schema, "whole"], input: out.text.replacing(fault.0, with: fault.1)
    )
    #expect(bad.status == 1)
  }

  @Test func onlyTheWantedScopesAreWritten() {
    var options = EvidenceOptions()
    options.scopes = [.std]
    var out = OutputBuffer()
    Self.evidence.writeText(options: options, into: &out)
    #expect(out.text.contains("deferproc or deferreturn in this --scope, 1 elsewhere"))
    #expect(out.text.contains("no defer statement in this --scope, 1 elsewhere"))
  }

  @Test func moreThanAFewAreNamedOnlyWhenAsked() {
    var report = Self.upgrade
    let use = report.subjects[0].unknown[0]
    report.subjects[0].unknown = Array(repeating: use, count: 9)
    for (all, named) in [(false, 5), (true, 9)] {
      var options = EvidenceOptions()
      options.all = all
      var out = OutputBuffer()
      report.writeText(options: options, into: &out)
      #expect(out.text.split(separator: "\n").count { $0.contains("UNKNOWN") } == named)
      #expect(out.text.contains("and 4 more; --all names them") == !all)
    }
  }

  @Test func severalDrawingsAreOneMermaidText() {
    let graph = PanicGraph(
      function: Self.hostile,
      nodes: [
        .init(kind: .function, title: "a", detail: nil),
        .init(kind: .inlined, title: "b", detail: "(inlined)"),
      ], edges: [.init(from: 0, to: 1, label: "unwinds to")])
    var evidence = Self.evidence
    evidence.graphs = [graph, graph]
    var out = OutputBuffer()
    evidence.writeGraphs(as: .mermaid, into: &out)
    #expect(out.text.split(separator: "\n").count { $0 == "flowchart TD" } == 1)
    #expect(out.text.contains("    g1n0 -->|\"unwinds to\"| g1n1\n  end\n"))
  }
}
