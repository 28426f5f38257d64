import Foundation
import TestSupport
import Testing

/// Which deferred calls an exit skips is read from the process: a defer statement that was not reached
/// is not among them.
@Suite(.enabled(if: Tool.canTrace)) struct TraceOfPendingDefersTests {
  private static let source = """
    package main

    import "os"

    //go:noinline
    func rec() { recover() }

    //go:noinline
    func work(registers bool) {
    	if registers {
    		defer rec()
    	}
    	defer func() { os.Exit(4) }()
    	panic("hidden")
    }

    func main() { work(os.Args[1] == "registered") }
    """

  @Test(arguments: [21, 27].compactMap { GoToolchain.installed(1, $0) }, ["bpf", "ptrace"])
  func onlyWhatWasRegisteredIsSkipped(go: GoToolchain, engine: String) throws {
    let program = try go.build(Self.source)
    for (mode, isRegistered) in [("registered", true), ("not", false)] {
      let (document, result) = try Tool.trace(program, [mode], options: ["--engine", engine])
      #expect(result.status == 4)
      let explanation = try #require(document.episodes.last).explanation
      #expect(explanation.kind == "exit-during-panic", "\(explanation.sentence)")
      let skipped = explanation.details.contains { $0.hasPrefix("main.rec ") }
      #expect(skipped == isRegistered, "\(go) \(engine) \(mode): \(explanation.details)")
      // From Go 1.24 the exit itself recovers panics of its hooks, which is none of the program's.
      #expect(document.episodes.last?.recovers.isEmpty == true, "\(go) \(engine) \(mode)")
    }
  }
}
