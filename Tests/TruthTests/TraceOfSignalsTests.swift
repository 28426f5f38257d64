import Foundation
import TestSupport
import Testing

/// Deaths by signals: whose handler was installed, and who raised it.
@Suite(.enabled(if: Tool.canTrace)) struct TraceOfSignalsTests {
  private static let source = """
    package main

    /*
    #include <signal.h>
    #include <stdlib.h>
    static void reset(void) { signal(SIGSEGV, SIG_DFL); }
    static void handler(int number) { signal(number, SIG_DFL); raise(number); }
    static void own(void) {
      struct sigaction action = {0};
      action.sa_handler = handler;
      action.sa_flags = SA_ONSTACK;
      sigaction(SIGSEGV, &action, 0);
    }
    static void crash(void) { *(volatile int *)0 = 1; }
    static void aborts(void) { abort(); }
    */
    import "C"
    import "os"

    type node struct {
    	next  *node
    	value int
    }

    //go:noinline
    func read(n *node) int { return n.next.value }

    func main() {
    	defer func() { recover() }()
    	switch os.Args[1] {
    	case "reset":
    		C.reset()
    		println(read(&node{}))
    	case "own":
    		C.own()
    		println(read(&node{}))
    	case "crash":
    		C.crash()
    	case "abort":
    		C.aborts()
    	}
    }
    """

  @Test(arguments: [21, 27].compactMap { GoToolchain.installed(1, $0) }, ["bpf", "ptrace"])
  func theHandlerThatWasInstalledIsTold(go: GoToolchain, engine: String) throws {
    let program = try go.build(Self.source, environment: ["CGO_ENABLED": "1"])
    for (mode, status, kind, words) in [
      ("reset", 139, "signal-in-go", "SIGSEGV ended the process at once, without the Go runtime"),
      ("own", 139, "signal-in-go", "SIGSEGV ended the process at once, without the Go runtime"),
      ("crash", 2, "signal-in-c", "SIGSEGV at address 0x0 was raised in C code"),
      ("abort", 2, "signal-in-c", "SIGABRT was raised by C code"),
    ] {
      let (document, result) = try Tool.trace(program, [mode], options: ["--engine", engine])
      #expect(Int(result.status) == status, "\(go) \(engine) \(mode)")
      let episode = try #require(document.episodes.last, "\(go) \(engine) \(mode)")
      #expect(episode.explanation.kind == kind, "\(mode): \(episode.explanation.sentence)")
      #expect(episode.explanation.sentence.contains(words), "\(episode.explanation.sentence)")
      #expect(
        episode.explanation.details.contains { $0.hasPrefix("No handler was installed") }
          == (status == 139), "\(mode): \(episode.explanation.details)")
    }
  }
}
