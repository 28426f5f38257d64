import PanicContract
import Testing

/// One recovering function can be used in many places: only the one that the frames show counts.
@Suite struct ExplanationOfUsesTests {
  private let era = ContractEra.all.last!
  private let recoverAddress: UInt64 = 0x900
  private let foreignAddress: UInt64 = 0x500
  private let ownAddress: UInt64 = 0x700

  private func finding(at use: CodePlace, fix: String) -> Finding {
    let evidence = [use.address, recoverAddress].compactMap { $0 }.map {
      Evidence(address: $0, bytes: [], text: "CALL", location: nil, note: nil)
    }
    return Finding(
      rule: RuleID("PS201"), severity: .high, confidence: .high, verdict: "ineffective",
      scope: .main, place: use, message: "m", fix: fix, fingerprint: fix, evidence: evidence,
      package: "main")
  }

  private func use(_ how: RecoverSite.How, _ place: CodePlace) -> RecoverSite.Use {
    RecoverSite.Use(how: how, place: place, verdict: .ineffective, cause: .tooDeep)
  }

  private func audit(_ uses: [RecoverSite.Use]) -> AuditFacts {
    var site = Scenario.recoverSite("main.rec", 9, .ineffective, .tooDeep, uses: uses)
    site.place.address = recoverAddress
    return Scenario.audit(
      recovers: [site],
      findings: uses.map {
        finding(at: $0.place, fix: "change \($0.place.function ?? "") at \($0.place.address ?? 0)")
      })
  }

  /// `main.rec` runs below `main.cleanup`, which the runtime called.
  private func episode(callAt address: UInt64?) -> PanicEpisode {
    let recover = Scenario.place("main.rec", 9, address: recoverAddress)
    let caller = Scenario.place("main.cleanup", 14, address: address)
    let seen = RecoverObservation(
      place: recover,
      frames: [
        StackFrame(place: recover, isWrapper: false, isInlined: false),
        StackFrame(place: caller, isWrapper: false, isInlined: false),
      ], panicPresent: true, isGoexit: false, alreadyRecovered: false, recovered: false, panic: 0)
    return Scenario.episode(
      era, outcome: .died,
      events: [
        EpisodeEvent(.panicBegan(0)),
        EpisodeEvent(.deferredCallStarted(Scenario.deferred("main.cleanup", 13))),
        EpisodeEvent(.recoverCalled(seen)),
      ])
  }

  @Test func aFindingAboutAnotherUseIsNone() {
    let facts = audit([use(.called, Scenario.place("main.other", 40, address: foreignAddress))])
    let explanation = episode(callAt: ownAddress).explain(with: facts)
    #expect(explanation.cause == .tooDeep)
    #expect(
      explanation.advice
        == "Defer main.rec itself, or call recover() in main.cleanup and pass its value on.")
    #expect(!explanation.evidence.contains { $0.address == foreignAddress })
  }

  @Test func theUseOfTheReturnAddressIsTaken() {
    let facts = audit([
      use(.called, Scenario.place("main.other", 40, address: foreignAddress)),
      use(.called, Scenario.place("main.cleanup", 14, address: ownAddress + 0x20)),
      use(.called, Scenario.place("main.cleanup", 14, address: ownAddress)),
    ])
    let explanation = episode(callAt: ownAddress).explain(with: facts)
    #expect(explanation.advice == "Change main.cleanup at \(ownAddress).")
    #expect(explanation.evidence.contains { $0.address == ownAddress })
  }

  @Test func anotherLineOfTheSameFunctionIsAnotherUse() {
    let facts = audit([use(.called, Scenario.place("main.cleanup", 18, address: ownAddress + 0x20))]
    )
    let explanation = episode(callAt: ownAddress).explain(with: facts)
    #expect(explanation.advice?.hasPrefix("Defer main.rec itself") == true)
  }

  @Test func whatADeferredFunctionDefersIsNotCalledByIt() {
    let facts = audit([use(.deferred, Scenario.place("main.cleanup", 12, address: ownAddress - 8))])
    let explanation = episode(callAt: ownAddress).explain(with: facts)
    #expect(explanation.sentence.contains("because it is deferred by main.cleanup"))
    #expect(explanation.advice == "Change main.cleanup at \(ownAddress - 8).")
  }

  @Test func aGoexitAfterARecoveryEndsNoPanic() {
    let handler = Scenario.place("main.handler", 14)
    let episode = Scenario.episode(
      era, outcome: .goexit,
      panics: [
        Scenario.panic(), Scenario.panic([Scenario.frame("main.handler", 15)], origin: .goexit),
      ],
      events: [
        EpisodeEvent(.panicBegan(0)),
        EpisodeEvent(.deferredCallStarted(Scenario.deferred("main.handler", 13))),
        EpisodeEvent(
          .recoverCalled(
            RecoverObservation(
              place: handler, frames: [Scenario.frame("main.handler", 14)], panicPresent: true,
              isGoexit: false, alreadyRecovered: false, recovered: true, panic: 0))),
        EpisodeEvent(.goexitBegan(1)),
      ])
    let explanation = episode.explain()
    #expect(
      explanation.sentence.contains(
        "ended the goroutine, after recover() in main.handler (main.go:14) had stopped the panic"))
    #expect(!explanation.details.contains { $0.contains("Panic 2") })
    #expect(explanation.details.contains("runtime.Goexit was called in main.handler (main.go:15)."))
  }
}
