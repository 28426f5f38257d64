extension Rule {
  public static let exitInDeferred = Rule(
    id: RuleID("PS401"),
    name: "exit-in-deferred",
    summary: "A deferred function ends the process, which can hide a panic altogether",
    defaultSeverity: .high,
    severityNote: nil,
    why: [
      """
      Deferred functions run before the runtime prints a panic. If one of them reaches os.Exit, \
      the process ends there: no panic message, no stack, and the exit status that was given to \
      os.Exit, which may be 0. Deferred functions registered earlier do not run.
      """,
      "log.Fatal and its like print their own line and exit with status 1; the panic is not told.",
    ],
    howToFix: [
      "Let main be func main() { os.Exit(run()) } and defer inside run, where nothing exits.",
      """
      If the exit must stay, call recover() before it, report its value and exit with a status \
      other than 0.
      """,
    ],
    example: Example(
      bad: """
        package main

        import "os"

        func main() {
        	code := 0
        	defer func() {
        		os.Exit(code) // runs while main panics
        	}()
        	panic("boom")
        }
        """,
      fixed: """
        package main

        import "os"

        func run() int {
        	panic("boom")
        }

        func main() {
        	os.Exit(run())
        }
        """,
      outcome: "exits with status 0 and prints nothing; the fixed one prints the panic, status 2"),
    versions: "All Go versions.",
    blindSpots: [
      "An exit behind an interface or a function value that is not constant is not followed.",
      "exit() called by C code is not seen.",
    ])
}
