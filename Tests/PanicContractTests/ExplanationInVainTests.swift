import PanicContract
import Testing

/// Recovers in function values that deferred calls are given, as a core or a text shows them.
@Suite struct ExplanationInVainTests {
  private static func died(finished: [DeferredCall] = []) throws -> PanicEpisode {
    let era = try #require(Scenario.eras.last)
    var episode = Scenario.episode(era, outcome: .died)
    episode.source = .core
    episode.finished = finished
    return episode
  }

  private static func used(
    by user: String, _ how: RecoverSite.How, _ verdict: Verdict, _ cause: Cause?, address: UInt64,
    passedBy passers: [UInt64] = []
  ) -> RecoverSite {
    Scenario.recoverSite(
      "main.guard", 8, verdict, cause,
      uses: [
        RecoverSite.Use(
          how: how, place: Scenario.place(user, 40, address: address), verdict: verdict,
          cause: cause,
          passedBy: passers.map { Scenario.place("main.main.deferwrap1", 28, address: $0) })
      ])
  }

  /// `defer once.Do(guard)`
  @Test func aDeferredCallPassesItOn() throws {
    var item = Scenario.deferSite("main.main", 28, "sync.(*Once).Do")
    item.entry = 0x1000
    let audit = Scenario.audit(
      recovers: [
        Self.used(
          by: "sync.(*Once).doSlow", .called, .ineffective, .tooDeep, address: 0x2000,
          passedBy: [0x1000])
      ], defers: [item])
    let explanation = try Self.died().explain(with: audit)
    #expect(explanation.kind == .recoverIneffective && explanation.cause == .tooDeep)
    #expect(
      explanation.sentence
        == "recover() in main.guard (main.go:8) cannot stop the panic because sync.(*Once).doSlow calls it for sync.(*Once).Do, which is the deferred function: one frame too deep at least"
    )
  }

  /// `defer reflect.ValueOf(guard).Call(nil)`
  @Test func aDeferredCallIsGivenIt() throws {
    var item = Scenario.deferSite("main.main", 28, "reflect.Value.Call")
    item.place.address = 0x3000
    let given = Self.used(by: "main.main", .unknown, .unknown, nil, address: 0x3000)
    let sure = try Self.died().explain(with: Scenario.audit(recovers: [given], defers: [item]))
    #expect(sure.kind == .recoverIneffective && sure.cause == .tooDeep)
    #expect(sure.confidence == .medium)
    // Where in the function it is used is not known.
    let somewhere = Self.used(by: "main.main", .unknown, .unknown, nil, address: 0x2F00)
    let unsure = try Self.died().explain(
      with: Scenario.audit(recovers: [somewhere], defers: [item]))
    #expect(unsure.kind == .recoverIneffective && unsure.confidence == .low)
    // What else a function does with its values is no reason.
    let other = Scenario.deferSite("main.main", 28, "main.cleanUp")
    let none = try Self.died().explain(
      with: Scenario.audit(recovers: [somewhere], defers: [other]))
    #expect(none.kind == .noRecoverOnGoroutine)
  }

  /// `defer s.after()`: only the frame tells which function that was.
  @Test func aFinishedCallCalledIt() throws {
    let helper = Self.used(by: "main.later.func1", .called, .ineffective, nil, address: 0x2000)
    let audit = Scenario.audit(recovers: [helper])
    let unknown = try Self.died().explain(with: audit)
    #expect(unknown.kind == .noRecoverOnGoroutine)
    let known = try Self.died(finished: [Scenario.deferred("main.later.func1", 39)])
      .explain(with: audit)
    #expect(known.kind == .recoverIneffective && known.cause == .tooDeep)
    #expect(known.sentence.contains("called by main.later.func1, which is the deferred function"))
  }

  /// What has run was registered.
  @Test func aFinishedCallWasReached() throws {
    let audit = Scenario.audit(
      recovers: [
        Scenario.recoverSite(
          "main.main.func1", 30, .effective,
          uses: [Scenario.use(.deferred, by: "main.main", 28, .effective)])
      ],
      defers: [Scenario.deferSite("main.main", 28, "main.main.func1")])
    let missed = try Self.died().explain(with: audit)
    #expect(missed.kind == .deferNotReached)
    let ran = try Self.died(finished: [Scenario.deferred("main.main.func1", 30)])
      .explain(with: audit)
    #expect(ran.kind == .noRecoverOnGoroutine, "\(ran.sentence)")
  }

  /// The deferred function that panics itself was registered; the one above it had run.
  @Test func theHandlerThatPanicsWasReached() throws {
    func recovers(_ function: String, _ line: Int) -> RecoverSite {
      Scenario.recoverSite(
        function, line, .effective,
        uses: [Scenario.use(.deferred, by: "main.main", line - 1, .effective)])
    }
    let audit = Scenario.audit(
      recovers: [recovers("main.main.func1", 12), recovers("main.guard", 8)],
      defers: [
        Scenario.deferSite("main.main", 20, "main.main.func1"),
        Scenario.deferSite("main.main", 24, "main.guard"),
      ])
    for finished in [[], [Scenario.deferred("main.guard", 8)]] {
      var episode = try Self.died(finished: finished)
      episode.panics = [
        Scenario.panic([Scenario.frame("main.main.func1", 13), Scenario.frame("main.main", 26)])
      ]
      let explanation = episode.explain(with: audit)
      #expect(explanation.kind == .handlerPanicked, "\(explanation.sentence)")
      #expect(explanation.sentence.hasPrefix("main.guard, which main.main defers (main.go:24)"))
    }
  }

  /// A function that calls what it is given has a finding for each recover: its own is told.
  @Test func theFindingOfTheRecover() throws {
    func finding(_ fix: String, recover: UInt64) -> Finding {
      Finding(
        rule: RuleID("PS201"), severity: .high, confidence: .high, verdict: "ineffective",
        scope: .std, place: Scenario.place("sync.(*Once).doSlow", 78, address: 0x2000),
        message: "", fix: fix, fingerprint: fix,
        evidence: [
          Evidence(address: recover, bytes: [], text: "CALL", location: nil, note: "recover()")
        ], package: "sync")
    }
    var site = Self.used(
      by: "sync.(*Once).doSlow", .called, .ineffective, .tooDeep, address: 0x2000)
    site.place.address = 0x5000
    let audit = Scenario.audit(
      recovers: [site],
      findings: [finding("other", recover: 0x4000), finding("own", recover: 0x5000)])
    #expect(audit.finding(RuleID("PS201"), about: site)?.fix == "own")
  }
}
