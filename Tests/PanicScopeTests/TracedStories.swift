/// A program of panics whose stories differ by its first argument, for what is told of them.
enum TracedStories {
  static let source = """
    package main

    import (
    	"os"
    	"runtime"
    )

    var sink any

    //go:noinline
    func guard() { sink = recover() }

    //go:noinline
    func fault(m map[string]int) {
    	defer func() { sink = recover() }()
    	m["a"] = 1
    }

    //go:noinline
    func late() {
    	defer guard()
    	defer func() { guard() }()
    	panic("late")
    }

    //go:noinline
    func again() {
    	defer guard()
    	defer func() {
    		guard()
    		panic("second")
    	}()
    	defer func() { fault(nil) }()
    	panic("first")
    }

    //go:noinline
    func leave(done chan bool) {
    	defer close(done)
    	defer runtime.Goexit()
    	panic("unheard")
    }

    //go:noinline
    func die() {
    	defer func() { guard() }()
    	panic("dies")
    }

    func main() {
    	switch os.Args[1] {
    	case "recovered":
    		fault(nil)
    		late()
    	case "nested":
    		again()
    	case "goexit":
    		done := make(chan bool)
    		go leave(done)
    		<-done
    	case "dies":
    		die()
    	}
    }
    """
}
