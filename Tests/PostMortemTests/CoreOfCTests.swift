import Foundation
import PanicContract
import PostMortem
import TestSupport
import Testing

/// Goroutines that call C, are called by C, or have nothing to do with the thread that died.
@Suite(
  .serialized,
  .enabled(if: KernelCore.isAvailable, "the kernel does not write `core` files here"),
  .enabled(
    if: FileManager.default.isExecutableFile(atPath: "/usr/bin/gcc"), "a C compiler is missing"))
struct CoreOfCTests {
  private static let source = """
    package main

    /*
    #include <pthread.h>
    #include <unistd.h>
    extern void called(int);
    static void sleeps(void) { sleep(1000); }
    static void inner(int n) { called(n); }
    static void outer(int n) { inner(n); }
    static void fault(void) { volatile int *p = 0; *p = 1; }
    static void *thread(void *n) { if (n) fault(); called(1); return 0; }
    static void onThread(int n) {
      pthread_t t;
      pthread_create(&t, 0, thread, (void *)(long)n);
      pthread_join(t, 0);
    }
    */
    import "C"

    import (
    \t"os"
    \t"time"
    )

    //export called
    func called(n C.int) {
    \tif n == 1 {
    \t\tpanic("called by C")
    \t}
    \tselect {}
    }

    func noop()   {}
    func guards() { recover() }

    //go:noinline
    func inC() {
    \tdefer noop()
    \tC.sleeps()
    }

    //go:noinline
    func waitsBehindC() {
    \tdefer noop()
    \tC.outer(2)
    }

    func main() {
    \tgo inC()
    \tgo waitsBehindC()
    \ttime.Sleep(300 * time.Millisecond)
    \tswitch os.Args[1] {
    \tcase "callback":
    \t\tC.outer(1)
    \tcase "thread":
    \t\tdefer guards()
    \t\tC.onThread(0)
    \tcase "fault":
    \t\tC.fault()
    \tcase "fault-on-thread":
    \t\tC.onThread(1)
    \t}
    }

    """

  private static let toolchains = [21, 25, 27].compactMap { GoToolchain.installed(1, $0) }

  private func remains(_ toolchain: GoToolchain, _ way: String) throws -> Remains {
    let executable = try toolchain.build(Self.source, environment: ["CGO_ENABLED": "1"])
    let core = try KernelCore.of(executable, arguments: [way])
    let program = try CoreProgramTests.program(core: core, executable: executable)
    return try #require(CoreExplainer(program, audit: nil).remains().remains.first)
  }

  /// Names of the program's own functions, innermost first; those of C are in no table.
  private func names(_ frames: [StackFrame]) -> [String] {
    frames.filter { !$0.isWrapper }.compactMap(\.place.function).filter { $0.hasPrefix("main.") }
  }

  @Test(arguments: toolchains)
  func goroutinesAroundC(toolchain: GoToolchain) throws {
    let remains = try remains(toolchain, "callback")
    #expect(remains.explanation.kind == .noRecoverOnGoroutine)
    #expect(remains.episode.panics.map(\.valueText) == ["called by C"])
    #expect(
      names(remains.episode.stackAtEnd) == ["main.called", "main._Cfunc_outer", "main.main"])
    func other(_ root: String) throws -> GoroutineSummary {
      try #require(remains.goroutines.first { $0.identity.root?.function == root }, "\(root)")
    }
    let inC = try other("main.inC")
    #expect(names(inC.frames) == ["main._Cfunc_sleeps", "main.inC"])
    #expect(inC.pending.map { $0.function?.function } == ["main.noop"])
    let waits = try other("main.waitsBehindC")
    #expect(names(waits.frames) == ["main.called", "main._Cfunc_outer", "main.waitsBehindC"])
    #expect(waits.pending.last?.function?.function == "main.noop")
    #expect(!inC.isIncomplete && !waits.isIncomplete)
  }

  @Test(arguments: toolchains)
  func threadsOfC(toolchain: GoToolchain) throws {
    let panicked = try remains(toolchain, "thread")
    #expect(panicked.explanation.kind == .noRecoverOnGoroutine)
    #expect(names(panicked.episode.stackAtEnd) == ["main.called"])
    #expect(
      panicked.goroutines.contains {
        $0.identity.id == 1 && $0.pending.first?.function?.function == "main.guards"
      })
    let fault = try remains(toolchain, "fault")
    #expect(fault.explanation.kind == .signalInC, "\(fault.explanation.sentence)")
    #expect(names(fault.episode.stackAtEnd) == ["main._Cfunc_fault", "main.main"])
    // No goroutine is told for a thread that none runs on.
    let foreign = try remains(toolchain, "fault-on-thread")
    #expect(
      foreign.explanation.kind == .signalOnForeignThread, "\(foreign.explanation.sentence)")
    #expect(foreign.episode.stackAtEnd.isEmpty && foreign.episode.goroutine.id == nil)
  }
}
