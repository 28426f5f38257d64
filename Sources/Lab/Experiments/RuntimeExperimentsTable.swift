/// What the runtime's own code does with a panic.
extension Experiment {
  static let gopanicEntry = Experiment(
    id: "gopanic-entry",
    question: "What does gopanic save when it begins?",
    answer: """
      Nothing but the caller's BP and the panic's value. Its code checks the stack, pushes BP, makes its \
      frame, and stores AX and BX, the two words of the value, where its caller left room for them. No \
      register is saved for a later unwinding; there is no panicContext.
      """,
    claims: claims(28...28, 53...66, 97...106),
    parts: [
      Part(
        .kinds,
        measures: [
          .entryTrail(function: "runtime.gopanic"),
          .window(function: "runtime.gopanic", argument: "open"), .episode(argument: "open"),
        ],
        expectations: Expectation.each([
          "runtime.gopanic: before PUSHQ BP": "leaq cmpq jbe",
          "runtime.gopanic: AX is stored": "at entry SP+8",
          "runtime.gopanic: BX is stored": "at entry SP+16",
          "runtime.gopanic: R14 is stored": "no",
          "runtime.gopanic: instructions until BP is its own": "5",
          "runtime.gopanic: until SP is final": "6",
          "open traced: outcome": "recovered by main.openDefer.func1",
        ])
          + Expectation.each(["runtime.gopanic: bytes below its entry": "168"], .upTo("1.26"))
          + Expectation.each(["runtime.gopanic: bytes below its entry": "160"], .from("1.27")))
    ])

  static let gorecoverBranches = Experiment(
    id: "gorecover-branches",
    question: "Where is it decided whether a recover stops the panic?",
    answer: """
      In runtime.gorecover: is there a panic, is it a Goexit, was it recovered before; then, up to Go \
      1.25, is the caller's argument pointer the deferred call's, and from Go 1.26 on, is there \
      exactly one frame between. The decisions are read from this binary's own code.
      """,
    claims: claims(6...6, 28...33, 67...74, 80...81, 134...134),
    parts: [
      Part(
        .kinds, variants: [.standard, .stripped], measures: [.decisions],
        expectations: Expectation.each(
          [
            "runtime.gorecover":
              "no-panic-test, goexit-test, already-recovered-test, argp-test, recovered-mark",
            "recover": "argp",
          ], .upTo("1.25"))
          + Expectation.each(
            [
              "runtime.gorecover":
                "no-panic-test, goexit-test, already-recovered-test, frame-walk, recovered-mark",
              "runtime.gorecover.func1":
                "gopanic-test, wrapper-test, second-frame-test, same-panic-test",
              "recover": "frame-count", "era": "1.26+",
            ], .from("1.26"))
          + Expectation.each(["open-coded": "closureOffsets"], .upTo("1.21"))
          + Expectation.each(["open-coded": "slotArray"], .from("1.22"))
          + Expectation.each(["deferproc": "returns 0 or 1"], .upTo("1.24"))
          + Expectation.each(["deferproc": "returns nothing"], .from("1.25"))
          + Expectation.each(["era": "1.18-1.20, 1.21"], .only("1.21"))
          + Expectation.each(["era": "1.22-1.24"], .from("1.22", to: "1.24"))
          + Expectation.each(["era": "1.25"], .only("1.25")))
    ])

  static let callSites = Experiment(
    id: "callsites",
    question: "Do calls of recover that fail call something else?",
    answer: """
      No. Every recover() is a direct call of runtime.gorecover, at the same address in functions where \
      it works and where it returns nil. Who called the function decides, which the call itself does not show.
      """,
    claims: claims(30...31, 161...168),
    parts: [
      Part(
        .kinds, variants: [.standard, .noInline],
        measures: [
          .outcomes(["open", "helper"]),
          .recoverTargets(["main.openDefer.func1", "main.rescue", "main.helper"]),
        ],
        expectations: Expectation.each([
          "open": "recovered boom; returned", "helper": "panic: boom; exit status 2",
          "recover() in main.openDefer.func1": "effective",
          "recover() in main.rescue": "effective",
          "recover() in main.helper": "ineffective: too-deep",
          "targets of all calls of recover()": "1",
        ]))
    ])

