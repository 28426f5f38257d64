import Foundation
import TestSupport
import Testing

/// A deferred function panics while its function returns: what was deferred after it has run by then.
@Suite(.enabled(if: Tool.canTrace)) struct TraceOfReturningFunctionsTests {
  private static let source = """
    package main

    import "os"

    //go:noinline
    func step(n int) {
    	if n > 0 {
    		panic("late")
    	}
    }

    //go:noinline
    func ordered(n int) {
    	defer func() { step(n) }()
    	defer func() {
    		if r := recover(); r != nil {
    			println("recovered")
    		}
    	}()
    	println("work")
    }

    //go:noinline
    func twice(n int) {
    	defer func() { panic("second") }()
    	defer func() { recover() }()
    	panic("first")
    }

    //go:noinline
    func linked(n int) {
    	for i := 0; i < n; i++ {
    		defer func() { step(n) }()
    	}
    	defer func() { recover() }()
    	println("linked")
    }

    //go:noinline
    func conditional(n int) {
    	if n > 5 {
    		defer func() { recover() }()
    	}
    	panic("conditional")
    }

    func main() {
    	switch os.Args[1] {
    	case "ordered":
    		ordered(len(os.Args))
    	case "twice":
    		twice(1)
    	case "linked":
    		linked(1)
    	case "conditional":
    		conditional(1)
    	}
    }
    """

  @Test(arguments: [21, 25, 27].compactMap { GoToolchain.installed(1, $0) })
  func whatHadRunIsNotCalledUnregistered(go: GoToolchain) throws {
    let program = try go.build(Self.source)
    for (mode, deferred) in [
      ("ordered", "main.ordered.func2"), ("twice", "main.twice.func2"),
      ("linked", "main.linked.func2"),
    ] {
      let (document, result) = try Tool.trace(program, [mode])
      #expect(result.status == 2)
      let explanation = try #require(document.episodes.last).explanation
      #expect(
        explanation.kind == "handler-panicked"
          && explanation.sentence.hasPrefix("\(deferred), which main.\(mode) defers")
          && explanation.sentence.contains("had already run when main.\(mode).func1"),
        "\(go) \(mode): \(explanation.sentence)")
      // The printed crash tells the same.
      let crash = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).txt")
      defer { try? FileManager.default.removeItem(at: crash) }
      try result.errors.write(to: crash, atomically: true, encoding: .utf8)
      let told = try Tool.run(
        try Tool.panicscope(), ["explain", "--binary", program, crash.path])
      #expect(told.contains("had already run when main.\(mode).func1"), "\(go) \(mode): \(told)")
    }
    let (document, _) = try Tool.trace(program, ["conditional"])
    let explanation = try #require(document.episodes.last).explanation
    #expect(explanation.kind == "defer-not-reached", "\(go): \(explanation.sentence)")
  }
}
