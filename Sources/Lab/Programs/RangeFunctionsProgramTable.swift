extension LabProgram {
  /// Recovers and panics in the bodies of range-over-func loops.
  static let rangeFunctions = LabProgram(
    "rangefunc",
    files: [
      "main.go": #"""
      // Range over functions: the body of the loop is a function of its own.
      package main

      import "os"

      func once(yield func(int) bool) { yield(0) }

      func swallow(yield func(int) bool) {
      	defer func() {
      		if r := recover(); r != nil {
      			println("the iterator recovered", r.(string))
      		}
      	}()
      	yield(0)
      }

      //go:noinline
      func boom() { panic("boom") }

      func saw(value any) {
      	if value == nil {
      		println("recover() = nil")
      	} else {
      		println("recover() =", value.(string))
      	}
      }

      // recover() in the loop body of the deferred function.
      func inBody() {
      	defer func() {
      		for range once {
      			saw(recover())
      		}
      	}()
      	boom()
      }

      // defer in the loop body: it belongs to the function around the loop.
      func deferInBody() {
      	for range once {
      		defer func() { saw(recover()) }()
      	}
      	boom()
      }

      // recover() beside the loop in the deferred function.
      func besideBody() {
      	defer func() {
      		for range once {
      		}
      		saw(recover())
      	}()
      	boom()
      }

      // The iterator recovers the panic of the loop's body.
      func iterator() {
      	for range swallow {
      		boom()
      	}
      }

      func main() {
      	switch os.Args[1] {
      	case "body":
      		inBody()
      	case "defer":
      		deferInBody()
      	case "beside":
      		besideBody()
      	case "iterator":
      		iterator()
      	}
      	println("returned")
      }
      """#,
      "quiet.go": quiet,
    ])
}
