import PanicContract

@testable import Reporting

/// Traces made by hand.
enum SampleTrace {
  static func frame(_ name: String, _ line: Int, wrapper: Bool = false) -> StackFrame {
    StackFrame(
      place: Sample.place(name, line, address: 0x40_0000 + UInt64(line)), isWrapper: wrapper)
  }

  static func header(_ path: String = "bin/server") -> TraceHeader {
    TraceHeader(
      tool: AuditReport.Tool(name: "panicscope", version: "1.2.3"), path: path,
      command: [path, "--port"], goVersion: "go1.27.3", era: "1.26+",
      mainModule: "example.com/server", engine: "BPF", probes: 13)
  }

  /// One frame too deep; names are prefixed to make hostile ones.
  static func tooDeep(_ prefix: String = "main.", number: Int = 1) -> TracedEpisode {
    let frames = [frame(prefix + "helper", 9), frame(prefix + "handler", 14)]
    let seen = RecoverObservation(
      place: frames[0].place, frames: frames, panicPresent: true, isGoexit: false,
      alreadyRecovered: false, recovered: false, panic: 0)
    let call = DeferredCall(
      function: frames[1].place, registeredBy: Sample.place(prefix + "work", 18), kind: .openCoded,
      canRecover: false)
    let registers = RegisterReading(
      values: [("PC", 0x401000), ("SP", 0xc000)], stackBounds: 0x8000..<0x10000, stack: .goroutine)
    let episode = PanicEpisode(
      source: .trace, era: ContractEra.all.last,
      goroutine: GoroutineIdentity(
        id: 7, root: Sample.place(prefix + "worker", 2),
        createdBy: Sample.place(prefix + "start", 3),
        creatorID: 1),
      panics: [
        PanicRecord(
          origin: .signal(SignalFact(number: 11, code: 1, address: 0, programCounter: 0x401000)),
          valueType: prefix + "T", valueText: prefix + "value",
          callers: [frame("runtime.sigpanic", 1), frame(prefix + "work", 20)], state: .running)
      ],
      events: [
        EpisodeEvent(.panicBegan(0), time: 5_000, thread: 3, registers: registers),
        EpisodeEvent(.deferredCallStarted(call), time: 6_000, thread: 3),
        EpisodeEvent(.recoverCalled(seen), time: 7_000, thread: 3),
        EpisodeEvent(.deferredCallReturned(call), time: 8_000, thread: 3),
      ], outcome: .died, pending: [call],
      recoversElsewhere: [RecoverElsewhere(goroutine: GoroutineIdentity(id: 1), deferred: call)],
      gaps: [prefix + "gap"])
    return TracedEpisode(
      number: number, process: 42, began: 1_500_000, ended: 1_560_000, episode: episode,
      explanation: episode.explain())
  }

  static var others: [TracedEpisode] {
    let outcomes: [EpisodeOutcome] = [
      .recovered(by: Sample.place("main.guard", 4)), .fatalError(text: "concurrent map writes"),
      .exited(status: 3), .signal(SignalFact(number: 11, code: 1, address: 0)), .goexit, .stuck,
      .unknown,
    ]
    return outcomes.enumerated().map { index, outcome in
      var traced = tooDeep(number: index + 2)
      traced.episode.outcome = outcome
      let kind: EpisodeEvent.Kind =
        switch outcome {
        case .recovered(let place): .recoveryCommitted(panic: 0, at: place, skipped: 1)
        case .fatalError(let text): .fatalError(text: text)
        case .exited(let status): .exit(status: status)
        case .signal(let fact): .signal(fact)
        case .goexit: .goexitBegan(0)
        case .died, .stuck, .unknown: .blocked(nanoseconds: 5_000_000)
        }
      traced.episode.events.append(EpisodeEvent(kind))
      traced.explanation = traced.episode.explain()
      traced.isInterim = outcome == .stuck
      return traced
    }
  }

  static func output(
    _ format: TraceFormat, _ episodes: [TracedEpisode], path: String = "bin/server",
    _ configure: (inout TraceReportOptions) -> Void = { _ in }
  ) -> String {
    var options = TraceReportOptions()
    configure(&options)
    var bytes: [UInt8] = []
    var writer = format.writer(options: options) { bytes += $0 }
    var summary = TraceSummary()
    writer.begin(header(path))
    for episode in episodes {
      summary.add(episode)
      writer.add(episode)
    }
    summary.hits = 12
    summary.ownTime = 2_500_000
    summary.estimatedCost = 13_000
    summary.exitStatus = 2
    writer.end(summary)
    return String(decoding: bytes, as: UTF8.self)
  }
}
