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
        expectations: [])
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
        expectations: [])
    ])

  private static let damageWords = [
    "tracked8", "tracked4", "untracked8", "untracked4", "nilun4", "byte8", "byte4", "bytenil",
    "smashret", "byte24ret", "wildsp",
  ]

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
        expectations: [])
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
      Part(.faults, measures: [.outcomes(faultWords)], expectations: [])
    ])

  private static let faultWords = [
    "nil", "index", "divide", "shift", "assertion", "makeslice", "nil-map", "nil-func",
    "close-twice", "send-closed", "waitgroup", "error-panics", "fault", "fault-allowed", "kill-segv",
    "kill-abort", "goroutine", "after-func", "finalizer", "unlock", "runlock", "deadlock",
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
        expectations: [])
    ])
}
