extension LabProgram {
  /// The recover is on another goroutine than the panic.
  static let goroutines = LabProgram(
    "badrecover",
    files: [
      "main.go": #"""
      // The article's badRecover: the recover is on the goroutine that started the one that panics.
      package main

      import "os"

      func badRecover() {
      	defer func() {
      		if r := recover(); r != nil {
      			println("never reached")
      		}
      	}()
      	go func() {
      		panic("boom")
      	}()
      	select {}
      }

      func ownRecover() {
      	done := make(chan bool)
      	go func() {
      		defer close(done)
      		defer func() {
      			if r := recover(); r != nil {
      				println("recovered", r.(string))
      			}
      		}()
      		panic("boom")
      	}()
      	<-done
      	println("returned")
      }

      // The recover runs while another goroutine panics: its own goroutine has no panic.
      func otherPanics() {
      	started := make(chan bool)
      	looked := make(chan bool)
      	done := make(chan bool)
      	go func() {
      		defer close(done)
      		defer func() { recover() }()
      		defer func() {
      			close(started)
      			<-looked
      		}()
      		panic("boom")
      	}()
      	func() {
      		defer func() {
      			if recover() == nil {
      				println("recover() = nil")
      			}
      			close(looked)
      		}()
      		<-started
      	}()
      	<-done
      	println("returned")
      }

      func main() {
      	switch os.Args[1] {
      	case "bad":
      		badRecover()
      	case "own":
      		ownRecover()
      	case "other":
      		otherPanics()
      	}
      }
      """#,
      "quiet.go": quiet,
    ])
}
