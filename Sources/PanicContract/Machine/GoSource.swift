/// Writes scenarios as one Go program: `program NAME` runs one of them.
///
/// Statement by statement the same as what the machine runs, so that what the program does can be
/// compared with what the machine says it does.
public struct GoSource {
  private var scenarios: [Scenario]

  /// Names are unique.
  public init(_ scenarios: [Scenario]) { self.scenarios = scenarios }

  /// File name and text; `main.go` and, with C in it, `callback.go`.
  public var files: [String: String] {
    var body = ""
    var starts: [String] = []
    for (index, scenario) in scenarios.enumerated() {
      var writer = GoFunctionWriter(scenario, prefix: "s\(index)_")
      body += "\n// \(scenario.name)\n" + writer.write()
      starts.append("\tcase \(goQuoted(scenario.name)):\n\t\ts\(index)_main()\n")
    }
    let callsC = scenarios.contains(where: \.containsC)
    var files = [
      "main.go": Self.head
        + "\nfunc main() {\n\tdebug.SetMaxStack(1 << 24) // so that endless recursion ends soon\n\tname := "
        + defaultName
        + "\n\tif len(os.Args) > 1 {\n\t\tname = os.Args[1]\n\t}\n\tswitch name {\n"
        + starts.joined() + "\t}\n}\n" + body
    ]
    if callsC { files["callback.go"] = Self.callback }
    return files
  }

  private var defaultName: String { goQuoted(scenarios.first?.name ?? "") }

  private static let head = #"""
    // Written from scenarios by panicscope.
    package main

    import (
    	"os"
    	"runtime"
    	"runtime/debug"
    	"strconv"
    	"sync"
    	"syscall"
    	"time"
    )

    type failure struct{ text string }

    func (f *failure) Error() string { return f.text }

    // Where a value escapes to, so that the compiler does not know it any more.
    var sink any

    //go:noinline
    func say(text string) { os.Stdout.WriteString(text + "\n") }

    //go:noinline
    func saw(name string, value any) any {
    	text := "nil"
    	switch value := value.(type) {
    	case nil:
    	case string:
    		text = value
    	case int:
    		text = strconv.Itoa(value)
    	case error:
    		text = value.Error()
    	}
    	say("recover " + name + " = " + text)
    	return value
    }

    // Runs f on a goroutine of its own and waits for its end. A panic must end the program before
    // the caller goes on; whether it or Goexit runs the deferred call cannot be told there.
    //
    //go:noinline
    func run(f func()) {
    	done := make(chan struct{})
    	go func() {
    		returned := false
    		defer func() {
    			if !returned {
    				go func() {
    					time.Sleep(200 * time.Millisecond)
    					close(done)
    				}()
    			}
    		}()
    		f()
    		returned = true
    		close(done)
    	}()
    	<-done
    }

    //go:noinline
    func nilPointer() *int { return nil }

    //go:noinline
    func zero() int { return 0 }

    //go:noinline
    func three() []int { return make([]int, 3) }

    //go:noinline
    func nilMap() map[string]int { return nil }

    //go:noinline
    func closedChannel() chan int {
    	c := make(chan int)
    	close(c)
    	return c
    }

    // A page that is not mapped any more.
    //
    //go:noinline
    func wildPage() []byte {
    	page, _ := syscall.Mmap(-1, 0, 4096, syscall.PROT_READ, syscall.MAP_ANON|syscall.MAP_PRIVATE)
    	syscall.Munmap(page)
    	return page
    }

    //go:noinline
    func unlock() {
    	var mutex sync.Mutex
    	mutex.Unlock()
    }

    //go:noinline
    func nilFunction() func() { return nil }

    //go:noinline
    func overflow(n int) int {
    	return overflow(n+1) + n
    }

    func goexit() { runtime.Goexit() }

    """#

  private static let callback = #"""
    package main

    /*
    #include <pthread.h>
    #include <stdint.h>

    extern void goCallback(int32_t);

    static inline void callBack(int32_t number) { goCallback(number); }

    static inline void *threadMain(void *number) {
    	goCallback((int32_t)(intptr_t)number);
    	return 0;
    }

    static inline void callBackOnThread(int32_t number) {
    	pthread_t thread;
    	pthread_create(&thread, 0, threadMain, (void *)(intptr_t)number);
    	pthread_join(thread, 0);
    }
    */
    import "C"

    var callbacks []func()

    //export goCallback
    func goCallback(number C.int32_t) { callbacks[number]() }

    func throughC(f func()) {
    	callbacks = append(callbacks, f)
    	C.callBack(C.int32_t(len(callbacks) - 1))
    }

    func onThread(f func()) {
    	callbacks = append(callbacks, f)
    	C.callBackOnThread(C.int32_t(len(callbacks) - 1))
    }

    """#
}

/// A Go string literal.
func goQuoted(_ text: String) -> String {
  var quoted = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": quoted += "\\\""
    case "\\": quoted += "\\\\"
    case _ where scalar.value < 0x20 || scalar.value == 0x7F:
      let digits = String(scalar.value, radix: 16)
      quoted += "\\x" + (digits.utf8.count < 2 ? "0" : "") + digits
    default: quoted.unicodeScalars.append(scalar)
    }
  }
  return quoted + "\""
}
