/// What builds change.
extension Experiment {
  static let inlineSwitch = Experiment(
    id: "inline-switch",
    question: "What do -gcflags=-l and -S show?",
    answer: """
      -S prints the compiler's assembly listing: with inlining, main.main is one RET, since the sum is \
      known; without (-l -S), it calls main.add. -l alone prints nothing. Neither changes what recover() \
      does in an ordinary deferred function (see wrapper-inline for the case where it does).
      """,
    claims: claims(149...158),
    parts: [
      Part(
        .inlining,
        measures: [
          .listing(flags: "-S", functions: ["main.main", "main.add"]),
          .listing(flags: "-l", functions: ["main.main", "main.add"]),
          .listing(flags: "-l -S", functions: ["main.main", "main.add"]),
        ],
        expectations: Expectation.each([
          "go build -gcflags='-S' prints": "a listing", "main.main in -S: bytes": "1",
          "main.main in -S: calls": "nothing", "main.add in -S: bytes": "4",
          "go build -gcflags='-l' prints": "nothing",
          "go build -gcflags='-l -S' prints": "a listing", "main.main in -l -S: bytes": "42",
          "main.main in -l -S: calls": "main.add, runtime.morestack_noctxt",
          "main.add in -l -S: bytes": "4",
        ]))
    ])

  static let stripped = Experiment(
    id: "stripped",
    question: "Does the evidence survive -s -w, PIE and -trimpath?",
    answer: """
      Yes: names, lines and defers are read from the tables that the runtime itself needs, which no \
      linker flag removes.
      """,
    claims: claims(14...14),
    parts: [
      Part(
        .kinds, variants: [.standard, .stripped, .positionIndependent, .trimmed],
        measures: [
          .outcomes(["open", "helper"]), .verdicts(["openDefer", "rescue", "helper"]),
          .defers(["main.openDefer", "main.badDefer", "main.loopDefer", "main.nineDefer"]),
          .recoverTargets(["main.openDefer.func1", "main.rescue", "main.helper"]),
        ],
        expectations: Expectation.each([
          "open": "recovered boom; returned", "helper": "panic: boom; exit status 2",
          "verdict openDefer": "effective", "verdict rescue": "effective",
          "verdict helper": "ineffective", "defers of main.openDefer": "1 open-coded",
          "defers of main.badDefer": "3 open-coded", "defers of main.loopDefer": "1 heap",
          "defers of main.nineDefer": "9 stack",
          "recover() in main.openDefer.func1": "effective",
          "recover() in main.rescue": "effective",
          "recover() in main.helper": "ineffective: too-deep",
          "targets of all calls of recover()": "1",
        ]))
    ])

  static let upgrade = Experiment(
    id: "upgrade",
    question: "Which programs change when they are built with a newer Go?",
    answer: """
      Those whose recovers worked by accident: built with Go 1.22 to 1.25, ten of the twelve programs of \
      wrapper-inline lose their recover with Go 1.26 and later. Nothing else of the forty shapes changes.
      """,
    claims: claims(159...159),
    parts: [
      Part(
        .wrappers, measures: [.upgrade(to: "1.27")],
        expectations: Expectation.each(["recovers gained with Go 1.27": "none"])
          + Expectation.each(
            [
              "recovers lost with Go 1.27": """
              main.helperD, main.helperE, main.helperF, main.helperG, main.helperJ
              """
            ], .upTo("1.21"))
          + Expectation.each(
            [
              "recovers lost with Go 1.27": """
              main.helperA, main.helperC, main.helperD, main.helperE, main.helperF, main.helperG, \
              main.helperI, main.helperJ, main.helperK, main.helperL
              """
            ], .from("1.22", to: "1.25"))
          + Expectation.each(["recovers lost with Go 1.27": "none"], .from("1.26"))),
      Part(
        .shapes, measures: [.upgrade(to: "1.27")],
        expectations: Expectation.each([
          "recovers lost with Go 1.27": "none", "recovers gained with Go 1.27": "none",
        ])),
    ])
}
