extension Rule {
  public static let exposedSpawnedGoroutine = Rule(
    id: RuleID("PS102"),
    name: "exposed-spawned-goroutine",
    summary: "A function handed to a library runs on a new goroutine where nothing recovers",
    defaultSeverity: .medium,
    severityNote: """
      high when the function that hands it over, or a caller of that up to a request handler, \
      registers a recover that its author probably counted on; low outside the main module \
      without one
      """,
    why: [
      """
      errgroup's Go, sync.WaitGroup.Go, time.AfterFunc, singleflight's DoChan, cron schedulers \
      and worker pools contain the go statement, so the call looks like an ordinary one. The \
      callback runs on another goroutine all the same, out of reach of every recover of the caller.
      """,
      """
      errgroup does not recover, by decision of its maintainers. WaitGroup.Go requires that its \
      function does not panic; from Go 1.26 it recovers only to panic again.
      """,
    ],
    howToFix: [
      "Recover at the top of the callback, and return the panic as an error where there is one.",
      "Or use a library that carries a panic to the waiting goroutine.",
    ],
    example: Example(
      bad: """
        package main

        import "time"

        func refresh() { panic("cache is gone") }

        func main() {
        	defer func() {
        		if r := recover(); r != nil {
        			println("never printed")
        		}
        	}()
        	time.AfterFunc(time.Millisecond, refresh)
        	time.Sleep(200 * time.Millisecond)
        }
        """,
      fixed: """
        package main

        import "time"

        func refresh() {
        	defer func() {
        		if r := recover(); r != nil {
        			println("refresh panicked, the process lives")
        		}
        	}()
        	panic("cache is gone")
        }

        func main() {
        	time.AfterFunc(time.Millisecond, refresh)
        	time.Sleep(200 * time.Millisecond)
        }
        """,
      outcome: "exits with status 2 although main has a recover"),
    versions: "All Go versions; sync.WaitGroup.Go exists since Go 1.25.",
    blindSpots: [
      """
      A spawner that keeps the function in a field, a channel or a map and starts it elsewhere is \
      seen only if it is in the table of known spawners or under `spawners` in the configuration.
      """,
      "A callback that is not a constant function or a closure built at the call is not followed.",
    ])
}
