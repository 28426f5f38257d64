import TestSupport

/// A server as people write them, which asks itself a few things and ends: goroutines with and without a guard,
/// and handlers behind middleware.
enum CampaignProgram {
  static let source = """
    package main

    import (
    	"fmt"
    	"io"
    	"net"
    	"net/http"
    	"os"
    	"runtime"
    	"strings"
    	"sync"
    	"time"
    )

    var (
    	jobs = make(chan int, 8)
    	seen sync.Map
    	busy sync.WaitGroup
    )

    //go:noinline
    func note(what string, n int) {
    	seen.Store(what, n)
    }

    // A loop around a guarded call: the goroutine outlives its panics.
    func pump() {
    	for job := range jobs {
    		process(job)
    	}
    }

    func process(job int) {
    	defer func() {
    		if r := recover(); r != nil {
    			fmt.Println("job failed:", r)
    		}
    	}()
    	note("job", job)
    }

    // No guard at all.
    func flush() {
    	for i := 0; i < 3; i++ {
    		time.Sleep(5 * time.Millisecond)
    		note("flushed", i)
    	}
    	busy.Done()
    }

    // A guard of its own.
    func poll() {
    	defer busy.Done()
    	defer func() {
    		if r := recover(); r != nil {
    			fmt.Println("poll failed:", r)
    		}
    	}()
    	note("polled", 1)
    }

    // A guard that only looks like one: recover is called one frame too deep.
    func sync1() {
    	defer busy.Done()
    	defer func() { report("sync") }()
    	note("synced", 1)
    }

    //go:noinline
    func report(who string) {
    	if r := recover(); r != nil {
    		fmt.Println(who, "failed:", r)
    	}
    }

    // A guard that panics again.
    func escalate() {
    	defer busy.Done()
    	defer func() {
    		if r := recover(); r != nil {
    			panic(fmt.Sprint("escalated: ", r))
    		}
    	}()
    	note("escalated", 1)
    }

    // A guard that ends the process.
    func fatal() {
    	defer busy.Done()
    	defer func() {
    		if r := recover(); r != nil {
    			os.Exit(3)
    		}
    	}()
    	note("fatal", 1)
    }

    // Starts goroutines for others, with a guard.
    func safely(f func()) {
    	busy.Add(1)
    	go func() {
    		defer busy.Done()
    		defer func() {
    			if r := recover(); r != nil {
    				fmt.Println("background work failed:", r)
    			}
    		}()
    		f()
    	}()
    }

    func background() { note("background", 1) }

    // A timer's function has a goroutine of its own.
    func expire() {
    	note("expired", 1)
    	busy.Done()
    }

    func plain(w http.ResponseWriter, r *http.Request) {
    	note("plain", 1)
    	fmt.Fprintln(w, "plain")
    }

    func wrapped(w http.ResponseWriter, r *http.Request) {
    	note("wrapped", 1)
    	fmt.Fprintln(w, "wrapped")
    }

    func slow(w http.ResponseWriter, r *http.Request) {
    	note("slow", 1)
    	fmt.Fprintln(w, "slow")
    }

    // The guard of the handler's goroutine is not that of what it starts.
    func async(w http.ResponseWriter, r *http.Request) {
    	done := make(chan bool)
    	go index(done)
    	<-done
    	fmt.Fprintln(w, "async")
    }

    func index(done chan bool) {
    	note("indexed", 1)
    	close(done)
    }

    // What must not go on after a panic.
    func critical(w http.ResponseWriter, r *http.Request) {
    	note("critical", 1)
    	fmt.Fprintln(w, "critical")
    }

    func ender(next http.Handler) http.Handler {
    	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
    		defer func() {
    			if v := recover(); v != nil {
    				fmt.Println("critical:", v)
    				os.Exit(4)
    			}
    		}()
    		next.ServeHTTP(w, r)
    	})
    }

    func recoverer(next http.Handler) http.Handler {
    	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
    		defer func() {
    			if v := recover(); v != nil {
    				if v == http.ErrAbortHandler {
    					panic(v)
    				}
    				http.Error(w, "sorry", http.StatusInternalServerError)
    			}
    		}()
    		next.ServeHTTP(w, r)
    	})
    }

    func main() {
    	listener, err := net.Listen("tcp", "127.0.0.1:0")
    	if err != nil {
    		fmt.Println(err)
    		os.Exit(1)
    	}
    	mux := http.NewServeMux()
    	mux.HandleFunc("/plain", plain)
    	mux.HandleFunc("/async", async)
    	mux.Handle("/wrapped", recoverer(http.HandlerFunc(wrapped)))
    	mux.Handle("/critical", ender(http.HandlerFunc(critical)))
    	mux.Handle("/slow", http.TimeoutHandler(http.HandlerFunc(slow), time.Minute, "late"))
    	go http.Serve(listener, mux)

    	busy.Add(6)
    	go pump()
    	go flush()
    	go poll()
    	go sync1()
    	go escalate()
    	go fatal()
    	safely(background)
    	time.AfterFunc(time.Millisecond, expire)
    	for i := 0; i < 3; i++ {
    		jobs <- i
    	}
    	for _, path := range []string{"/plain", "/wrapped", "/slow", "/critical", "/async"} {
    		response, err := http.Get("http://" + listener.Addr().String() + path)
    		if err != nil {
    			fmt.Println(path, "failed")
    			continue
    		}
    		io.Copy(io.Discard, response.Body)
    		response.Body.Close()
    	}
    	busy.Wait()
    	settle()
    	fmt.Println("done")
    }

    // Until all jobs are done and the goroutines of all connections have ended.
    func settle() {
    	http.DefaultClient.CloseIdleConnections()
    	text := make([]byte, 1<<20)
    	for {
    		stacks := string(text[:runtime.Stack(text, true)])
    		if len(jobs) == 0 && !strings.Contains(stacks, "main.process") &&
    			!strings.Contains(stacks, "net/http.(*conn).serve") {
    			return
    		}
    		time.Sleep(10 * time.Millisecond)
    	}
    }
    """

  static func build(_ toolchain: GoToolchain) throws -> String {
    try toolchain.build(source, flags: InjectionProgram.stripped)
  }

  /// The oldest, the last with the argument pointer's rule, and the newest.
  static let toolchains = [21, 25, 27].compactMap { GoToolchain.installed(1, $0) }
}
