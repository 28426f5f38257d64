/// Stack pointers, faults and system calls.
extension Experiment {
  static let stackAlignment = Experiment(
    id: "sp-align",
    question: "Does an SP that is no multiple of 16 break recover?",
    answer: """
      Not on amd64, where Go aligns its stack to 8 bytes only. Assembly functions that move SP by 8, \
      or by 4, before the call that panics are recovered, as long as the assembler knows of the move \
      and the tables that the runtime unwinds by tell it.
      """,
    claims: claims(98...98, 109...113, 117...117),
    parts: [
      Part(
        .stackDamage, measures: [.outcomes(alignmentWords + alignmentWords.map { "heap-" + $0 })],
        expectations: [
          Expectation("badbp", .exactly("recovered")), Expectation("asmnil", .exactly("recovered")),
          Expectation("heap-badbp", .exactly("recovered")),
          Expectation("heap-asmnil", .exactly("recovered")),
        ]
          // Where main's own frame leaves SP differs from version to version; that the moves of 8
          // and 4 are there beside it does not.
          + ["ctl", "push8", "heap-ctl", "heap-push8"].map { name in
            Expectation(name, .oneOf(["recovered, SP%16 = 0", "recovered, SP%16 = 8"]))
          }
          + ["adj4", "heap-adj4"].map { name in
            Expectation(name, .oneOf(["recovered, SP%16 = 4", "recovered, SP%16 = 12"]))
          })
    ])

  private static let alignmentWords = ["ctl", "badbp", "asmnil", "push8", "adj4"]

  static let stackDamage = Experiment(
    id: "sp-damage",
    question: "Which damage to SP makes a panic unrecoverable?",
    answer: """
      SP that is not where the tables say. The runtime unwinds by them: it refuses functions that the \
      assembler marked as writing SP, finds no return address where SP was moved unknown to the \
      assembler, and does not come to write anything where SP is on no stack at all. Each ends the \
      process before any recover runs, and the first two can be told from the binary.
      """,
    claims: claims(107...108, 114...114, 116...116, 118...119, 183...183, 188...190, 193...193),
    parts: [
      Part(
        .stackDamage,
        measures: [
          .outcomes(damageWords + damageWords.map { "heap-" + $0 }),
          .findings(["PS601", "PS602"]),
        ],
        expectations: damageWords.flatMap { word in
          [Expectation(word, damage(word)), Expectation("heap-" + word, damage(word))]
        }
          + Expectation.each([
            "findings PS601": """
            main.nilun4, main.tracked4, main.tracked8, main.untracked4, main.untracked8, main.wildsp
            """,
            "findings PS602": """
            main.byte24ret, main.byte4, main.byte8, main.bytenil, main.smashret
            """,
          ]))
    ])

  private static let damageWords = [
    "tracked8", "tracked4", "untracked8", "untracked4", "nilun4", "byte8", "byte4", "bytenil",
    "smashret", "byte24ret", "wildsp",
  ]

  private static func damage(_ word: String) -> Expectation.Value {
    switch word {
    case "byte8", "byte4", "bytenil":
      .exactly(
        "runtime: g 1: unexpected return pc for main.\(word) called from ADDRESS; fatal error: "
          + "unknown caller pc; exit status 2")
    case "smashret":
      .exactly(
        "runtime: g1: frame.sp=ADDRESS top=ADDRESS; fatal error: traceback did not unwind "
          + "completely; exit status 2")
    case "byte24ret":
      // Where it returns to is chance.
      .oneOf([
        "runtime: g 1: unexpected return pc for runtime.sigpanic called from ADDRESS; fatal error: "
          + "unknown caller pc; exit status 2",
        "unexpected fault address ADDRESS; fatal error: fault; exit status 2",
      ])
    case "wildsp": .exactly("killed by signal 11")
    default:
      .exactly(
        "traceback: unexpected SPWRITE function main.\(word); fatal error: traceback; "
          + "exit status 2")
    }
  }

