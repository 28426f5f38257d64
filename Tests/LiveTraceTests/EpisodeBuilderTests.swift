import GoRuntimeModel
import LiveTrace
import PanicContract
import TestSupport
import Testing

/// Events replayed to episodes.
@Suite struct EpisodeBuilderTests {
  private static let toolchains = [
    GoToolchain.installed(1, 21), .installed(1, 24), .installed(1, 27),
  ]
  .compactMap { $0 }

  private func panicked(_ events: inout ReplayedEvents, in function: String) -> [ProbeEvent] {
    [
      events.event(.gopanicEnter, callers: ReplayedEvents.callers(function)),
      events.event(.deferNext, panics: [0xC0]),
    ]
  }

  private func run(_ builder: inout EpisodeBuilder, _ events: [ProbeEvent]) -> [EpisodeBuilder
    .Finished]
  {
    events.flatMap { builder.add($0) }
  }

  @Test(arguments: toolchains)
  func aRecoveredPanicIsOneEpisode(go: GoToolchain) throws {
    var events = try ReplayedEvents(go)
    var builder = events.builder()
    var list = panicked(&events, in: "protected")
    let guardEntry = events.closure("main.guard")
    list.append(events.event(.deferRun, panics: [0xC0]) { $0.closure = guardEntry })
    // The goroutine goes on on another thread, and its stack has moved.
    events.thread = 11
    events.stackHigh = 0x90_0000
    list.append(
      events.event(.recoverEnter, callers: ["main.guard", "runtime.gopanic"], panics: [0xC0]))
    list.append(
      events.event(.recoverVerdict, callers: ["main.guard", "runtime.gopanic"], panics: [0xC0]) {
        $0.recovers = true
      })
    list.append(events.event(.recoveryEnter, panics: [0xC0]))
    #expect(run(&builder, list).isEmpty)
    let ended = builder.add(events.event(.recoveryGogo))
    #expect(ended.count == 1)
    let episode = try #require(ended.first?.episode)
    guard case .recovered(let by) = episode.outcome else {
      Issue.record("\(episode.outcome)")
      return
    }
    #expect(by?.function == "main.guard")
    #expect(episode.panics.count == 1 && episode.panics[0].state == .recovered)
    #expect(episode.panics[0].callers.first?.place.function == "main.work")
    #expect(episode.explain().contradictions.isEmpty)
    #expect(builder.processEnded(1, .exited(status: 0), time: 9).isEmpty)
  }

  @Test(arguments: toolchains)
  func aRecoverWithoutVerdictReturnedNil(go: GoToolchain) throws {
    var events = try ReplayedEvents(go)
    var builder = events.builder()
    var list = panicked(&events, in: "main")
    let handler = events.closure("main.handler")
    list.append(events.event(.deferRun, panics: [0xC0]) { $0.closure = handler })
    list.append(
      events.event(
        .recoverEnter, callers: ["main.helper", "main.handler", "runtime.gopanic"], panics: [0xC0]
      ) {
        $0.registers.words[0] = 0x1234
      })
    list.append(events.event(.deferNext, panics: [0xC0]))
    list.append(events.event(.deferRun, panics: [0xC0]))
    // The runtime's own recover while it prints.
    list.append(
      events.event(.recoverEnter, callers: ["runtime.preprintpanics.func1"], panics: [0xC0]))
    #expect(run(&builder, list).isEmpty)
    let ended = builder.add(events.event(.fatalPanic, callers: ["runtime.gopanic"], panics: [0xC0]))
    let explanation = try #require(ended.first?.episode).explain()
    #expect(explanation.cause == .tooDeep)
    #expect(explanation.sentence.contains("called by main.handler, which is the deferred function"))
    #expect(explanation.contradictions.isEmpty)
    let calls = ended[0].episode.events.count {
      if case .recoverCalled = $0.kind { true } else { false }
    }
    #expect(calls == 1)
  }

