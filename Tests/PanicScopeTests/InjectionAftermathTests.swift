import Foundation
import PanicScope
import TestSupport
import Testing

/// What follows an injected panic and is none of it; panics in functions that have no frame yet.
@Suite(.enabled(if: InjectionProgram.canRun)) struct InjectionAftermathTests {
  private static let source = """
    package main

    import "os"

    type frame struct{ payload []byte }

    //go:noinline
    func decode(f *frame) byte { return f.payload[0] }

    func guarded(f *frame) {
    	defer func() { recover() }()
    	println(decode(f))
    }

    func leave() {
    	defer func() {
    		recover()
    		os.Exit(4)
    	}()
    	panic("the program's own")
    }

    func main() {
    	guarded(&frame{payload: []byte("x")})
    	if os.Args[1] == "exits" {
    		leave()
    	}
    	panic("the program's own")
    }
    """

  private static let toolchains = [21, 24, 27].compactMap { GoToolchain.installed(1, $0) }

  private func inject(
    _ toolchain: GoToolchain, _ mode: String, value: String? = nil
  ) throws -> InjectionResult {
    var options = InjectionOptions(command: [try toolchain.build(Self.source), mode])
    options.output = .dropped
    options.inheritsInput = false
    options.timeout = 60_000
    var target = InjectionTarget(place: "main.decode")
    target.value = value
    return try PanicScope.inject(target, options: options).result
  }

  /// A later panic of the program's own, whose handler ends the process, is not the end of the injected one.
  @Test(arguments: toolchains) func whatComesLaterIsAnotherStory(toolchain: GoToolchain) throws {
    let exits = try inject(toolchain, "exits")
    #expect(exits.outcome == .survived, "\(exits)")
    #expect(exits.end == .exited(status: 4))
    #expect(exits.recoveredBy?.function == "main.guarded.func1")
    let dies = try inject(toolchain, "dies")
    #expect(dies.outcome == .died && dies.end == .exited(status: 2))
    #expect(dies.notes.contains("a later panic on goroutine 1 ended the process"), "\(dies.notes)")
    #expect(dies.explanation?.sentence.contains("recover() in main.guarded.func1") == true)
  }

  /// A leaf function may be stopped at its very first instruction.
  @Test(arguments: toolchains) func aValueComesFromTheFunctionItself(toolchain: GoToolchain) throws
  {
    let result = try inject(toolchain, "exits", value: "no")
    #expect(result.outcome == .survived, "\(result)")
    #expect(
      result.explanation?.details.first?.contains("began in main.decode (main.go:8)") == true,
      "\(String(describing: result.explanation))")
  }
}
