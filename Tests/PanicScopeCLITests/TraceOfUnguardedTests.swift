import Foundation
import TestSupport
import Testing

/// Goroutines on which nothing recovers: what stands there instead is told as what it is.
@Suite(.serialized, .enabled(if: TraceCommandTesting.canRun)) struct TraceOfUnguardedTests {
  private static let source = """
    package main

    import (
    	"os"
    	"sync"
    )

    type event struct{ payload []byte }

    //go:noinline
    func decode(e *event) byte { return e.payload[4] }

    func plain(e *event) {
    	if r := recover(); r != nil {
    		println("never")
    	}
    	println(decode(e))
    }

    var lock sync.Mutex

    func locked(e *event) {
    	lock.Lock()
    	defer lock.Unlock()
    	println(decode(e))
    }

    func consume(events <-chan *event, handle func(*event)) {
    	for e := range events {
    		handle(e)
    	}
    }

    func main() {
    	events := make(chan *event)
    	go consume(events, map[string]func(*event){"plain": plain, "locked": locked}[os.Args[1]])
    	events <- &event{}
    	select {}
    }
    """

  @Test(arguments: [(1, 21), (1, 27)])
  func whatIsNoGuardIsToldAsSuch(major: Int, minor: Int) throws {
    guard let toolchain = GoToolchain.installed(major, minor) else { return }
    let program = try toolchain.build(Self.source)
    for (mode, sentence) in [
      (
        "plain",
        "recover() in main.plain (main.go:14) could not stop the panic because main.plain calls it in its own "
          + "body and was called by main.consume (main.go:30), not deferred"
      ),
      ("locked", ": only sync.(*Mutex).Unlock was deferred there"),
    ] {
      let result = try runCommand(builtProgram.path, ["trace", "--", program, mode])
      #expect(result.status == 2)
      #expect(result.errors.contains(sentence), "\(toolchain) \(mode): \(result.errors)")
      #expect(!result.errors.contains("CONTRADICTION"))
    }
  }
}
