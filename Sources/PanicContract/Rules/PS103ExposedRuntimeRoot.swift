extension Rule {
  public static let exposedRuntimeRoot = Rule(
    id: RuleID("PS103"),
    name: "exposed-runtime-root",
    summary: "The runtime calls this function itself, and nothing in it recovers",
    defaultSeverity: .medium,
    severityNote: "low outside the main module or without a short way to a panic",
    why: [
      """
      Finalizers and cleanups run on goroutines of the runtime; package initialisers run before \
      the first statement of main. No function of the program is above them, so no recover of the \
      program can be.
      """,
      """
      A function exported to C is entered from C. A panic that leaves it towards a thread that C \
      made ends the process; where Go called the C code, a recover further out takes the panic \
      and the C frames are abandoned without their cleanup.
      """,
    ],
    howToFix: [
      "Recover inside the finalizer, the cleanup or the exported function itself.",
      "Move work that can fail out of init and return an error from a function that main calls.",
    ],
    example: Example(
      bad: """
        package main

        import (
        	"runtime"
        	"time"
        )

        type handle struct{ descriptor *int }

        func (h *handle) close() { *h.descriptor = -1 } // nil here

        func main() {
        	defer func() {
        		if r := recover(); r != nil {
        			println("never printed")
        		}
        	}()
        	runtime.SetFinalizer(&handle{}, (*handle).close)
        	runtime.GC()
        	time.Sleep(200 * time.Millisecond)
        }
        """,
      fixed: """
        package main

        import (
        	"runtime"
        	"time"
        )

        type handle struct{ descriptor *int }

        func (h *handle) close() {
        	defer func() {
        		if r := recover(); r != nil {
        			println("finalizer panicked, the process lives")
        		}
        	}()
        	*h.descriptor = -1
        }

        func main() {
        	runtime.SetFinalizer(&handle{}, (*handle).close)
        	runtime.GC()
        	time.Sleep(200 * time.Millisecond)
        }
        """,
      outcome: "exits with status 2 although main has a recover"),
    versions: "All Go versions; runtime.AddCleanup exists since Go 1.24.",
    blindSpots: [
      "A finalizer that is a function value from a variable is not followed.",
      "Initialisers of plugins and of shared libraries loaded later are not in this file.",
    ])
}
