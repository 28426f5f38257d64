extension LabProgram {
  /// Deferred calls of recover itself.
  static let deferRecover = LabProgram(
    "deferrecover",
    files: [
      "main.go": #"""
      // Is `defer recover()` an error? The compiler and go vet accept all of these.
      package main

      import "os"

      //go:noinline
      func boom() { panic("boom") }

      func direct() {
      	defer recover()
      	boom()
      }

      func inLiteral() {
      	defer func() { defer recover() }()
      	boom()
      }

      func literal() {
      	defer func() { recover() }()
      	boom()
      }

      func argument() {
      	defer println("recover() =", recover())
      	boom()
      }

      func main() {
      	switch os.Args[1] {
      	case "direct":
      		direct()
      	case "in-literal":
      		inLiteral()
      	case "literal":
      		literal()
      	case "argument":
      		argument()
      	}
      	println("returned")
      }
      """#
    ])
}
