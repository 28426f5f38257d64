import PanicContract
import Testing

/// Explanations of episodes in which no `recover()` ran, and of endings that are no panic's.
@Suite struct ExplanationOfEndingsTests {
  private let era = ContractEra.all[ContractEra.all.count - 1]

  @Test func theRecoverIsOnTheGoroutineOfTheCreator() {
    var episode = Scenario.episode(
      era, outcome: .died, panics: [Scenario.panic([Scenario.frame("main.worker", 12)])])
    episode.goroutine = GoroutineIdentity(
      id: 18, root: Scenario.place("main.worker", 12), createdBy: Scenario.place("main.main", 20),
      creatorID: 1)
    let audit = Scenario.audit(
      recovers: [
        Scenario.recoverSite(
          "main.main.func1", 16, .effective,
          uses: [Scenario.use(.deferred, by: "main.main", 15, .effective)])
      ], defers: [Scenario.deferSite("main.main", 15, "main.main.func1")])
    let explanation = episode.explain(with: audit)
    #expect(explanation.kind == .noRecoverOnGoroutine)
    #expect(
      explanation.sentence
        == "nothing recovers on goroutine 18 (main.worker), started by main.main (main.go:20): main.main.func1, deferred by main.main, runs on another goroutine, and recover() stops only panics of its own"
    )
    #expect(explanation.details.contains { $0.contains("by the code, deferred on goroutine 1") })
    #expect(explanation.advice?.contains("main.worker") == true)
  }

  @Test func theDeferStatementStandsAfterThePanic() {
    let audit = Scenario.audit(
      recovers: [
        Scenario.recoverSite(
          "main.parse.func1", 15, .effective,
          uses: [Scenario.use(.deferred, by: "main.parse", 14, .effective)])
      ], defers: [Scenario.deferSite("main.parse", 14, "main.parse.func1")])
    let panic = Scenario.panic([Scenario.frame("main.parse", 12), Scenario.frame("main.main", 30)])
    let explanation = Scenario.episode(era, outcome: .died, panics: [panic]).explain(with: audit)
    #expect(explanation.kind == .deferNotReached)
    #expect(explanation.confidence == .high)
    #expect(
      explanation.sentence.contains(
        "main.parse panicked (main.go:12) before its defer statement (main.go:14)"))
  }

  /// `main.work` defers `cleanup`, then `guard`; the panic is in `cleanup`.
  private let orderedAudit = Scenario.audit(
    recovers: [
      Scenario.recoverSite(
        "main.guard", 9, .effective,
        uses: [Scenario.use(.deferred, by: "main.work", 21, .effective)])
    ],
    defers: [
      Scenario.deferSite("main.work", 20, "main.cleanup"),
      Scenario.deferSite("main.work", 21, "main.guard"),
    ])

  private func panicInCleanup(_ caller: [StackFrame], line: Int) -> PanicEpisode {
    Scenario.episode(
      era, outcome: .died,
      panics: [
        Scenario.panic(
          [Scenario.frame("main.cleanup", 5)] + caller + [
            Scenario.frame("main.work", line), Scenario.frame("main.main", 30),
          ])
      ])
  }

  @Test(arguments: [[], ["runtime.deferreturn"], ["runtime.gopanic", "main.step"]])
  func theDeferredRecoverHadRunAlready(between: [String]) {
    let explanation = panicInCleanup(between.map { Scenario.frame($0, 1) }, line: 25)
      .explain(with: orderedAudit)
    #expect(explanation.kind == .handlerPanicked)
    let isReturn = !between.contains("runtime.gopanic")
    #expect(
      explanation.sentence
        == "main.guard, which main.work defers (main.go:21) and which would have recovered, had already run when main.cleanup, deferred before it (main.go:20), panicked"
        + (!isReturn
          ? ""
          : between.isEmpty
            ? ", while main.work returned"
            : ", while main.work returned after a recovery"))
  }

  @Test func aReturnBeforeTheDeferStatementRegistersNothing() {
    var audit = orderedAudit
    let early = panicInCleanup([], line: 20)
    #expect(early.explain(with: audit).kind == .deferNotReached)
    // A function that is called in the ordinary way tells nothing of deferred calls.
    audit = Scenario.audit(
      recovers: [
        Scenario.recoverSite(
          "main.guard", 9, .effective,
          uses: [Scenario.use(.deferred, by: "main.work", 21, .effective)])
      ], defers: [Scenario.deferSite("main.work", 21, "main.guard")])
    #expect(panicInCleanup([], line: 25).explain(with: audit).kind == .deferNotReached)
  }

  @Test func recoverInTheBody() {
    let audit = Scenario.audit(recovers: [
      Scenario.recoverSite(
        "main.try", 9, .ineffective, .neverDeferred,
        uses: [Scenario.use(.called, by: "main.main", 30, .ineffective, .neverDeferred)])
    ])
    let panic = Scenario.panic([
      Scenario.frame("main.work", 5), Scenario.frame("main.try", 12),
      Scenario.frame("main.main", 30),
    ])
    let explanation = Scenario.episode(era, outcome: .died, panics: [panic]).explain(with: audit)
    #expect(explanation.kind == .recoverIneffective)
    #expect(explanation.cause == .neverDeferred)
    #expect(explanation.sentence.contains("main.try calls it in its own body"))
  }

  @Test func aHandlerThatPanicsTakesThePlaceOfThePanic() {
    let second = Scenario.panic(
      [Scenario.frame("main.handler", 15), Scenario.frame("main.main", 30)], origin: .runtimeError)
    let frames = [Scenario.frame("main.handler", 14)]
    let events = [
      EpisodeEvent(.panicBegan(0)),
      EpisodeEvent(.deferredCallStarted(Scenario.deferred("main.handler", 13))),
      EpisodeEvent(
        .recoverCalled(
          RecoverObservation(
            place: frames[0].place, frames: frames, panicPresent: true, recovered: true, panic: 0))),
      EpisodeEvent(.panicBegan(1)),
    ]
    let explanation = Scenario.episode(
      era, outcome: .died, panics: [Scenario.panic(), second], events: events
    ).explain()
    #expect(explanation.kind == .handlerPanicked)
    #expect(
      explanation.sentence.contains("main.handler recovered the panic and then panicked itself"))

    let again = Scenario.panic([
      Scenario.frame("main.handler", 15), Scenario.frame("main.main", 30),
    ])
    let repanic = Scenario.episode(
      era, outcome: .died, panics: [Scenario.panic(), again], events: events
    ).explain()
    #expect(repanic.kind == .repanicked)
  }

  @Test func fatalErrorsCannotBeRecovered() {
    var episode = Scenario.episode(
      era, outcome: .fatalError(text: "concurrent map writes"), panics: [])
    episode.stackAtEnd = [
      Scenario.frame("runtime.fatal", 1), Scenario.frame("runtime.mapassign_faststr", 2),
      Scenario.frame("main.write", 9),
    ]
    episode.pending = [
      DeferredCall(function: Scenario.place("main.main.func1", 5), canRecover: true)
    ]
    let explanation = episode.explain()
    #expect(explanation.kind == .fatalError)
    #expect(explanation.sentence.contains("\"concurrent map writes\" in main.write (main.go:9)"))
    #expect(
      explanation.details == [
        "main.main.func1 (main.go:5), which would recover a panic, was registered and skipped."
      ])
  }

  @Test func aFatalErrorHidesThePanic() {
    let episode = Scenario.episode(
      era, outcome: .fatalError(text: "sync: unlock of unlocked mutex"))
    #expect(
      episode.explain().details.contains {
        $0.hasPrefix("It hides a panic: the panic of type string")
      })
  }

  @Test func aFaultInCIsNoPanic() {
    var episode = Scenario.episode(
      era, outcome: .signal(SignalFact(number: 11, code: 1, address: 0)), panics: [])
    episode.stackAtEnd = [
      Scenario.frame("runtime.cgocall", 1), Scenario.frame("main._Cfunc_crash", 40),
      Scenario.frame("main.main", 12),
    ]
    let explanation = episode.explain()
    #expect(explanation.kind == .signalInC)
    #expect(explanation.sentence.hasPrefix("SIGSEGV at address 0x0 was raised in C code"))
    episode.outcome = .signal(SignalFact(number: 11, code: 0))
    #expect(episode.explain().kind == .signalSent)
  }

  @Test func exitInADeferredCallHidesThePanic() {
    let episode = Scenario.episode(
      era, outcome: .exited(status: 0),
      events: [EpisodeEvent(.deferredCallStarted(Scenario.deferred("main.cleanup", 8)))])
    let explanation = episode.explain()
    #expect(explanation.kind == .exitDuringPanic)
    #expect(
      explanation.sentence.hasPrefix(
        "the deferred function main.cleanup ended the process with status 0"))
  }

  @Test func theExitOfAnotherGoroutineIsNoDeferredCalls() {
    let explanation = Scenario.episode(era, outcome: .exited(status: 1)).explain()
    #expect(explanation.kind == .exitDuringPanic)
    #expect(explanation.sentence.contains("by another goroutine or unseen"))
    #expect(!explanation.sentence.contains("deferred"))
  }

  @Test func aPanicCanBeStuck() {
    let episode = Scenario.episode(
      era, outcome: .stuck,
      events: [
        EpisodeEvent(.deferredCallStarted(Scenario.deferred("main.cleanup", 8))),
        EpisodeEvent(.blocked(nanoseconds: 2_000_000_000)),
      ])
    let explanation = episode.explain()
    #expect(explanation.kind == .stuck)
    #expect(
      explanation.sentence.hasPrefix(
        "the deferred function main.cleanup (main.go:8) has not returned for 2000 ms"))
  }

  /// `defer mutex.Unlock()` without a Lock: the panicking function has nothing to do with it.
  @Test func aFatalErrorIsOfTheDeferredCallThatRuns() {
    var episode = Scenario.episode(
      era, outcome: .fatalError(text: "sync: unlock of unlocked mutex"))
    episode.stackAtEnd = [
      Scenario.frame("sync.fatal", 1), Scenario.frame("sync.(*Mutex).Unlock", 20),
      Scenario.frame("runtime.gopanic", 3), Scenario.frame("main.work", 12),
    ]
    #expect(
      episode.explain().sentence.hasPrefix(
        "\"sync: unlock of unlocked mutex\" in the deferred call of sync.(*Mutex).Unlock (main.go:20) is a fatal error"
      ), "\(episode.explain().sentence)")
    episode.stackAtEnd[2] = Scenario.frame("main.cleanup", 8)
    #expect(episode.explain().sentence.contains("mutex\" in main.cleanup (main.go:8) is"))
  }

  @Test func aPanicWithinAGoexitIsToldWithItsRecover() {
    let leave = Scenario.panic([Scenario.frame("main.leave", 4)], origin: .goexit)
    var panic = Scenario.panic([Scenario.frame("main.cleanup", 8)], origin: .explicit)
    panic.state = .recovered
    panic.nesting = PanicRecord.Nesting(
      outer: 0, call: Scenario.deferred("main.cleanup", 8), outerIsRecovered: false)
    let explanation = Scenario.episode(
      era, outcome: .goexit, panics: [leave, panic],
      events: [
        EpisodeEvent(.goexitBegan(0)), EpisodeEvent(.panicBegan(1)),
        EpisodeEvent(.recoveryCommitted(panic: 1, at: nil, skipped: nil)),
      ]
    ).explain()
    #expect(
      explanation.details.last?.hasSuffix(
        "while runtime.Goexit ran the deferred function main.cleanup; a recover() stopped it, and the Goexit went on."
      ) == true, "\(explanation.details)")
  }

  @Test func aDeferredGoexitIsOfNoFunction() {
    let frames = [Scenario.frame("runtime.gopanic", 3), Scenario.frame("main.work", 12)]
    let explanation = Scenario.episode(
      era, outcome: .goexit,
      panics: [Scenario.panic([frames[1]]), Scenario.panic(frames, origin: .goexit)]
    ).explain()
    #expect(
      explanation.sentence
        == "runtime.Goexit, deferred itself, ended the goroutine and with it the panic, which nobody hears of"
    )
    #expect(explanation.details.last == "runtime.Goexit ran as a deferred call itself.")
  }

  @Test func aPanicOfNilHasNoType() {
    var panic = Scenario.panic([Scenario.frame("main.work", 12)])
    panic.valueType = "nil"
    panic.valueText = "nil"
    let explanation = Scenario.episode(era, outcome: .died, panics: [panic]).explain()
    #expect(explanation.details.first == "The panic of value nil began in main.work (main.go:12).")
  }

  @Test func goexitIsNoPanic() {
    let record = Scenario.panic([Scenario.frame("main.leave", 4)], origin: .goexit)
    let explanation = Scenario.episode(era, outcome: .goexit, panics: [record]).explain()
    #expect(explanation.kind == .goexit)
    #expect(explanation.sentence.contains("runtime.Goexit in main.leave"))
  }
}
