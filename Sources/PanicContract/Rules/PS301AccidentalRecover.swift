extension Rule {
  public static let accidentalRecover = Rule(
    id: RuleID("PS301"),
    name: "accidental-recover",
    summary: "This recover works only because the compiler inlined a function into a wrapper",
    defaultSeverity: .high,
    severityNote: nil,
    why: [
      """
      By the language's rule this recover() is one call too deep (PS201). In Go 1.21 to 1.25, when \
      the deferred function is inlined into a wrapper that the compiler makes (for a method, an \
      interface method or, from 1.22, a call with arguments), the frame that is too many \
      disappears and the runtime's comparison of argument pointers succeeds (golang/go#73916).
      """,
      """
      The same source dies when it is built with -gcflags=-l or -gcflags='-N -l' (as debuggers \
      ask for), after a change that makes the function too big to be inlined, and with every Go \
      from 1.26 on, which counts inlined frames. The upgrade turns a working recover off in \
      silence.
      """,
    ],
    howToFix: [
      "Defer the function that contains recover() directly.",
      "Or call recover() in the deferred method and pass its value on.",
    ],
    example: Example(
      bad: """
        package main

        type server struct{}

        func logPanic() {
        	if r := recover(); r != nil {
        		println("recovered")
        	}
        }

        func (s *server) onPanic() { logPanic() }

        func main() {
        	s := &server{}
        	defer s.onPanic()
        	panic("boom")
        }
        """,
      fixed: """
        package main

        type server struct{}

        func logPanic(r any) {
        	if r != nil {
        		println("recovered")
        	}
        }

        func (s *server) onPanic() { logPanic(recover()) }

        func main() {
        	s := &server{}
        	defer s.onPanic()
        	panic("boom")
        }
        """,
      outcome: "recovers when built by Go 1.22 to 1.25, exits with status 2 when built by others"),
    versions: """
      Go 1.21 (method values and interface wrappers) to 1.25 (also deferred calls with arguments \
      or a receiver, from 1.22).
      """,
    blindSpots: [
      "Only what this build inlined is seen: another build may have other accidental recovers."
    ])
}
