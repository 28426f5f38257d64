/// Panics in and around C code.
extension Experiment {
  static let cgoCallback = Experiment(
    id: "cgo-callback",
    question:
      "Can a panic in a Go function that C called be recovered by the Go function around C?",
    answer: """
      Yes. C runs on the system stack, the callback on the goroutine's stack again, just below the \
      function that called C, so that the panic's way is in one piece. The C functions between are left \
      without their end: what they would have released stays held. Faults in C code itself, and C's \
      abort, are no panics.
      """,
    claims: claims(135...148),
    parts: [
      Part(
        .cgo,
        measures: [
          .outcomes([
            "noop", "inner", "outer", "nested", "nil", "goexit", "c-segv", "c-segv-panic-on-fault",
            "c-raise", "c-abort",
          ]),
          .selfReport([
            .word("stops"), .goroutineMachine, .machineSystemGoroutine, .machineCurrentGoroutine,
          ]),
          .stops(
            functions: [
              "runtime.cgocallbackg", "main.goCallback", "runtime.gopanic", "runtime.recovery",
            ], argument: "once"),
          .episode(argument: "once"),
        ],
        expectations: Expectation.each([
          "noop": "recovered around C: boom; C functions left without their end: 0; returned",
          "inner": """
          recovered in the callback: boom; recover() = nil; C functions left without their end: 0; \
          returned
          """,
          "outer": """
          recovered around C: boom; C functions left without their end: 1; recovered around C: boom; \
          C functions left without their end: 2; returned
          """,
          "nested": "recovered around C: boom; C functions left without their end: 2; returned",
          "nil": """
          recovered around C: runtime error: invalid memory address or nil pointer dereference; \
          C functions left without their end: 1; returned
          """,
          "goexit": "recover() = nil; C functions left without their end: 1; returned",
          "c-segv": "SIGSEGV; exit status 2", "c-segv-panic-on-fault": "SIGSEGV; exit status 2",
          "c-raise": "SIGSEGV; exit status 2", "c-abort": "SIGABRT; exit status 2",
          "stack before the call of C": "the goroutine's", "stack in C": "g0's",
          "stack in the callback": "the goroutine's",
          "stack in the function deferred around C": "the goroutine's",
          "recover() around C": "boom", "C functions left without their end": "1",
          "C can be called afterwards": "true",
          "stack at runtime.gopanic": "goroutine", "stack at runtime.recovery": "g0",
          "stack at main.goCallback": "goroutine", "stack at runtime.cgocallbackg": "goroutine",
          "once traced: outcome": "recovered by main.outer.func1",
        ]))
    ])

  static let cgoThread = Experiment(
    id: "cgo-thread",
    question: "Can a panic in a callback on a thread that C made be recovered?",
    answer: """
      Only in the callback: it runs on a goroutine of its own. The function that called C is on another \
      one and never sees the panic.
      """,
    claims: claims(135...135),
    parts: [
      Part(
        .cgo, measures: [.outcomes(["thread-recover", "thread-panic"])],
        expectations: Expectation.each([
          "thread-recover": """
          recovered in the callback: boom; recover() = nil; C functions left without their end: 0; \
          returned
          """,
          "thread-panic": "panic: boom; exit status 2",
        ]))
    ])

  static let cgoMisalign = Experiment(
    id: "cgo-misalign",
    question: "Does a C stack that is not aligned break recover?",
    answer: """
      No: the callback runs on the goroutine's stack. Both the recover in it and that around C work \
      though C called with SP 8 bytes off.
      """,
    claims: claims(115...115),
    parts: [
      Part(
        .cgo, measures: [.outcomes(["misalign-recover", "misalign-outer"])],
        expectations: Expectation.each([
          "misalign-recover": """
          recovered in the callback: boom; recover() = nil; C functions left without their end: 0; \
          returned
          """,
          "misalign-outer":
            "recovered around C: boom; C functions left without their end: 1; returned",
        ]))
    ])
}
