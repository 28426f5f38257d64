/// The Go program that the tests of this target trace; its first argument says what it does.
enum TraceProgram {
  /// The program in a file of its own: breakpoints that other tests set through the kernel are in
  /// all mappings of theirs.
  static func source(for user: String) -> String { source + "\n// \(user)\n" }

  static let source = """
    package main

    import (
    	"errors"
    	"fmt"
    	"os"
    	"runtime"
    	"strconv"
    	"sync"
    	"time"
    )

    var sink any

    //go:noinline
    func handler() { sink = recover() }

    //go:noinline
    func guarded(i int) {
    	defer func() {
    		if r := recover(); r != nil {
    			sink = r
    		}
    	}()
    	if i >= 0 {
    		panic("boom " + strconv.Itoa(i&7))
    	}
    }

    //go:noinline
    func deep(n int) byte {
    	var frame [1024]byte
    	frame[n&1023] = byte(n)
    	if n > 0 {
    		return deep(n-1) + frame[(n+1)&1023]
    	}
    	guarded(n)
    	return frame[0]
    }

    //go:noinline
    func tooDeep() {
    	defer func() { handler() }()
    	panic(errors.New("nobody"))
    }

    //go:noinline
    func nested() {
    	defer handler()
    	defer func() { panic("second") }()
    	panic("first")
    }

    func count(args []string) int {
    	if len(args) > 2 {
    		n, _ := strconv.Atoi(args[2])
    		return n
    	}
    	return 1
    }

    func main() {
    	n := count(os.Args)
    	mode := ""
    	if len(os.Args) > 1 {
    		mode = os.Args[1]
    	}
    	switch mode {
    	case "loop":
    		for i := 0; i < n; i++ {
    			guarded(i)
    		}
    	case "quiet":
    		for i := 0; i < n; i++ {
    			guarded(-1)
    		}
    	case "parallel":
    		var wait sync.WaitGroup
    		for g := 0; g < 20; g++ {
    			wait.Add(1)
    			go func() {
    				defer wait.Done()
    				for i := 0; i < n; i++ {
    					guarded(i)
    					runtime.Gosched()
    				}
    			}()
    		}
    		wait.Wait()
    	case "grow":
    		for i := 0; i < n; i++ {
    			done := make(chan bool)
    			go func() { deep(i % 200); close(done) }()
    			<-done
    		}
    	case "nested":
    		nested()
    	case "goexit":
    		done := make(chan bool)
    		go func() {
    			defer close(done)
    			defer handler()
    			runtime.Goexit()
    		}()
    		<-done
    		// Its last deferred call is not over yet.
    		for runtime.NumGoroutine() > 1 {
    			runtime.Gosched()
    		}
    	case "dies":
    		tooDeep()
    	case "nil":
    		func() {
    			defer handler()
    			var p *int
    			*p = n
    		}()
    	case "fatal":
    		m := map[int]int{}
    		go func() {
    			for {
    				m[1]++
    			}
    		}()
    		for {
    			m[2]++
    		}
    	case "exit":
    		defer os.Exit(7)
    		panic("hidden")
    	case "serve":
    		for {
    			guarded(1)
    			time.Sleep(time.Millisecond)
    		}
    	}
    	fmt.Println("done", n)
    }
    """
}