  static let signalPath = Experiment(
    id: "signal-path",
    question: "How does a SIGSEGV become a panic?",
    answer: """
      The kernel calls runtime.sigtramp on the thread's signal stack; the handler changes the \
      interrupted registers so that the goroutine seems to have called runtime.sigpanic, on its own \
      stack, which panics. From there on it is a panic as any other, and recover stops it.
      """,
    claims: claims(18...20),
    parts: [
      Part(
        .faults,
        measures: [
          .outcomes(["nil"]),
          .stops(
            functions: [
              "runtime.sigtrampgo", "runtime.sighandler", "runtime.sigpanic", "runtime.gopanic",
              "runtime.gorecover", "runtime.recovery",
            ], argument: "nil"),
          .episode(argument: "nil"),
        ],
        expectations: Expectation.each([
          "nil": "recovered; returned", "stack at runtime.sigtrampgo": "gsignal",
          "stack at runtime.sighandler": "gsignal", "stack at runtime.sigpanic": "goroutine",
          "stack at runtime.gopanic": "goroutine", "stack at runtime.gorecover": "goroutine",
          "stack at runtime.recovery": "g0", "nil traced: outcome": "recovered by main.main.func1",
          "nil traced: recover() calls": "main.main.func1 recovers",
        ]))
    ])

  static let faults = Experiment(
    id: "faults",
    question: "Which failures can a recover stop?",
    answer: """
      Panics, those of the runtime and of the program: nil pointers, indexes, divisions, closed \
      channels. Not fatal errors (unlocked mutexes, deadlocks, concurrent map access, exhausted stacks \
      and memory), signals from outside, faults at addresses beyond the first page without \
      debug.SetPanicOnFault, exits, and panics on goroutines without a recover of their own, which \
      timers and finalizers start.
      """,
    claims: claims(18...20),
    parts: [
      Part(
        .faults, measures: [.outcomes(faultWords)],
        expectations: recoverableWords.map { Expectation($0, .exactly("recovered; returned")) }
          + Expectation.each([
            "fault": "unexpected fault address ADDRESS; fatal error: fault; exit status 2",
            "kill-segv": "SIGSEGV; exit status 2", "kill-abort": "SIGABRT; exit status 2",
            "goroutine": "panic: boom; exit status 2", "after-func": "panic: boom; exit status 2",
            "finalizer": "panic: boom; exit status 2",
            "unlock": "fatal error: sync: unlock of unlocked mutex; exit status 2",
            "runlock": "fatal error: sync: RUnlock of unlocked RWMutex; exit status 2",
            "deadlock": "fatal error: all goroutines are asleep - deadlock!; exit status 2",
            "go-nil-func": "fatal error: go of nil func value; exit status 2",
            "concurrent-map": "fatal error: concurrent map writes; exit status 2",
            "stack-overflow": """
            runtime: goroutine stack exceeds 1048576-byte limit; fatal error: stack overflow; \
            exit status 2
            """,
            "out-of-memory": "fatal error: runtime: out of memory; exit status 2",
            "goexit-in-main": """
            recover() = nil; returned; fatal error: no goroutines (main called runtime.Goexit) - \
            deadlock!; exit status 2
            """,
            "exit": "exit status 3",
          ]))
    ])

  private static let recoverableWords = [
    "nil", "index", "divide", "shift", "assertion", "makeslice", "nil-map", "nil-func",
    "close-twice", "send-closed", "waitgroup", "error-panics", "fault-allowed",
  ]

  private static let faultWords =
    recoverableWords + [
      "fault", "kill-segv", "kill-abort", "goroutine", "after-func", "finalizer", "unlock",
      "runlock", "deadlock",
      "go-nil-func", "concurrent-map", "stack-overflow", "out-of-memory", "goexit-in-main", "exit",
    ]

  static let systemCalls = Experiment(
    id: "syscall",
    question: "Can a panic right after a system call be recovered?",
    answer: """
      Yes, like any other: a system call does not leave the goroutine's stack, and is over when it \
      returns. A bad address is an error of the call, no signal.
      """,
    claims: claims(16...17, 29...29),
    parts: [
      Part(
        .systemCalls, measures: [.outcomes(["syscall", "raw", "blocking", "efault"])],
        expectations: Expectation.each([
          "syscall": "recover() = boom; returned", "raw": "recover() = boom; returned",
          "blocking": "recover() = boom; returned", "efault": "recover() = bad address; returned",
        ]))
    ])
}
