extension Rule {
  public static let recoverTooDeep = Rule(
    id: RuleID("PS201"),
    name: "recover-too-deep",
    summary: "recover() runs in a function that the deferred function calls, so it returns nil",
    defaultSeverity: .high,
    severityNote: nil,
    why: [
      """
      recover() works only when the function that contains it is itself the deferred function: \
      exactly one frame between the runtime and the call, wrappers made by the compiler left out. \
      In a helper or an inner closure that the deferred function calls there are two.
      """,
      """
      It looks right, compiles, and go vet does not report it; the panic goes on as if the \
      handler were not there.
      """,
    ],
    howToFix: [
      "Defer the helper itself: defer logPanic().",
      "Or call recover() in the deferred function and pass its value to the helper.",
    ],
    example: Example(
      bad: """
        package main

        func logPanic() {
        	if r := recover(); r != nil {
        		println("never printed")
        	}
        }

        func main() {
        	defer func() {
        		logPanic() // one frame too deep
        	}()
        	panic("boom")
        }
        """,
      fixed: """
        package main

        func logPanic() {
        	if r := recover(); r != nil {
        		println("recovered")
        	}
        }

        func main() {
        	defer logPanic()
        	panic("boom")
        }
        """,
      outcome: "exits with status 2"),
    versions: """
      All Go versions. Up to Go 1.25 the runtime compares argument pointers, from 1.26 it counts \
      frames; inlining can make some of these recover by accident (PS301).
      """,
    blindSpots: [
      "Calls through reflection or a function value that is not constant are not followed."
    ])
}
