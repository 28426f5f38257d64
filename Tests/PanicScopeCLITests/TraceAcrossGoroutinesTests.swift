import Foundation
import TestSupport
import Testing

/// What a story says of goroutines other than the one that panics.
@Suite(.serialized, .enabled(if: TraceCommandTesting.canRun)) struct TraceAcrossGoroutinesTests {
  private static let iterators = """
    package main

    import (
    	"iter"
    	"os"
    )

    func numbers(yield func(int) bool) {
    	for i := 0; yield(i); i++ {
    		if i == 1 {
    			panic(os.Args[1])
    		}
    	}
    }

    func stopping(yield func(int, int) bool) {
    	defer panic(os.Args[1])
    	yield(0, 0)
    }

    func consume() {
    	defer func() { recover() }()
    	next, stop := iter.Pull(iter.Seq[int](numbers))
    	defer stop()
    	for {
    		next()
    	}
    }

    func main() {
    	consume()
    	next, stop := iter.Pull2(iter.Seq2[int, int](stopping))
    	next()
    	stop()
    }
    """

  /// The text of a trace's episodes, one each.
  private func episodes(_ program: String, _ arguments: [String]) throws -> [String] {
    let result = try runCommand(
      builtProgram.path, ["trace", "--", program] + arguments)
    return result.errors.split(separator: "\n#").dropFirst().map(String.init)
  }

  @Test(arguments: [(1, 24), (1, 27)])
  func whatAnIteratorPassesOnIsFollowed(major: Int, minor: Int) throws {
    guard let toolchain = GoToolchain.installed(major, minor) else { return }
    let told = try episodes(try toolchain.build(Self.iterators), ["broken"])
    try #require(told.count == 4, "\(told)")
    for (number, origin, by) in [
      (0, "main.numbers (main.go:11)", "iter.Pull"),
      (2, "main.stopping", "iter.Pull2"),
    ] {
      let words = told[number].split(separator: " ")
      let word = try #require(words.firstIndex(of: "goroutine"), "\(told)")
      let goroutine = words[word + 1]
      #expect(
        told[number].contains(
          "\(by) recovers it to panic with the same value on the goroutine that waits"),
        "\(told[number])")
      #expect(
        told[number + 1].contains(
          "; it is the panic of goroutine \(goroutine), where it began in \(origin)"),
        "\(told[number + 1])")
      #expect(told[number + 1].contains(", passed on by \(by)."), "\(told[number + 1])")
    }
  }

  private static let server = """
    package main

    import (
    	"net"
    	"net/http"
    	"os"
    	"os/exec"
    	"sync/atomic"
    	"syscall"
    )

    var isOver atomic.Bool

    // Nobody reads the first words of who dies for so long.
    func lingers() {
    	r, w, err := os.Pipe()
    	if err != nil {
    		os.Exit(9)
    	}
    	end := int(w.Fd())
    	syscall.SetNonblock(end, true)
    	for block := make([]byte, 4096); len(block) > 0; {
    		if _, err := syscall.Write(end, block); err != nil {
    			block = block[:len(block)/2]
    		}
    	}
    	syscall.SetNonblock(end, false)
    	reader := exec.Command("sh", "-c", "sleep 3; exec cat > /dev/null")
    	reader.Stdin = r
    	if reader.Start() != nil || syscall.Dup3(end, 2, 0) != nil {
    		os.Exit(9)
    	}
    }

    func guarded(next http.HandlerFunc) http.Handler {
    	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
    		defer func() { recover() }()
    		next(w, r)
    	})
    }

    func waits(w http.ResponseWriter, r *http.Request) {
    	done := make(chan bool)
    	go func() { panic("child") }()
    	<-done
    }

    func computes(w http.ResponseWriter, r *http.Request) {
    	go func() { panic("child") }()
    	for !isOver.Load() {
    	}
    }

    func main() {
    	lingers()
    	listener, err := net.Listen("tcp", "127.0.0.1:0")
    	if err != nil {
    		os.Exit(9)
    	}
    	handler := map[string]http.HandlerFunc{"waits": waits, "computes": computes}[os.Args[1]]
    	go http.Serve(listener, guarded(handler))
    	http.Get("http://" + listener.Addr().String())
    	select {}
    }
    """

  /// The middleware that the handler's author counted on is named; where its goroutine ran at that moment and so could
  /// not be read to the end, that is said.
  @Test(arguments: [(1, 21), (1, 24), (1, 27)])
  func theMiddlewareOfTheParentIsNamed(major: Int, minor: Int) throws {
    guard let toolchain = GoToolchain.installed(major, minor) else { return }
    let program = try toolchain.build(Self.server)
    for mode in ["waits", "computes"] {
      let told = try episodes(program, [mode]).filter { $0.contains("panic died") }
      try #require(told.count == 1, "\(told)")
      let isNamed = told[0].contains("guarded.func1.1, deferred by ")
      let wasRunning = told[0].contains("which started this one, was running: not all of its")
      // What computes may have been off its thread just then.
      #expect(mode == "waits" ? isNamed : isNamed != wasRunning, "\(toolchain) \(mode): \(told[0])")
      if isNamed {
        #expect(told[0].contains("runs on another goroutine, and recover() stops only panics"))
        #expect(told[0].contains("guarded.func1.1 (main.go:37) was registered on goroutine "))
      }
    }
  }
}
