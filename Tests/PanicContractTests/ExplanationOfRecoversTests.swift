import PanicContract
import Testing

/// Explanations of what `recover()` did, in every era.
@Suite struct ExplanationOfRecoversTests {
  private func call(
    _ frames: [StackFrame], recovered: Bool?, era: ContractEra, argumentPointersAgree: Bool? = nil
  ) -> EpisodeEvent {
    let pointers = era.recoverRule == .argumentPointer && argumentPointersAgree != nil
    return EpisodeEvent(
      .recoverCalled(
        RecoverObservation(
          place: frames.first?.place, frames: frames, panicPresent: true, isGoexit: false,
          alreadyRecovered: false, argumentPointer: pointers ? 0x1000 : nil,
          panicArgumentPointer: pointers ? (argumentPointersAgree == true ? 0x1000 : 0x1040) : nil,
          recovered: recovered, panic: 0)))
  }

  @Test(arguments: Scenario.eras)
  func aHelperIsOneFrameTooDeep(era: ContractEra) {
    let frames = [Scenario.frame("main.helper", 9), Scenario.frame("main.handler", 14)]
    let episode = Scenario.episode(
      era, outcome: .died,
      events: [
        EpisodeEvent(.panicBegan(0)),
        EpisodeEvent(.deferredCallStarted(Scenario.deferred("main.handler", 13))),
        call(frames, recovered: false, era: era, argumentPointersAgree: false),
      ])
    let explanation = episode.explain()
    #expect(explanation.kind == .recoverIneffective)
    #expect(explanation.cause == .tooDeep)
    #expect(
      explanation.sentence
        == "recover() in main.helper (main.go:9) returned nil because it is called by main.handler, which is the deferred function: one frame too deep"
    )
    #expect(
      explanation.advice
        == "Defer main.helper itself, or call recover() in main.handler and pass its value on.")
    #expect(explanation.contradictions.isEmpty)
    let texts = explanation.evidence.map(\.text)
    #expect(texts.contains("runtime.gorecover <- main.helper <- main.handler <- runtime.gopanic"))
    #expect(
      texts.contains("argp 0x1000, _panic.argp 0x1040") == (era.recoverRule == .argumentPointer))
  }

  @Test(arguments: Scenario.eras)
  func twoHelpersAreTwoFramesTooDeep(era: ContractEra) {
    let frames = [
      Scenario.frame("main.inner", 5), Scenario.frame("main.outer", 9),
      Scenario.frame("main.handler", 14),
    ]
    let explanation = Scenario.episode(
      era, outcome: .died, events: [call(frames, recovered: false, era: era)]
    ).explain()
    #expect(explanation.sentence.contains("through main.outer by main.handler"))
    #expect(explanation.sentence.hasSuffix("two frames too deep"))
  }

  @Test(arguments: Scenario.eras)
  func aWrapperDoesNotCount(era: ContractEra) {
    let frames = [
      Scenario.frame("main.(*T).guard", 9),
      Scenario.frame("main.main.deferwrap1", 14, wrapper: true),
    ]
    let explanation = Scenario.episode(
      era, outcome: .recovered(by: frames[0].place),
      events: [
        EpisodeEvent(.deferredCallStarted(Scenario.deferred("main.(*T).guard", 9))),
        call(frames, recovered: true, era: era, argumentPointersAgree: true),
        EpisodeEvent(
          .recoveryCommitted(panic: 0, at: Scenario.place("main.main", 28), skipped: 2)),
      ]
    ).explain()
    #expect(explanation.kind == .recovered)
    #expect(
      explanation.sentence
        == "recover() in main.(*T).guard (main.go:9) stopped the panic, deferred by main.main; main.main returned to its caller, 2 frames skipped"
    )
    #expect(explanation.contradictions.isEmpty)
  }

  @Test(arguments: Scenario.eras)
  func deferredRecoverHasNoFrame(era: ContractEra) {
    let frames = [Scenario.frame("main.work.deferwrap1", 9, wrapper: true)]
    let explanation = Scenario.episode(
      era, outcome: .died, events: [call(frames, recovered: false, era: era)]
    ).explain()
    #expect(explanation.cause == .directDefer)
    #expect(explanation.sentence.contains("it was deferred itself in main.work"))
  }

  @Test(arguments: Scenario.eras)
  func anInlinedFrameIsAnAccidentUpTo125(era: ContractEra) {
    let frames = [
      Scenario.frame("main.helper", 5), Scenario.frame("main.handler", 9, inlined: true),
      Scenario.frame("main.work.deferwrap1", 12, wrapper: true),
    ]
    let works = era.recoverRule == .argumentPointer
    let explanation = Scenario.episode(
      era, outcome: works ? .recovered(by: frames[0].place) : .died,
      events: [call(frames, recovered: works, era: era, argumentPointersAgree: works)]
    ).explain()
    #expect(explanation.contradictions.isEmpty)
    #expect(explanation.kind == (works ? .recovered : .recoverIneffective))
    #expect(explanation.cause == (works ? .inlinedIntoWrapper : .tooDeep))
    if works { #expect(explanation.details.contains { $0.contains("from Go 1.26 on") }) }
  }

  @Test(arguments: Scenario.eras)
  func whatContradictsTheContractIsTold(era: ContractEra) {
    let frames = [Scenario.frame("main.helper", 9), Scenario.frame("main.handler", 14)]
    let explanation = Scenario.episode(
      era, outcome: .recovered(by: frames[0].place),
      events: [call(frames, recovered: true, era: era)]
    ).explain()
    #expect(explanation.contradictions.count == 1)
    #expect(explanation.contradictions[0].contains("returns nil"))
    #expect(explanation.contradictions[0].contains("it stopped it"))
    #expect(explanation.confidence == .medium)
  }

  @Test func whatContradictsTheAuditIsTold() throws {
    let era = try #require(ContractEra.all.last)
    let frames = [Scenario.frame("main.guard", 9)]
    let audit = Scenario.audit(recovers: [
      Scenario.recoverSite("main.guard", 9, .ineffective, .neverDeferred)
    ])
    let explanation = Scenario.episode(
      era, outcome: .recovered(by: frames[0].place),
      events: [call(frames, recovered: true, era: era)]
    ).explain(with: audit)
    #expect(explanation.contradictions.count == 1)
    #expect(explanation.contradictions[0].contains("never stops a panic (never-deferred)"))
  }

  @Test func aRecoverOfALibraryInsideADeferredCallIsNoCause() throws {
    let era = try #require(ContractEra.all.last)
    let frames = [
      Scenario.frame("fmt.(*pp).catchPanic", 576), Scenario.frame("fmt.(*pp).handleMethods", 668),
      Scenario.frame("main.handler", 14),
    ]
    let audit = Scenario.audit(recovers: [
      Scenario.recoverSite(
        "fmt.(*pp).catchPanic", 576, .effective,
        uses: [Scenario.use(.deferred, by: "fmt.(*pp).handleMethods", 668, .effective)])
    ])
    let explanation = Scenario.episode(
      era, outcome: .died,
      events: [
        EpisodeEvent(.deferredCallStarted(Scenario.deferred("main.handler", 13))),
        call(frames, recovered: false, era: era),
      ]
    ).explain(with: audit)
    #expect(explanation.kind == .noRecoverOnGoroutine)
    #expect(explanation.contradictions.isEmpty)
  }
}
