import Foundation
import PanicContract
import Testing

@testable import Reporting

/// Traces as text, JSON, NDJSON and Mermaid.
@Suite struct TraceReportTests {
  private let all = [SampleTrace.tooDeep()] + SampleTrace.others

  @Test func theStoryBeginsWithItsCause() {
    #expect(
      SampleTrace.output(.text, [SampleTrace.tooDeep()]) == """
        panicscope: tracing bin/server: go1.27.3, 13 probes, engine BPF

        #1 panic died  goroutine 7 (main.worker), pid 42, at 1.5 ms, took 60 µs
          recover() in main.helper (handler.go:9) returned nil because it is called by main.handler, which is the deferred function: one frame too deep
          The panic of type main.T (main.value) began in main.work (handler.go:20), from SIGSEGV at address 0x0.
          fix: Defer main.helper itself, or call recover() in main.handler and pass its value on.
            panic of main.T main.value
              in main.work at /build/web/handler.go:20
            deferred call main.handler at /build/web/handler.go:14 (deferred by main.work, open-coded, has no recover that works)
              recover() in main.helper at /build/web/handler.go:9: nil (too-deep)
          0x400009  runtime.gorecover <- main.helper <- main.handler <- runtime.gopanic  ; 2 frames that are no wrappers; recover works with exactly 1
          gap: main.gap

        Summary: 1 panic in 1 episode: 1 died
          ineffective recover main.helper at /build/web/handler.go:9: 1 (too-deep)
          12 probe hits, 0 lost; about 13 µs of the program's time (estimated), 2.5 ms of panicscope's

        """)
  }

  @Test func whatRepeatsIsCounted() {
    let episodes = (1...5).map { SampleTrace.tooDeep(number: $0) }
    let text = SampleTrace.output(.text, episodes)
    #expect(text.contains("#1 panic died") && !text.contains("#2 panic"))
    #expect(text.contains("  5 times: recover() in main.helper"))
    #expect(text.contains("5 panics in 5 episodes: 5 died"))
    #expect(SampleTrace.output(.text, episodes) { $0.all = true }.contains("#5 panic died"))
  }

  /// The sentence names who recovered; what ran before may be another story each time.
  @Test func storiesAreCountedTogetherOnlyWhenAllOfThemIsTheSame() throws {
    let place = Sample.place("main.run.func1", 4)
    func told(_ number: Int, _ events: [EpisodeEvent]) -> TracedEpisode {
      var traced = SampleTrace.tooDeep(number: number)
      traced.episode.events = events
      traced.episode.outcome = .recovered(by: place)
      traced.explanation = traced.episode.explain()
      return traced
    }
    let failed = SampleTrace.tooDeep().episode.events.filter {
      if case .recoverCalled = $0.kind { true } else { false }
    }
    let deferred = EpisodeEvent(
      .deferredCallStarted(DeferredCall(function: Sample.place("fmt.Println", 306))))
    let kinds: [[EpisodeEvent]] = [[], failed, [deferred]]
    let episodes = (0..<9).map { told($0 + 1, kinds[$0 % 3]) }
    #expect(Set(episodes.map(\.explanation.sentence)).count == 1)
    let text = SampleTrace.output(.text, episodes)
    #expect(["#1 ", "#2 ", "#3 "].allSatisfy { text.contains($0) } && !text.contains("#4 "))
    let counts = text.split(separator: "\n").filter { $0.hasPrefix("  3 times: ") }
    #expect(counts.count == 3)
    #expect(counts.count { $0.hasSuffix("; recovers in vain before: main.helper: too-deep") } == 1)
  }

  @Test func whatWasNotRecoveredIsCounted() {
    var summary = TraceSummary()
    for episode in all { summary.add(episode) }
    // Died, fatal error, exit while panicking, fault; stuck is an interim account.
    #expect(summary.unrecovered == 4)
    #expect(summary.stuck == 1)
    var told = SampleTrace.tooDeep()
    told.episode.panics = []
    told.episode.outcome = .signal(SignalFact(number: 15))
    var other = TraceSummary()
    other.add(told)
    #expect(other.unrecovered == 0)
  }

  @Test func registersAreShownWhenAskedFor() {
    let text = SampleTrace.output(.text, [SampleTrace.tooDeep()]) { $0.registers = true }
    #expect(text.contains("PC=0x401000 SP=0xc000 stack=[0x8000,0x10000) on goroutine"))
  }

  @Test func colourOnlyRepeatsTheWords() throws {
    let plain = SampleTrace.output(.text, all)
    let coloured = SampleTrace.output(.text, all) { $0.color = true }
    #expect(coloured.contains("\u{1B}["))
    #expect(coloured.replacing(try Regex("\u{1B}\\[[0-9;]*m"), with: "") == plain)
  }

  @Test func mermaidIsASequence() {
    let text = SampleTrace.output(.mermaid, [SampleTrace.tooDeep()])
    for line in [
      "sequenceDiagram", "  participant P0 as runtime", "  participant P1 as main.work",
      "  P1->>P0: panic of main.T", "  P0->>P2: deferred call", "  P2->>P3: calls",
      "  P3->>P0: recover()", "  P0-->>P3: nil (too-deep)", "  P2-->>P0: returns",
    ] {
      #expect(text.split(separator: "\n").contains(Substring(line)), "\(line)\n\(text)")
    }
  }

  // MARK: Schema

  private func problems(_ text: String, schema: String, lines: Bool) throws -> (
    status: Int32, text: String
  ) {
    try SchemaTests.run(
      [
        "-c", SchemaTests.script, SchemaTests.folder.appendingPathComponent(schema).path,
        lines ? "lines" : "whole",
      ], input: text)
  }

  @Test(.enabled(if: SchemaTests.hasValidator))
  func jsonKeepsToItsSchema() throws {
    for episodes in [[], all, [SampleTrace.tooDeep(Sample.hostileText)]] {
      let result = try problems(
        SampleTrace.output(.json, episodes), schema: "panicscope-trace.schema.json", lines: false)
      #expect(result.status == 0, "\(result.text)")
      let records = try problems(
        SampleTrace.output(.ndjson, episodes), schema: "panicscope-trace-ndjson.schema.json",
        lines: true)
      #expect(records.status == 0, "\(records.text)")
    }
  }

  @Test(.enabled(if: SchemaTests.hasValidator))
  func aWrongFieldIsRefused() throws {
    let good = SampleTrace.output(.json, all)
    for (old, new) in [
      ("\"outcome\": \"died\"", "\"outcome\": \"dead\""), ("\"sentence\":", "\"phrase\":"),
      ("\"reason\": \"frame-count\"", "\"reason\": \"because\""), ("\"hits\":", "\"hit\":"),
      ("\"kind\": \"open-coded\"", "\"kind\": \"open\""),
    ] {
      #expect(good.contains(old), "\(old)")
      let result = try problems(
        good.replacing(old, with: new), schema: "panicscope-trace.schema.json", lines: false)
      #expect(result.status == 1, "\(new) was accepted")
    }
  }

  // MARK: Hostile names

  @Test(arguments: TraceFormat.allCases)
  func nothingHiddenReachesTheOutput(format: TraceFormat) {
    let text = SampleTrace.output(
      format, [SampleTrace.tooDeep(Sample.hostileText)], path: Sample.hostileText
    ) { $0.all = true }
    let hidden = text.unicodeScalars.filter { $0 != "\n" && VisibleText.isHidden($0) }
    #expect(hidden.isEmpty)
    if format == .json || format == .ndjson { #expect(!text.contains("</")) }
  }
}