  static let window = Experiment(
    id: "window",
    question: "When are PC, SP and BP in deferreturn its own?",
    answer: """
      After the CALL, PC is the first instruction of deferreturn and SP is lower by the return address, \
      but BP is still the caller's. It becomes deferreturn's own after four instructions (five in \
      Go 1.22 to 1.26): stack check, PUSHQ BP, MOVQ SP, BP. SP is final one instruction later.
      """,
    claims: claims(169...179),
    parts: [
      Part(
        .kinds,
        measures: [
          .entryTrail(function: "runtime.deferreturn"),
          .window(function: "runtime.deferreturn", argument: "open"),
        ],
        expectations: windowExpectations("cmpq jbe", own: 4, .upTo("1.21"))
          + windowExpectations("leaq cmpq jbe", own: 5, .from("1.22", to: "1.26"))
          + windowExpectations("cmpq jbe", own: 4, .from("1.27")))
    ])

  private static func windowExpectations(
    _ check: String, own: Int, _ versions: VersionRange
  ) -> [Expectation] {
    Expectation.each(
      [
        "runtime.deferreturn: before PUSHQ BP": check,
        "runtime.deferreturn: instructions until BP is its own": "\(own)",
        "runtime.deferreturn: until SP is final": "\(own + 1)",
      ], versions)
  }

  static let recoveryJump = Experiment(
    id: "recovery-jump",
    question: "Where does execution go on after a recovery?",
    answer: """
      In the function that deferred, with the SP and BP that it had. Up to Go 1.24 the runtime makes \
      the call of deferproc return again, with 1 in AX, which leads to the call of deferreturn; from \
      Go 1.25 on it goes to the CALL runtime.deferreturn at once.
      """,
    claims: claims(86...87, 182...184, 187...187, 191...192),
    parts: [
      Part(
        .kinds, measures: [.landing(argument: "open"), .landing(argument: "loop")],
        expectations: Expectation.each([
          "open: goes on at": "CALL runtime.deferreturn(SB)",
          "open: SP above that of the panic": "40",
          "loop: SP above that of the panic": "40",
        ])
          + Expectation.each(
            ["open: AX": "1", "loop: AX": "1", "loop: goes on at": "TESTL AX, AX"],
            .upTo("1.24"))
          + Expectation.each(
            [
              "open: AX": "not 1", "loop: AX": "not 1",
              "loop: goes on at": "CALL runtime.deferreturn(SB)",
            ], .from("1.25")))
    ])

  static let pathCost = Experiment(
    id: "path-cost",
    question: "How long is a panic's way to its recovery?",
    answer: """
      Two to six thousand instructions, a few microseconds: far too short for a sampling profiler. It \
      goes to the system stack and back twice, three times from Go 1.26 on, where gorecover unwinds \
      there; it goes some 300 bytes deep; and SP is no multiple of 16 at about half of its instructions.
      """,
    claims: claims(109...109, 117...117, 180...190),
    parts: [
      Part(
        .kinds, measures: [.path(argument: "open"), .path(argument: "nine")],
        expectations: ["open", "nine"].flatMap { word in
          [
            Expectation("way of \(word): instructions", .between(1500, 5000), .upTo("1.25")),
            Expectation("way of \(word): instructions", .between(4000, 9000), .from("1.26")),
            Expectation("way of \(word): stack switches", .exactly("4"), .upTo("1.25")),
            Expectation("way of \(word): stack switches", .exactly("6"), .from("1.26")),
            Expectation("way of \(word): bytes deep", .between(250, 400)),
            Expectation("way of \(word): per cent with SP no multiple of 16", .between(25, 75)),
            Expectation("way of \(word): end", .exactly("resumed")),
          ]
        }),
      Part(
        .counter, measures: [.selfReport([])],
        expectations: [
          Expectation(
            "instructions of a recovered panic by the counter", .between(500, 30_000),
            isOptional: true)
        ]),
    ])
}