  /// GOTRACEBACK=crash and C archives: after the text of the panic the runtime raises SIGABRT.
  @Test(arguments: toolchains)
  func theSignalThatARuntimeDiesWithIsNoEpisode(go: GoToolchain) throws {
    var events = try ReplayedEvents(go)
    var builder = events.builder()
    #expect(run(&builder, panicked(&events, in: "main")).isEmpty)
    let died = builder.add(events.event(.fatalPanic, callers: ["runtime.gopanic"], panics: [0xC0]))
    #expect(died.count == 1 && died[0].episode.outcome == .died)
    #expect(builder.add(events.event(.dieFromSignal)).isEmpty)
    #expect(builder.processEnded(1, .signal(6), time: 9).isEmpty)
    // The number is given to another process later.
    #expect(builder.processEnded(1, .signal(6), time: 10).count == 1)
  }

  @Test(arguments: toolchains)
  func aSecondPanicBelongsToTheEpisode(go: GoToolchain) throws {
    var events = try ReplayedEvents(go)
    var builder = events.builder()
    var list = panicked(&events, in: "nested")
    let again = events.closure("main.again")
    list.append(events.event(.deferRun, panics: [0xC0]) { $0.closure = again })
    list.append(
      events.event(.recoverVerdict, callers: ["main.again", "runtime.gopanic"], panics: [0xC0]) {
        $0.recovers = true
      })
    list.append(
      events.event(
        .gopanicEnter, callers: ["main.again", "runtime.gopanic", "main.work"], panics: [0xC0]))
    list.append(events.event(.deferNext, panics: [0x200, 0xC0]))
    list.append(events.event(.deferRun, panics: [0x200, 0xC0]))
    #expect(run(&builder, list).isEmpty)
    let ended = builder.add(events.event(.fatalPanic, panics: [0x200, 0xC0]))
    let episode = try #require(ended.first?.episode)
    #expect(episode.panics.count == 2)
    let explanation = episode.explain()
    #expect(explanation.kind == .repanicked)
    #expect(explanation.sentence.contains("main.again recovered the panic and panicked again"))
  }

  @Test(arguments: toolchains)
  func anInnerPanicThatIsRecoveredLeavesTheOuterOne(go: GoToolchain) throws {
    var events = try ReplayedEvents(go)
    var builder = events.builder()
    var list = panicked(&events, in: "main")
    let handler = events.closure("main.handler")
    let guardEntry = events.closure("main.guard")
    list.append(events.event(.deferRun, panics: [0xC0]) { $0.closure = handler })
    list.append(
      events.event(.gopanicEnter, callers: ["main.work", "main.handler"], panics: [0xC0]))
    list.append(events.event(.deferNext, panics: [0x200, 0xC0]))
    list.append(events.event(.deferRun, panics: [0x200, 0xC0]) { $0.closure = guardEntry })
    list.append(
      events.event(
        .recoverVerdict, callers: ["main.guard", "runtime.gopanic"], panics: [0x200, 0xC0]
      ) {
        $0.recovers = true
      })
    list.append(events.event(.recoveryGogo, panics: [0xC0]))
    #expect(run(&builder, list).isEmpty)
    let ended = builder.add(events.event(.fatalPanic, panics: [0xC0]))
    let episode = try #require(ended.first?.episode)
    #expect(episode.outcome == .died)
    #expect(episode.panics.map(\.state) == [.running, .recovered])
    let explanation = episode.explain()
    #expect(explanation.kind == .noRecoverOnGoroutine)
    #expect(explanation.sentence.hasSuffix("main.handler ran and did not recover this panic"))
    #expect(explanation.details.contains { $0.hasPrefix("Panic 2: ") && $0.contains("main.guard") })
    let calls = episode.events.compactMap { event -> Bool?? in
      guard case .deferredCallStarted(let call) = event.kind else { return nil }
      return .some(call.canRecover)
    }
    #expect(calls == [nil, true])
  }

  @Test(arguments: toolchains)
  func exitInADeferredCallEndsTheEpisode(go: GoToolchain) throws {
    var events = try ReplayedEvents(go)
    var builder = events.builder()
    var list = panicked(&events, in: "leaving")
    let leave = events.closure("main.leave")
    list.append(events.event(.deferRun, panics: [0xC0]) { $0.closure = leave })
    _ = run(&builder, list)
    let ended = builder.add(
      events.event(.exit, callers: ["os.Exit", "main.leave"], panics: [0xC0]) {
        $0.registers.words[0] = 3
      })
    #expect(ended.first?.episode.outcome == .exited(status: 3))
    #expect(ended.first?.episode.explain().kind == .exitDuringPanic)
  }

