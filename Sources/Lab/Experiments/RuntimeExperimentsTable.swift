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
          .window(function: "runtime.gopanic", argument: "open"),
        ],
        expectations: [])
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
      Part(.kinds, variants: [.standard, .stripped], measures: [.decisions], expectations: [])
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
        expectations: [])
    ])

  static let window = Experiment(
    id: "window",
    question: "When are PC, SP and BP in deferreturn its own?",
    answer: """
      After the CALL, PC is the first instruction of deferreturn and SP is lower by the return address, \
      but BP is still the caller's. It becomes deferreturn's own after four instructions (five in \
      Go 1.24): stack check, PUSHQ BP, MOVQ SP, BP. SP is final one instruction later.
      """,
    claims: claims(169...179),
    parts: [
      Part(
        .kinds,
        measures: [
          .entryTrail(function: "runtime.deferreturn"),
          .window(function: "runtime.deferreturn", argument: "open"),
        ],
        expectations: [])
    ])

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
        expectations: [])
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
        .kinds, measures: [.path(argument: "open"), .path(argument: "nine")], expectations: []),
      Part(.counter, measures: [.selfReport([])], expectations: []),
    ])
}
