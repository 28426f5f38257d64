extension Rule {
  public static let exposedGoroutine = Rule(
    id: RuleID("PS101"),
    name: "exposed-goroutine",
    summary: "A goroutine has no effective recover of its own, so a panic in it ends the process",
    defaultSeverity: .medium,
    severityNote: """
      high when the function that starts it, or a caller of that up to a request handler, \
      registers a recover that its author probably counted on; medium in the main module with a \
      short way to an explicit panic, a type assertion or an index; else low
      """,
    why: [
      """
      recover() sees only panics of the goroutine that it runs on. A recover in the function that \
      executes the go statement, in main, or in an HTTP or gRPC middleware above it does not \
      exist for the new goroutine: its first function has no caller.
      """,
      """
      When nothing on the goroutine recovers, the runtime prints the panic and exits with status \
      2. Deferred functions of all other goroutines are not run.
      """,
    ],
    howToFix: [
      "Register a recovering deferred function as the first statement of the goroutine's function.",
      """
      Or start goroutines through one helper of your own that does so, and send the panic value \
      to the place that waits for the result.
      """,
      "If the process is meant to die with this goroutine, suppress the finding with that reason.",
    ],
    example: Example(
      bad: """
        package main

        import "time"

        func work(items []int) { println(items[3]) }

        func main() {
        	defer func() {
        		if r := recover(); r != nil {
        			println("never printed")
        		}
        	}()
        	go work(nil) // panics on a goroutine of its own
        	time.Sleep(200 * time.Millisecond)
        }
        """,
      fixed: """
        package main

        import "time"

        func work(items []int) { println(items[3]) }

        func guarded(f func()) {
        	defer func() {
        		if r := recover(); r != nil {
        			println("worker panicked, the process lives")
        		}
        	}()
        	f()
        }

        func main() {
        	go guarded(func() { work(nil) })
        	time.Sleep(200 * time.Millisecond)
        }
        """,
      outcome: "exits with status 2 although main has a recover"),
    versions: "All Go versions.",
    blindSpots: [
      "Panics in code that is reached only through interfaces or function values are not listed.",
      "Fatal errors (concurrent map writes, stack overflow, out of memory) pass every recover.",
    ])
}
