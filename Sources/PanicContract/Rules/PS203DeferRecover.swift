extension Rule {
  public static let deferRecover = Rule(
    id: RuleID("PS203"),
    name: "defer-recover",
    summary: "`defer recover()` has no function of its own around recover(), so it returns nil",
    defaultSeverity: .high,
    severityNote: """
      low inside a function that is itself deferred: there it does stop the panic, but its value \
      is dropped and nobody hears of it
      """,
    why: [
      """
      Here the runtime calls recover() directly, so that there is no frame of a deferred function \
      between them, where exactly one is needed. The panic goes on.
      """,
      """
      In defer func() { defer recover() }() the inner statement has that one frame, the outer \
      function, and does stop the panic; the value is lost and nothing can be logged.
      """,
    ],
    howToFix: ["Write defer func() { if r := recover(); r != nil { ... } }() and use the value."],
    example: Example(
      bad: """
        package main

        func main() {
        	defer recover() // no frame around it
        	panic("boom")
        }
        """,
      fixed: """
        package main

        func main() {
        	defer func() {
        		if r := recover(); r != nil {
        			println("recovered")
        		}
        	}()
        	panic("boom")
        }
        """,
      outcome: "exits with status 2"),
    versions: "All Go versions.",
    blindSpots: []
  )
}
