extension Rule {
  public static let recoverOnOtherGoroutine = Rule(
    id: RuleID("PS202"),
    name: "recover-on-other-goroutine",
    summary: "recover() runs on a goroutine that was started for it, where nothing panics",
    defaultSeverity: .high,
    severityNote: nil,
    why: [
      """
      A function that is started with go runs on a goroutine of its own. recover() there looks at \
      that goroutine's panics, of which there are none, and returns nil; the panic that it was \
      meant for is on another goroutine.
      """
    ],
    howToFix: [
      "Write defer instead of go.",
      """
      If the handling must not block, call recover() in the deferred function and hand its value \
      to the goroutine.
      """,
    ],
    example: Example(
      bad: """
        package main

        func guard() {
        	if r := recover(); r != nil {
        		println("never printed")
        	}
        }

        func main() {
        	go guard() // a goroutine with no panic
        	panic("boom")
        }
        """,
      fixed: """
        package main

        func guard() {
        	if r := recover(); r != nil {
        		println("recovered")
        	}
        }

        func main() {
        	defer guard()
        	panic("boom")
        }
        """,
      outcome: "exits with status 2"),
    versions: "All Go versions.",
    blindSpots: [
      "A goroutine started through a spawner that is not known is seen as an ordinary call."
    ])
}
