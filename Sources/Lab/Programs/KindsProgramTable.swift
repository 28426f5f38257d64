extension LabProgram {
  /// The ways in which the compiler writes down a defer statement.
  static let kinds = LabProgram(
    "kinds",
    files: [
      "main.go": #"""
      // The ways in which the compiler writes down a defer statement.
      package main

      import "os"

      func rescue(name string) {
      	if r := recover(); r != nil {
      		println("recovered", r.(string))
      	}
      }

      //go:noinline
      func boom() { panic("boom") }

      //go:noinline
      func openDefer() {
      	defer func() {
      		if r := recover(); r != nil {
      			println("recovered", r.(string))
      		}
      	}()
      	boom()
      }

      //go:noinline
      func empty() {}

      //go:noinline
      func simple() {}

      //go:noinline
      func badDefer() {
      	defer empty()
      	defer simple()
      	defer func() {
      		if r := recover(); r != nil {
      			println("recovered", r.(string))
      		}
      	}()
      	boom()
      }

      //go:noinline
      func loopDefer() {
      	for i := 0; i < 2; i++ {
      		defer func() {
      			if r := recover(); r != nil {
      				println("recovered", r.(string))
      			}
      		}()
      	}
      	boom()
      }

      //go:noinline
      func nineDefer() {
      	defer rescue("1")
      	defer rescue("2")
      	defer rescue("3")
      	defer rescue("4")
      	defer rescue("5")
      	defer rescue("6")
      	defer rescue("7")
      	defer rescue("8")
      	defer rescue("9")
      	boom()
      }

      //go:noinline
      func helper() {
      	if r := recover(); r != nil {
      		println("never printed")
      	}
      }

      //go:noinline
      func helpless() {
      	defer func() { helper() }()
      	boom()
      }

      func main() {
      	switch os.Args[1] {
      	case "open":
      		openDefer()
      	case "bad":
      		badDefer()
      	case "loop":
      		loopDefer()
      	case "nine":
      		nineDefer()
      	case "helper":
      		helpless()
      	}
      	println("returned")
      }
      """#,
      "quiet.go": quiet,
    ])
}
