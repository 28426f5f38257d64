/// What becomes of defer statements.
extension Experiment {
  static let lowering = Experiment(
    id: "lowering",
    question: "What does a defer statement become?",
    answer: """
      One of three things. In a function with at most eight defers and none in a loop, a bit and a \
      slot of its frame (open-coded): there is no call of runtime.deferproc at all, and recover works. \
      With more defers, or with -N, a record in the frame (deferprocStack); in a loop, a record on the \
      heap (deferproc). -l changes nothing here. Up to Go 1.24 a test of AX follows each such call, \
      since deferproc "returns again" after a recovery; from Go 1.25 on there is none.
      """,
    claims: claims(10...10, 15...15, 26...26, 83...96),
    parts: [
      Part(
        .kinds, variants: BuildVariant.threeWays,
        measures: [
          .outcomes(["open", "bad", "loop", "nine"]),
          .defers(["main.openDefer", "main.badDefer", "main.loopDefer", "main.nineDefer"]),
          .calls(function: "main.openDefer", callees: deferCalls),
          .calls(function: "main.loopDefer", callees: deferCalls),
          .calls(function: "main.nineDefer", callees: deferCalls),
          .decisions,
        ],
        expectations: Expectation.each([
          "open": "recovered boom; returned", "bad": "recovered boom; returned",
          "loop": "recovered boom; returned", "nine": "recovered boom; returned",
          "defers of main.loopDefer": "1 heap", "defers of main.nineDefer": "9 stack",
          "main.openDefer calls runtime.deferproc": "0",
          "main.loopDefer calls runtime.deferproc": "1",
          "main.loopDefer calls runtime.deferprocStack": "0",
          "main.loopDefer calls runtime.deferreturn": "2",
          "main.nineDefer calls runtime.deferproc": "0",
          "main.nineDefer calls runtime.deferprocStack": "9",
        ])
          + Expectation.each(
            [
              "defers of main.openDefer": "1 open-coded",
              "defers of main.badDefer": "3 open-coded",
              "main.openDefer calls runtime.deferprocStack": "0",
              "main.openDefer calls runtime.deferreturn": "1",
            ], variants: ["default", "-l"])
          + Expectation.each(
            [
              "defers of main.openDefer": "1 stack", "defers of main.badDefer": "3 stack",
              "main.openDefer calls runtime.deferprocStack": "1",
              "main.openDefer calls runtime.deferreturn": "2",
            ], variants: ["-N -l"])
          + Expectation.each(
            [
              "main.nineDefer calls runtime.deferreturn": "10", "deferproc": "returns 0 or 1",
            ], .upTo("1.24"))
          + Expectation.each(
            [
              "main.nineDefer calls runtime.deferreturn": "2", "deferproc": "returns nothing",
            ], .from("1.25")))
    ])

  private static let deferCalls = [
    "runtime.deferproc", "runtime.deferprocStack", "runtime.deferreturn",
  ]

  static let emptyDefer = Experiment(
    id: "empty-defer",
    question: "Does an empty deferred function vanish?",
    answer: """
      No. `defer empty()` gets its slot and its bit like any other, the panic passes it, and the \
      recover that was deferred around it works, with and without inlining.
      """,
    claims: claims(8...8, 12...14),
    parts: [
      Part(
        .kinds, variants: [.standard, .noInline],
        measures: [
          .outcomes(["bad"]), .defers(["main.badDefer"]),
          .calls(
            function: "main.badDefer",
            callees: ["main.empty", "main.simple", "runtime.deferproc", "runtime.deferreturn"]),
          .episode(argument: "bad"),
        ],
        expectations: Expectation.each([
          "bad": "recovered boom; returned", "defers of main.badDefer": "3 open-coded",
          "main.badDefer calls main.empty": "1", "main.badDefer calls main.simple": "1",
          "main.badDefer calls runtime.deferproc": "0",
          "main.badDefer calls runtime.deferreturn": "1",
          "bad traced: outcome": "recovered by main.badDefer.func1",
          "bad traced: recover() calls": "main.badDefer.func1 recovers",
        ]))
    ])

