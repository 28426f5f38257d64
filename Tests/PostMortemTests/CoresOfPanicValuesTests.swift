import Foundation
import GoBinary
import PanicContract
import PostMortem
import TestSupport
import Testing

/// Values that are panicked with again, that fail while they are printed, and a goroutine that a timer
/// started: what a core tells is what the program did.
@Suite(
  .serialized, .enabled(if: KernelCore.isAvailable, "the kernel does not write `core` files here"))
struct CoresOfPanicValuesTests {
  private static let source = """
    package main

    import (
    \t"os"
    \t"time"
    )

    type failure struct{}

    func (failure) Error() string { panic("no text") }

    func again() {
    \tif r := recover(); r != nil {
    \t\tpanic(r)
    \t}
    }

    func fails() {
    \tif r := recover(); r != nil {
    \t\tvar m map[string]int
    \t\tm["a"] = 1
    \t}
    }

    func main() {
    \tvar numbers []int
    \tswitch os.Args[1] {
    \tcase "nil-again":
    \t\tdefer again()
    \t\tpanic(nil)
    \tcase "error-again":
    \t\tdefer again()
    \t\tprintln(numbers[len(os.Args)])
    \tcase "other-error":
    \t\tdefer fails()
    \t\tprintln(numbers[len(os.Args)])
    \tcase "no-text":
    \t\tpanic(failure{})
    \tcase "timer":
    \t\ttime.AfterFunc(time.Millisecond, func() { println(numbers[len(os.Args)]) })
    \t\ttime.Sleep(time.Minute)
    \tcase "argument":
    \t\tgo func(n int) { println(numbers[n]) }(len(os.Args))
    \t\ttime.Sleep(time.Minute)
    \t}
    }

    """

  @Test(arguments: CoreExplainerTests.toolchains) func areTold(toolchain: GoToolchain) throws {
    let executable = try toolchain.build(Self.source)
    for mode in ["nil-again", "error-again"] {
      let remains = try remains(executable, mode)
      #expect(remains.explanation.kind == .repanicked, "\(remains.explanation.sentence)")
      #expect(remains.explanation.sentence.contains("main.again recovered the panic"))
    }
    let other = try remains(executable, "other-error")
    #expect(other.explanation.kind == .handlerPanicked, "\(other.explanation.sentence)")
    let noText = try remains(executable, "no-text")
    #expect(noText.explanation.kind == .fatalError, "\(noText.explanation.sentence)")
    #expect(
      noText.explanation.sentence.hasPrefix("\"panic while printing panic value"),
      "\(noText.explanation.sentence)")
    // The compiler makes a function that calls it with the argument.
    let argument = try remains(executable, "argument")
    #expect(argument.episode.goroutine.root?.function == "main.main.func2")
    let timer = try remains(executable, "timer")
    #expect(timer.episode.goroutine.createdBy?.function == "time.goFunc")
    #expect(timer.episode.goroutine.creatorID == nil)
  }

  private func remains(_ executable: String, _ mode: String) throws -> Remains {
    let program = try CoreProgramTests.program(
      core: try KernelCore.of(executable, arguments: [mode]), executable: executable)
    return try #require(CoreExplainer(program, audit: nil).remains().remains.first, "\(mode)")
  }
}
