extension Rule {
  public static let recoverNeverDeferred = Rule(
    id: RuleID("PS204"),
    name: "recover-never-deferred",
    summary: "recover() is called in the normal course of the program, where it returns nil",
    defaultSeverity: .high,
    severityNote: nil,
    why: [
      """
      While a goroutine panics it runs nothing but deferred functions. A recover() in a function \
      that is only ever called, never deferred, runs when there is no panic, returns nil, and \
      leaves nothing behind that could stop a later one.
      """,
      """
      The usual origin is a forgotten defer, or defer newGuard() for defer newGuard()() where \
      newGuard returns the function with the recover.
      """,
    ],
    howToFix: ["Put defer before the call, ahead of the code that can panic."],
    example: Example(
      bad: """
        package main

        func guard() {
        	if r := recover(); r != nil {
        		println("never printed")
        	}
        }

        func main() {
        	guard() // called, not deferred
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
      """
      A function whose address is stored (in a variable, a table, an interface) may be deferred \
      where this analysis does not see it; its verdict is then unknown, and there is no finding.
      """
    ])
}
