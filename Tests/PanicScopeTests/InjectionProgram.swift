import TestSupport

/// A Go program with guarded and exposed goroutines, and an HTTP server.
enum InjectionProgram {
  static let source = """
    package main

    import (
    	"fmt"
    	"io"
    	"net"
    	"net/http"
    	"os"
    	"os/exec"
    	"runtime"
    	"strings"
    	"sync"
    	"time"
    )

    var counter int64
    var mutex sync.Mutex

    //go:noinline
    func step(n int64) int64 {
    	mutex.Lock()
    	defer mutex.Unlock()
    	counter += n
    	return counter
    }

    //go:noinline
    func leaf(a, b int) int { return a*b + a }

    func inlined(a int) int { return a + 1 }

    func guarded(group *sync.WaitGroup) {
    	defer group.Done()
    	defer func() {
    		if r := recover(); r != nil {
    			fmt.Println("recovered:", r)
    		}
    	}()
    	for i := int64(0); i < 3; i++ {
    		step(i)
    	}
    }

    func exposed(group *sync.WaitGroup) {
    	step(7)
    	group.Done()
    }

    func tooDeep(group *sync.WaitGroup) {
    	defer func() { help() }()
    	step(8)
    	group.Done()
    }

    //go:noinline
    func help() {
    	if r := recover(); r != nil {
    		fmt.Println("never printed:", r)
    	}
    }

    func handle(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "hello", step(1)) }

    func serve() {
    	listener, err := net.Listen("tcp", "127.0.0.1:0")
    	if err != nil {
    		fmt.Println(err)
    		os.Exit(1)
    	}
    	go http.Serve(listener, http.HandlerFunc(handle))
    	for i := 0; i < 3; i++ {
    		response, err := http.Get("http://" + listener.Addr().String())
    		if err != nil {
    			fmt.Println("failed")
    			continue
    		}
    		io.Copy(os.Stdout, response.Body)
    		response.Body.Close()
    	}
    	settle()
    }

    // Until the goroutines of all connections have ended: a handler's connection is closed by the
    // deferred call that recovers, before that has returned.
    func settle() {
    	http.DefaultClient.CloseIdleConnections()
    	text := make([]byte, 1<<20)
    	for strings.Contains(string(text[:runtime.Stack(text, true)]), "net/http.(*conn).serve") {
    		time.Sleep(10 * time.Millisecond)
    	}
    }

    //go:noinline
    func beat(n int) {
    	if n > 0 {
    		fmt.Println("beating again")
    	}
    }

    func restarting(n int) {
    	defer func() {
    		if r := recover(); r != nil {
    			restarting(n + 1)
    		}
    	}()
    	for {
    		beat(n)
    		time.Sleep(10 * time.Millisecond)
    	}
    }

    func main() {
    	if len(os.Args) > 1 {
    		switch os.Args[1] {
    		case "restart":
    			go restarting(0)
    			time.Sleep(10 * time.Minute)
    		case "children":
    			if err := exec.Command("sleep", os.Args[2]).Start(); err != nil {
    				fmt.Println(err)
    			}
    			beat(0)
    		default:
    			serve()
    		}
    		return
    	}
    	var group sync.WaitGroup
    	group.Add(3)
    	go guarded(&group)
    	go exposed(&group)
    	go tooDeep(&group)
    	group.Wait()
    	fmt.Println("sum", step(0), leaf(len(os.Args), 3), inlined(len(os.Args)))
    }
    """

  /// Number of the first line with this text.
  static func line(_ text: String) -> Int {
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
    return 1 + lines.prefix { !$0.contains(text) }.count
  }

  static let canRun: Bool = {
    #if arch(x86_64)
      return true
    #else
      print("injection tests are skipped: amd64 only")
      return false
    #endif
  }()

  static let stripped = ["-ldflags=-s -w"]

  static func build(_ toolchain: GoToolchain, flags: [String] = stripped) throws -> String {
    try toolchain.build(source, flags: flags)
  }

  /// The versions on which everything is tried, as far as they are there.
  static let toolchains = [21, 24, 27].compactMap { GoToolchain.installed(1, $0) }
}