  static let noDeferList = Experiment(
    id: "no-deferlist",
    question: "Must g._defer be set for a recover to work?",
    answer: """
      No. The program counts the records that are linked to its own g: none for an open-coded defer, \
      whose panic is recovered all the same, two for a loop that ran twice, nine for nine defers.
      """,
    claims: claims(11...11, 19...19, 27...27, 36...37, 48...51),
    parts: [
      Part(
        .chain, measures: [.selfReport([.goroutineDefer, .deferLink])],
        expectations: Expectation.each([
          "open-coded records at entry": "0", "open-coded records at the panic": "0",
          "open-coded recovered": "true", "loop records at the panic": "2",
          "loop recovered": "true", "nine records at the panic": "9", "nine recovered": "true",
        ]))
    ])

  static let deferRecover = Experiment(
    id: "defer-recover",
    question: "Is `defer recover()` an error?",
    answer: """
      No: it compiles, and go vet says nothing. It does not recover, since the runtime calls recover \
      itself, without a function of the program's around it; deferred once more, inside a deferred \
      function, it does, and the value is lost.
      """,
    claims: claims(75...75, 128...132),
    parts: [
      Part(
        .deferRecover,
        measures: [
          .outcomes(["direct", "in-literal", "literal", "argument"]), .vet,
          .verdicts(["direct", "inLiteral", "literal", "argument"]),
        ],
        expectations: Expectation.each([
          "direct": "panic: boom; exit status 2", "in-literal": "returned",
          "literal": "returned",
          "argument": "recover() = (0x0,0x0); panic: boom; exit status 2",
          "go vet": "says nothing", "verdict direct": "ineffective",
          "verdict inLiteral": "effective", "verdict literal": "effective",
          "verdict argument": "ineffective",
        ]))
    ])

  static let rangeFunctions = Experiment(
    id: "rangefunc",
    question: "Does recover work in the body of a range-over-func loop?",
    answer: """
      No. The body is a function of its own that the iterator calls, so recover() in it is a frame too \
      deep, though it stands in the deferred function's source; beside the loop it works. A defer in the \
      body belongs to the function around the loop and works. An iterator that recovers the body's \
      panic and returns is answered with a panic of its own.
      """,
    claims: claims(23...23, 120...120),
    parts: [
      Part(
        .rangeFunctions, variants: [.standard, .noOptimize], versions: .from("1.23"),
        measures: [
          .outcomes(["body", "defer", "beside", "iterator"]),
          .verdicts(["inBody", "deferInBody", "besideBody"]),
          .defers(["main.deferInBody-range1"]), .episode(argument: "body"),
        ],
        expectations: Expectation.each([
          "body": "recover() = nil; panic: boom; exit status 2",
          "defer": "recover() = boom; returned", "beside": "recover() = boom; returned",
          "iterator": """
          the iterator recovered boom; panic: runtime error: range function recovered a loop body \
          panic and did not resume panicking; exit status 2
          """,
          "verdict inBody": "ineffective", "verdict deferInBody": "effective",
          "verdict besideBody": "effective",
          "defers of main.deferInBody-range1": "1 rangefunc", "body traced: outcome": "died",
        ])
          + Expectation.each(
            ["body traced: recover() calls": "main.inBody.func1-range1 argp-differs"],
            .upTo("1.25"))
          + Expectation.each(
            ["body traced: recover() calls": "main.inBody.func1-range1 frame-count"],
            .from("1.26")))
    ])

