extension Rule {
  public static let recoverAsArgument = Rule(
    id: RuleID("PS205"),
    name: "recover-as-argument",
    summary: "recover() is an argument of a deferred call, evaluated before anything can panic",
    defaultSeverity: .high,
    severityNote: nil,
    why: [
      """
      The arguments of a deferred call are evaluated when the defer statement is reached, not when \
      the call runs. recover() is called at once, returns nil, and the deferred call later gets \
      that nil. The panic goes on.
      """
    ],
    howToFix: ["Defer a closure and call recover() inside it."],
    example: Example(
      bad: """
        package main

        import "fmt"

        func main() {
        	defer fmt.Println("recovered:", recover()) // evaluated here
        	panic("boom")
        }
        """,
      fixed: """
        package main

        import "fmt"

        func main() {
        	defer func() { fmt.Println("recovered:", recover()) }()
        	panic("boom")
        }
        """,
      outcome: "prints `recovered: <nil>` and exits with status 2"),
    versions: "All Go versions.",
    blindSpots: [
      """
      Where the defer statement stands in a function that is itself deferred, such a recover() \
      works as any other; it is then no finding.
      """
    ])
}
