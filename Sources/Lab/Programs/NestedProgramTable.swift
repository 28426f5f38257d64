extension LabProgram {
  /// Panics in deferred functions.
  static let nested = LabProgram(
    "nested",
    files: [
      "main.go": #"""
      // Panics in deferred functions, and which value recover returns.
      package main

      import "os"

      func saw(value any) {
      	if value == nil {
      		println("recover() = nil")
      	} else {
      		println("recover() =", value.(string))
      	}
      }

      // Two calls of recover in one deferred function.
      func twice() {
      	defer func() {
      		saw(recover())
      		saw(recover())
      	}()
      	panic("first")
      }

      // A deferred function panics: the newest panic is what recover meets.
      func newest() {
      	defer func() {
      		saw(recover())
      		saw(recover())
      	}()
      	defer func() { panic("second") }()
      	panic("first")
      }

      // The second panic is recovered within the deferred function: the first goes on.
      func within() {
      	defer func() { saw(recover()) }()
      	defer func() {
      		defer func() { saw(recover()) }()
      		panic("second")
      	}()
      	panic("first")
      }

      // recover, then panic again.
      func again() {
      	defer func() { saw(recover()) }()
      	defer func() {
      		saw(recover())
      		panic("again")
      	}()
      	panic("first")
      }

      func main() {
      	switch os.Args[1] {
      	case "twice":
      		twice()
      	case "newest":
      		newest()
      	case "within":
      		within()
      	case "again":
      		again()
      	}
      	println("returned")
      }
      """#,
      "quiet.go": quiet,
    ])
}