  static let nestedPanic = Experiment(
    id: "nested-panic",
    question: "Which value does recover return when a deferred function panics too?",
    answer: """
      The newest, and it ends them all: a second recover() in the same function returns nil. A panic \
      that begins and is recovered within a deferred function leaves the first one going on.
      """,
    claims: claims(77...79),
    parts: [
      Part(
        .nested,
        measures: [
          .outcomes(["twice", "newest", "within", "again"]), .episode(argument: "newest"),
          .episode(argument: "within"),
        ],
        expectations: Expectation.each([
          "twice": "recover() = first; recover() = nil; returned",
          "newest": "recover() = second; recover() = nil; returned",
          "within": "recover() = second; recover() = first; returned",
          "again": "recover() = first; recover() = again; returned",
          "newest traced: outcome": "recovered by main.newest.func1",
          "newest traced: recover() calls":
            "main.newest.func1 recovers, main.newest.func1 already-recovered",
          "within traced: outcome": "recovered by main.within.func1",
          "within traced: recover() calls":
            "main.within.func2.1 recovers, main.within.func1 recovers",
        ]))
    ])

  static let goroutine = Experiment(
    id: "goroutine",
    question: "Why does recover return nil for a panic on another goroutine?",
    answer: """
      The runtime asks the goroutine that calls recover whether it panics, and only that one. The \
      article's badRecover ends with status 2: its deferred function does not even run. A deferred \
      function that runs while another goroutine panics gets nil. A recover on the goroutine itself works.
      """,
    claims: claims(22...25, 32...32, 76...76),
    parts: [
      Part(
        .goroutines,
        measures: [
          .outcomes(["bad", "own", "other"]),
          .verdicts(["badRecover", "ownRecover", "otherPanics"]),
          .episode(argument: "bad"), .episode(argument: "own"),
        ],
        expectations: Expectation.each([
          "bad": "panic: boom; exit status 2", "own": "recovered boom; returned",
          "other": "recover() = nil; returned", "bad traced: outcome": "died",
          "bad traced: recover() calls": "none met a panic",
          "own traced: outcome": "recovered by main.ownRecover.func1.1",
          "own traced: recover() calls": "main.ownRecover.func1.1 recovers",
        ]))
    ])

  static let depth = Experiment(
    id: "depth",
    question: "Why does recover return nil in a helper?",
    answer: """
      Up to Go 1.25 recover passes the address of its function's arguments, and the panic knows that \
      of the deferred call's: in a helper the two differ. From Go 1.26 on the runtime counts the \
      frames between the two: there must be exactly one, wrappers made by the compiler left out.
      """,
    claims: claims(21...24, 67...67, 71...71),
    parts: [
      Part(
        .shapes,
        measures: [
          .outcomes(["s01", "s06", "s16", "s17"]), .verdicts(["s01", "s16", "s17"]),
          .episode(argument: "s01"), .episode(argument: "s06"), .episode(argument: "s16"),
          .episode(argument: "s17"),
        ],
        expectations: Expectation.each([
          "s01": "recover() = boom; returned", "s06": "recover() = boom; returned",
          "s16": "recover() = nil; panic: boom; exit status 2",
          "s17": "recover() = nil; panic: boom; exit status 2",
          "verdict s01": "effective", "verdict s16": "ineffective",
          "verdict s17": "ineffective",
          "s01 traced: outcome": "recovered by main.s01.func1",
          "s01 traced: recover() calls": "main.s01.func1 recovers",
          "s06 traced: outcome": "recovered by main.(*s06type).rescue",
          "s06 traced: recover() calls": "main.(*s06type).rescue recovers",
          "s16 traced: outcome": "died", "s17 traced: outcome": "died",
        ])
          + Expectation.each(
            [
              "s16 traced: recover() calls": "main.s16helper argp-differs",
              "s17 traced: recover() calls": "main.s17.func1.1 argp-differs",
            ], .upTo("1.25"))
          + Expectation.each(
            [
              "s16 traced: recover() calls": "main.s16helper frame-count",
              "s17 traced: recover() calls": "main.s17.func1.1 frame-count",
            ], .from("1.26")))
    ])
}
