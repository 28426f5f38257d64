import GoRuntimeModel
import LiveTrace
import PanicContract
import TestSupport
import Testing

/// Panics whose deferred call has not returned when the process, or the trace, ends: stuck, as a core of that
/// moment says.
@Suite struct HeldPanicTests {
  private static let toolchains = [
    GoToolchain.installed(1, 21), .installed(1, 24), .installed(1, 27),
  ]
  .compactMap { $0 }

  /// A panic in `main.protected` that runs `main.guard`; `recovers` says what its recover() has done.
  private func held(
    _ events: inout ReplayedEvents, _ builder: inout EpisodeBuilder, recovers: Bool? = nil
  ) {
    let guardEntry = events.closure("main.guard")
    var list = [
      events.event(.gopanicEnter, callers: ReplayedEvents.callers("protected")),
      events.event(.deferNext, panics: [0xC0]),
      events.event(.deferRun, panics: [0xC0]) { $0.closure = guardEntry },
    ]
    if let recovers {
      list.append(
        events.event(.recoverVerdict, callers: ["main.guard", "runtime.gopanic"], panics: [0xC0]) {
          $0.recovers = recovers
        })
    }
    for event in list { #expect(builder.add(event).isEmpty) }
  }

  @Test(arguments: toolchains)
  func theDeadlockDetectorFindsItStuck(go: GoToolchain) throws {
    var events = try ReplayedEvents(go)
    var builder = events.builder()
    held(&events, &builder)
    // On no goroutine: the scheduler found it.
    events.goroutine = 0
    let ended = builder.add(
      events.event(.fatalEnter) { $0.message = Array("all goroutines are asleep - deadlock!".utf8) }
    )
    #expect(ended.map { $0.episode.explain().kind } == [.deadlock, .stuck])
    let explanation = try #require(ended.last?.episode).explain()
    #expect(
      explanation.sentence
        == "the deferred function main.guard (main.go:12) had not returned after 1 µs when "
        + "\"all goroutines are asleep - deadlock!\" ended the process, so that the panic was neither "
        + "recovered nor printed")
    #expect(explanation.confidence == .high && explanation.contradictions.isEmpty)
  }

