import Foundation
import PanicContract
import PostMortem
import TestSupport
import Testing

/// A panic hangs in a deferred call on one goroutine, and the process ends for another reason.
@Suite(
  .serialized, .enabled(if: KernelCore.isAvailable, "the kernel does not write `core` files here"))
struct HangingPanicTests {
  private static let source = """
    package main

    import "sync"

    var lock sync.Mutex

    //go:noinline
    func worker() {
    \tdefer recovers()
    \tdefer func() { lock.Lock() }()
    \tpanic("not printed")
    }

    func recovers() { _ = recover() }

    func main() {
    \tlock.Lock()
    \tgo worker()
    \tvar group sync.WaitGroup
    \tgroup.Add(1)
    \tgroup.Wait()
    }

    """

  /// First what ended the process, then what hung.
  @Test(arguments: CoreExplainerTests.toolchains) func inACore(toolchain: GoToolchain) throws {
    let executable = try toolchain.build(Self.source)
    let program = try CoreProgramTests.program(
      core: try KernelCore.of(executable), executable: executable)
    let remains = CoreExplainer(program, audit: nil).remains().remains
    #expect(remains.map(\.explanation.kind) == [.deadlock, .stuck])
    #expect(remains.last?.episode.goroutine.root?.function == "main.worker")
  }

  @Test(arguments: CoreExplainerTests.toolchains) func inAText(toolchain: GoToolchain) throws {
    let died = try runCommand(try toolchain.build(Self.source), [])
    var log = CrashLog()
    log.read(Array(died.errors.utf8))
    let crashes = log.finish().crashes
    let explanation = CrashClassifier(try #require(crashes.first), audit: nil).remains().explanation
    #expect(explanation.kind == .deadlock)
    #expect(
      explanation.details.contains {
        $0.contains("hangs in a panic that began in main.worker (main.go:11): main.worker.func1")
      }, "\(explanation.details)")
  }
}
