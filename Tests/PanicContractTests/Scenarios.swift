import GoRuntimeModel
import PanicContract

/// Episodes and audits by hand.
enum Scenario {
  static let eras = ContractEra.all

  static func place(_ function: String, _ line: Int, address: UInt64? = nil) -> CodePlace {
    CodePlace(
      address: address, function: function,
      location: SourceLocation(file: "/src/main.go", line: line))
  }

  static func frame(
    _ function: String, _ line: Int, wrapper: Bool = false, inlined: Bool = false
  ) -> StackFrame {
    StackFrame(place: place(function, line), isWrapper: wrapper, isInlined: inlined)
  }

  /// `main.work` panics, `main.main.func1` is deferred by `main.main`.
  static func panic(_ callers: [StackFrame]? = nil, origin: PanicRecord.Origin = .explicit)
    -> PanicRecord
  {
    PanicRecord(
      origin: origin, valueType: "string", valueText: nil,
      callers: callers ?? [frame("main.work", 20), frame("main.main", 30)])
  }

  static func episode(
    _ era: ContractEra, outcome: EpisodeOutcome, panics: [PanicRecord]? = nil,
    events: [EpisodeEvent] = []
  ) -> PanicEpisode {
    PanicEpisode(
      source: .trace, era: era,
      goroutine: GoroutineIdentity(id: 1, root: place("main.main", 30)),
      panics: panics ?? [panic()], events: events, outcome: outcome)
  }

  static func deferred(_ function: String, _ line: Int, by: String = "main.main") -> DeferredCall {
    DeferredCall(function: place(function, line), registeredBy: place(by, 28), kind: .openCoded)
  }

  static func audit(
    recovers: [RecoverSite] = [], defers: [DeferSite] = [], goroutines: [GoroutineSite] = [],
    findings: [Finding] = []
  ) -> AuditFacts {
    AuditFacts(
      AuditSubject(
        path: "program", goBuildID: nil, gnuBuildID: nil, format: "elf", architecture: "amd64",
        goVersion: "go1.27", goVersionSource: .buildInfo, era: "1.26+", stripped: false,
        functions: 1, mainModule: nil, coverage: Coverage(textBytes: 0, decodedBytes: 0),
        findings: findings, recovers: recovers, defers: defers, goroutines: goroutines, notes: []))
  }

  static func recoverSite(
    _ function: String, _ line: Int, _ verdict: Verdict, _ cause: Cause? = nil,
    uses: [RecoverSite.Use] = []
  ) -> RecoverSite {
    RecoverSite(
      place: place(function, line), verdict: verdict, cause: cause, rule: nil, uses: uses,
      scope: .main)
  }

  static func use(
    _ how: RecoverSite.How, by function: String, _ line: Int, _ verdict: Verdict,
    _ cause: Cause? = nil
  ) -> RecoverSite.Use {
    RecoverSite.Use(how: how, place: place(function, line), verdict: verdict, cause: cause)
  }

  static func deferSite(_ function: String, _ line: Int, _ target: String) -> DeferSite {
    DeferSite(
      place: place(function, line), kind: .openCoded, target: place(target, 1), scope: .main)
  }
}