  @Test(arguments: toolchains)
  func whateverEndsTheProcessIsNamed(go: GoToolchain) throws {
    let ends: [(TraceEnd, PanicEpisode.Interruption.Cause, String)] = [
      (.exited(status: 0), .exited(status: 0), "the process ended with status 0"),
      (.signal(9), .signal(SignalFact(number: 9)), "SIGKILL ended the process"),
      (.detached, .traceEnded, "observation ended; until then the panic was"),
    ]
    for (end, cause, words) in ends {
      var events = try ReplayedEvents(go)
      var builder = events.builder()
      held(&events, &builder, recovers: false)
      let ended = builder.processEnded(1, end, time: events.time + 3_000_000_000)
      #expect(ended.map(\.episode.outcome) == [.stuck])
      let episode = try #require(ended.first?.episode)
      #expect(
        episode.interruption == PanicEpisode.Interruption(cause: cause, waited: 3_000_000_000))
      let sentence = episode.explain().sentence
      #expect(sentence.contains("had not returned after 3000 ms when " + words), "\(sentence)")
      #expect(episode.gaps.isEmpty)
    }
  }

  /// Up to Go 1.21 nothing is seen of its end.
  @Test(arguments: toolchains)
  func aGoexitIsOverWhenTheProcessDies(go: GoToolchain) throws {
    var events = try ReplayedEvents(go)
    var builder = events.builder()
    _ = builder.add(events.event(.goexitEnter, callers: ["main.work", "main.main"]))
    _ = builder.add(events.event(.goexitNext, panics: [0xC0]))
    events.goroutine = 0
    let ended = builder.add(
      events.event(.fatalEnter) { $0.message = Array("all goroutines are asleep - deadlock!".utf8) }
    )
    #expect(ended.map(\.episode.outcome.name) == ["fatal-error", "goexit"])
  }

  /// It would have been all right, had main not returned.
  @Test(arguments: toolchains)
  func whatWasRecoveredIsRecovered(go: GoToolchain) throws {
    var events = try ReplayedEvents(go)
    var builder = events.builder()
    held(&events, &builder, recovers: true)
    let ended = builder.processEnded(1, .exited(status: 0), time: events.time + 20_000)
    let episode = try #require(ended.first?.episode)
    guard case .recovered(let by) = episode.outcome else {
      Issue.record("\(episode.outcome)")
      return
    }
    #expect(by?.function == "main.guard")
    let explanation = episode.explain()
    #expect(explanation.kind == .recovered && explanation.contradictions.isEmpty)
    #expect(
      explanation.sentence.hasSuffix(
        "stopped the panic, but this deferred function had not returned after 20 µs when the process "
          + "ended with status 0"), "\(explanation.sentence)")
  }

  /// Only the runtime's own step is missing, and the deferred call that panicked is not what is waited for.
  @Test(arguments: toolchains)
  func aRecoveredCallThatHasReturnedIsNotHeld(go: GoToolchain) throws {
    var events = try ReplayedEvents(go)
    var builder = events.builder()
    held(&events, &builder, recovers: false)
    let again = events.closure("main.again")
    for event in [
      events.event(.gopanicEnter, callers: ["main.guard", "runtime.gopanic"], panics: [0xC0]),
      events.event(.deferNext, panics: [0x200, 0xC0]),
      events.event(.deferRun, panics: [0x200, 0xC0]) { $0.closure = again },
      events.event(
        .recoverVerdict, callers: ["main.again", "runtime.gopanic"], panics: [0x200, 0xC0]
      ) {
        $0.recovers = true
      }, events.event(.deferNext, panics: [0x200, 0xC0]),
    ] {
      #expect(builder.add(event).isEmpty)
    }
    let ended = builder.processEnded(1, .exited(status: 0), time: events.time + 20_000)
    #expect(ended.map(\.episode.outcome.name) == ["recovered"])
    let sentence = ended.first?.episode.explain().sentence ?? ""
    #expect(
      sentence.contains("main.again") && !sentence.contains("had not returned"), "\(sentence)")
  }

  /// A recover does not help when the deferred function then waits for ever.
  @Test(arguments: toolchains)
  func whatWasRecoveredAndWaitsIsStuck(go: GoToolchain) throws {
    var events = try ReplayedEvents(go)
    var builder = events.builder { $0.stuckAfter = 1_000_000_000 }
    held(&events, &builder, recovers: true)
    let told = builder.advance(to: events.time + 2_000_000_000)
    let sentence = told.first?.episode.explain().sentence ?? ""
    #expect(
      sentence.hasSuffix(
        "has not returned for 2000 ms, so that execution does not go on after it"), "\(sentence)")
    let ended = builder.processEnded(1, .detached, time: events.time + 2_500_000_000)
    #expect(ended.map(\.episode.outcome) == [.stuck])
  }

  /// The perf engine does not read the chain of panics: the stack tells which go on.
  @Test(arguments: toolchains)
  func whatTheStackDoesNotHaveIsOver(go: GoToolchain) throws {
    var events = try ReplayedEvents(go)
    var builder = events.builder()
    func unread(_ probe: ProbeKind, _ callers: [String]) -> ProbeEvent {
      events.event(probe, callers: callers) {
        $0.missing.insert(.panics)
        if probe == .deferRun || probe == .deferNext { $0.missing.insert(.closure) }
        if probe == .recoverVerdict { $0.recovers = true }
      }
    }
    let root = ["main.main", "runtime.main", "runtime.goexit"]
    let nested = ["main.again", "runtime.gopanic", "main.work", "main.nested"] + root
    let list = [
      unread(.gopanicEnter, ["main.work", "main.nested"] + root), unread(.deferRun, []),
      unread(.recoverVerdict, nested), unread(.gopanicEnter, nested), unread(.deferRun, []),
      unread(.recoverVerdict, ["main.guard", "runtime.gopanic"] + nested),
      unread(.recoveryGogo, []),
    ]
    // Whether the first panic is over cannot be known yet.
    for event in list { #expect(builder.add(event).isEmpty) }
    var other = builder
    let next = builder.add(unread(.gopanicEnter, ["main.work", "main.leaving"] + root))
    #expect(next.map(\.episode.outcome.name) == ["recovered"])
    #expect(next.first?.episode.panics.count == 2)
    #expect(next.first?.episode.gaps == [])
    let ended = other.processEnded(1, .exited(status: 0), time: events.time + 1)
    #expect(ended.map(\.episode.outcome.name) == ["recovered"])
    #expect(
      ended.first?.episode.gaps == [
        "whether a panic from before the recovery went on was not read"
      ])
  }
}
