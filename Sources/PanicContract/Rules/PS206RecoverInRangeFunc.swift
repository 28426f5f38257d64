extension Rule {
  public static let recoverInRangeFunc = Rule(
    id: RuleID("PS206"),
    name: "recover-in-range-func",
    summary: "recover() stands in the body of a loop over a function, which is a function itself",
    defaultSeverity: .high,
    severityNote: nil,
    why: [
      """
      The compiler turns the body of for x := range f, where f is an iterator function, into a \
      closure that f calls. A recover() in it is at least two frames below the runtime even if the \
      loop stands in the deferred function, and returns nil. With a slice, a map or a channel \
      instead of f the same lines recover.
      """
    ],
    howToFix: ["Call recover() before the loop and use its value inside."],
    example: Example(
      bad: """
        package main

        func hooks(yield func(string) bool) { yield("log") }

        func main() {
        	defer func() {
        		for name := range hooks {
        			println(name, recover() != nil) // the body is a closure
        		}
        	}()
        	panic("boom")
        }
        """,
      fixed: """
        package main

        func hooks(yield func(string) bool) { yield("log") }

        func main() {
        	defer func() {
        		r := recover()
        		for name := range hooks {
        			println(name, r != nil)
        		}
        	}()
        	panic("boom")
        }
        """,
      outcome: "prints `log false` and exits with status 2"),
    versions: "Go 1.23 and later (1.22 with GOEXPERIMENT=rangefunc).",
    blindSpots: [
      "The loop body is known by the name that the compiler gives it (f-range1)."
    ])
}
