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
    claims: claims(15...15, 83...96),
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
        expectations: [])
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
        expectations: [])
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
        expectations: [])
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
        measures: [.outcomes(["direct", "in-literal", "literal", "argument"]), .vet,
          .verdicts(["direct", "inLiteral", "literal", "argument"])],
        expectations: [])
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
          .defers(["main.deferInBody"]), .episode(argument: "body"),
        ],
        expectations: [])
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
        expectations: [])
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
          .outcomes(["bad", "own", "other"]), .verdicts(["badRecover", "ownRecover", "otherPanics"]),
          .episode(argument: "bad"), .episode(argument: "own"),
        ],
        expectations: [])
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
        expectations: [])
    ])
}