  @Test(arguments: toolchains)
  func aFatalErrorSwallowsThePanicAndEndsAllEpisodes(go: GoToolchain) throws {
    var events = try ReplayedEvents(go)
    var builder = events.builder()
    _ = run(&builder, panicked(&events, in: "main"))
    events.goroutine = 2
    _ = run(&builder, panicked(&events, in: "main"))
    let ended = builder.add(
      events.event(.fatalEnter, callers: ["sync.fatal", "main.main"], panics: [0xC0]) {
        $0.message = Array("sync: unlock of unlocked mutex".utf8)
      })
    #expect(ended.count == 2)
    #expect(ended[0].episode.outcome == .fatalError(text: "sync: unlock of unlocked mutex"))
    #expect(ended[0].episode.explain().details.contains { $0.hasPrefix("It hides a panic") })
    #expect(ended[1].episode.outcome == .unknown)
    #expect(builder.add(events.event(.dieFromSignal) { $0.registers.words[0] = 6 }).isEmpty)
    #expect(builder.processEnded(1, .signal(6), time: 1).isEmpty)
  }

  /// The panic of one goroutine hangs and that of another ends the process.
  @Test(arguments: toolchains)
  func theEndBelongsToTheGoroutineThatDied(go: GoToolchain) throws {
    var events = try ReplayedEvents(go)
    var builder = events.builder()
    events.goroutine = 7
    var list = panicked(&events, in: "leaving")
    let leave = events.closure("main.leave")
    list.append(events.event(.deferRun, panics: [0xC0]) { $0.closure = leave })
    events.goroutine = 1
    list += panicked(&events, in: "main")
    #expect(run(&builder, list).isEmpty)
    let died = builder.add(events.event(.fatalPanic, callers: ["runtime.gopanic"], panics: [0xC0]))
    #expect(died.map(\.episode.outcome) == [.died])
    let ended = builder.processEnded(1, .exited(status: 2), time: events.time)
    #expect(ended.map(\.episode.outcome) == [.stuck])
    #expect(ended.first?.episode.interruption?.cause == .panicElsewhere)
  }

  @Test func aPanicWithoutAStepIsToldOnce() throws {
    let go = try #require(Self.toolchains.last)
    var events = try ReplayedEvents(go)
    var builder = events.builder { $0.stuckAfter = 1_000_000 }
    var list = panicked(&events, in: "leaving")
    let leave = events.closure("main.leave")
    list.append(events.event(.deferRun, panics: [0xC0]) { $0.closure = leave })
    _ = run(&builder, list)
    #expect(builder.advance(to: events.time + 999_999).isEmpty)
    let told = builder.advance(to: events.time + 2_000_000)
    #expect(told.count == 1 && told[0].isInterim && told[0].episode.outcome == .stuck)
    #expect(builder.advance(to: events.time + 9_000_000).isEmpty)
    let ended = builder.processEnded(1, .exited(status: 2), time: events.time)
    #expect(ended.count == 1 && ended[0].number == told[0].number)
    // Whose panic the process died of had run all its deferred calls.
    #expect(ended[0].episode.outcome == .stuck)
    #expect(ended[0].episode.interruption?.cause == .exited(status: 2))
  }

  @Test func aLostEndIsAGap() throws {
    let go = try #require(Self.toolchains.last)
    var events = try ReplayedEvents(go)
    var builder = events.builder()
    _ = run(&builder, panicked(&events, in: "protected"))
    let ended = builder.add(
      events.event(.gopanicEnter, callers: ReplayedEvents.callers("protected")))
    #expect(ended.count == 1)
    #expect(ended.first?.episode.outcome == .unknown)
    #expect(ended.first?.episode.gaps == ["its end was not seen: events were lost"])
  }

  @Test func goroutinesDoNotMix() throws {
    let go = try #require(Self.toolchains.last)
    var events = try ReplayedEvents(go)
    var builder = events.builder()
    for id in 1...20 as ClosedRange<UInt64> {
      events.goroutine = id
      _ = run(&builder, panicked(&events, in: "protected"))
    }
    var ended: [EpisodeBuilder.Finished] = []
    for id in (1...20 as ClosedRange<UInt64>).reversed() {
      events.goroutine = id
      ended += builder.add(
        events.event(.recoverVerdict, callers: ["main.guard", "runtime.gopanic"], panics: [0xC0]) {
          $0.recovers = true
        })
      ended += builder.add(events.event(.recoveryGogo))
    }
    #expect(ended.count == 20)
    #expect(ended.allSatisfy { if case .recovered = $0.episode.outcome { true } else { false } })
    #expect(ended.map { $0.episode.goroutine.id } == (1...20).reversed().map { UInt64($0) })
  }

  @Test func goexitAloneIsNoPanic() throws {
    let go = try #require(Self.toolchains.last)
    var events = try ReplayedEvents(go)
    var builder = events.builder()
    _ = builder.add(events.event(.goexitEnter, callers: ["main.work", "main.main"]))
    _ = builder.add(events.event(.goexitNext, panics: [0xC0]))
    let ended = builder.add(events.event(.goexitRun, panics: [0xC0]))
    #expect(ended.first?.episode.outcome == .goexit)
    #expect(ended.first?.episode.explain().kind == .goexit)
  }

  /// The program ends as soon as a deferred call of the Goexit has let it.
  @Test func aGoexitThatTookAPanicsPlaceEndsTheGoroutine() throws {
    let go = try #require(Self.toolchains.last)
    var events = try ReplayedEvents(go)
    var builder = events.builder()
    _ = run(&builder, panicked(&events, in: "protected"))
    _ = builder.add(
      events.event(.goexitEnter, callers: ["main.guard", "runtime.gopanic"], panics: [0xC0]))
    let guardEntry = events.closure("main.guard")
    _ = builder.add(
      events.event(.goexitRun, panics: [0xD0, 0xC0]) { $0.closure = guardEntry })
    let ended = builder.processEnded(1, .exited(status: 0), time: events.time)
    let episode = try #require(ended.first?.episode)
    #expect(ended.count == 1 && episode.outcome == .goexit)
    #expect(
      episode.gaps == ["the process ended before the last of the deferred calls was seen to return"]
    )
    #expect(episode.explain().sentence.contains("ended the goroutine and with it the panic"))
  }

  @Test func aSignalEndsAPanicThatWasStuck() throws {
    let go = try #require(Self.toolchains.last)
    var events = try ReplayedEvents(go)
    var builder = events.builder { $0.stuckAfter = 1_000_000 }
    var list = panicked(&events, in: "protected")
    let guardEntry = events.closure("main.guard")
    list.append(events.event(.deferRun, panics: [0xC0]) { $0.closure = guardEntry })
    _ = run(&builder, list)
    let stuck = builder.advance(to: events.time + 2_000_000)
    // The runtime raises it again, on whatever goroutine its handler has interrupted.
    events.goroutine = 0
    let ended = builder.add(events.event(.dieFromSignal) { $0.registers.words[0] = 15 })
    #expect(ended.map(\.number) == stuck.map(\.number))
    let explanation = try #require(ended.first?.episode).explain()
    #expect(explanation.kind == .stuck)
    #expect(explanation.sentence.contains("when SIGTERM ended the process, so that the panic was"))
    #expect(builder.processEnded(1, .signal(15), time: 1).isEmpty)
  }

  @Test func aSignalThatIsNoPanic() throws {
    let go = try #require(Self.toolchains.last)
    var events = try ReplayedEvents(go)
    var builder = events.builder()
    let ended = builder.add(
      events.event(.fatalSignal, callers: ["runtime.cgocall", "main.work"]) {
        $0.signal = SignalWords(number: 11, code: 1, address: 0)
      })
    #expect(ended.first?.episode.explain().kind == .signalInC)
  }
}
