import ByteReading
import Foundation
import GoBinary
import GoRuntimeModel
import ObjectFile
import PanicContract
import PostMortem
import TestSupport
import Testing

/// What is told of a core equals what the program did and had registered.
@Suite(.serialized) struct CoreExplainerTests {
  /// A goroutine panics and hangs in its deferred call; others wait with defers of every kind.
  static let stuck = """
    package main

    import (
    \t"fmt"
    \t"os"
    \t"sync"
    \t"time"
    )

    type failure struct{ code int }

    func (f *failure) Error() string { return fmt.Sprint("failure ", f.code) }

    var group sync.WaitGroup

    //go:noinline
    func stuckWorker() {
    \tdefer recovers()
    \tdefer group.Wait()
    \tpanic(&failure{7})
    }

    func recovers() { _ = recover() }

    //go:noinline
    func loops() {
    \tfor i := 0; i < 3; i++ {
    \t\tdefer numbered(i)
    \t}
    \tselect {}
    }

    func numbered(i int) { fmt.Print(i) }

    //go:noinline
    func conditional(n int) {
    \tdefer first()
    \tif n > 100 {
    \t\tdefer never()
    \t}
    \tdefer third()
    \tselect {}
    }

    func first() {}
    func never() {}
    func third() {}

    func main() {
    \tgroup.Add(1)
    \tgo stuckWorker()
    \tgo loops()
    \tgo conditional(len(os.Args))
    \ttime.Sleep(300 * time.Millisecond)
    \tfmt.Println("ready")
    \ttime.Sleep(time.Minute)
    }

    """

  static let toolchains = [21, 24, 25, 26, 27].compactMap { GoToolchain.installed(1, $0) }

  @Test(
    .enabled(if: KernelCore.isAvailable, "the kernel does not write `core` files here"),
    arguments: toolchains, [[], ["-ldflags=-s -w"]])
  func aStuckPanicInACoreOfTheKernel(toolchain: GoToolchain, flags: [String]) throws {
    let executable = try toolchain.build(Self.stuck, flags: flags)
    let core = try KernelCore.of(executable, abortAfter: 2)
    try check(core: core, executable: executable, toolchain)
  }

  @Test(
    .enabled(if: LiveCore.isAvailable, "gcore (package gdb) is not there or may not attach"),
    arguments: toolchains)
  func aStuckPanicInACoreOfGcore(toolchain: GoToolchain) throws {
    let executable = try toolchain.build(Self.stuck)
    try check(core: LiveCore.of(executable), executable: executable, toolchain)
  }

  @Test(
    .enabled(
      if: EmulatedCore.isAvailable, "qemu-aarch64-static (package qemu-user-static) is missing"),
    arguments: toolchains)
  func aStuckPanicInACoreOfQEMU(toolchain: GoToolchain) throws {
    let executable = try toolchain.build(Self.stuck, environment: ["GOARCH": "arm64"])
    try check(core: EmulatedCore.of(executable, abortAfter: 4), executable: executable, toolchain)
  }

  /// gcore stops the process by a signal, which is not what ended it.
  @Test(.enabled(if: LiveCore.isAvailable, "gcore (package gdb) is not there or may not attach"))
  func aCoreOfAHealthyProgramTellsOfNoDeath() throws {
    let executable = try #require(Self.toolchains.last).build(
      """
      package main

      import (
      \t"fmt"
      \t"time"
      )

      func main() {
      \tfmt.Println("ready")
      \ttime.Sleep(time.Minute)
      }

      """)
    let program = try CoreProgramTests.program(
      core: try LiveCore.of(executable), executable: executable)
    let remains = try #require(CoreExplainer(program, audit: nil).remains().remains.first)
    #expect(remains.explanation.kind == .unknown)
    #expect(remains.explanation.sentence.contains("was alive"), "\(remains.explanation.sentence)")
  }

  private func check(core: String, executable: String, _ toolchain: GoToolchain) throws {
    let program = try CoreProgramTests.program(core: core, executable: executable)
    let (remains, notices) = CoreExplainer(program, audit: nil).remains()
    #expect(notices.isEmpty, "\(notices)")
    let stuck = try #require(
      remains.first { $0.episode.goroutine.root?.function == "main.stuckWorker" })
    #expect(stuck.explanation.kind == .stuck, "\(stuck.explanation.sentence)")
    let panic = try #require(stuck.episode.panics.first)
    #expect(stuck.episode.panics.count == 1)
    #expect(panic.valueType == "*main.failure" && panic.valueText == nil)
    #expect(panic.callers.first?.place.function == "main.stuckWorker")
    #expect(stuck.episode.pending.map { $0.function?.function } == ["main.recovers"])
    #expect(stuck.episode.pending.first?.registeredBy?.function == "main.stuckWorker")
    #expect(stuck.episode.goroutine.createdBy?.function == "main.main")
    let ran = stuck.episode.events.compactMap { event -> String? in
      guard case .deferredCallStarted(let call) = event.kind else { return nil }
      return call.function?.function
    }
    #expect(ran == ["sync.(*WaitGroup).Wait"], "\(ran)")

    func pending(_ root: String) -> [String?]? {
      // The first of what remains has all goroutines; a signal may have ended the process.
      remains[0].goroutines.first { $0.identity.root?.function == root }?.pending.map {
        $0.function?.function
      }
    }
    let loops = try #require(pending("main.loops"))
    #expect(loops.count == 3 && Set(loops).count == 1, "\(loops)")
    #expect(pending("main.conditional") == ["main.third", "main.first"])
  }

  static let ways = [
    "string", "index", "nil-pointer", "three-panics", "repanic-same", "unlock-in-panic",
    "concurrent-map", "deadlock", "overflow", "nil-go", "wild-pointer", "quit",
  ]

  /// The core and the text of one way to die say the same.
  @Test(
    .enabled(
      if: KernelCore.isAvailable && !CrashCorpus.deaths.isEmpty,
      "needs cores in the working directory and Scripts/crash-corpus"),
    arguments: ["1.21.13", "1.24.11", "1.25.5", "1.27.3"])
  func coresOfProgramsThatDied(toolchain: String) throws {
    for way in Self.ways {
      guard
        let death = CrashCorpus.deaths.first(where: {
          $0.toolchain == toolchain && $0.way == way && $0.level == "single"
        })
      else { continue }
      let core = try KernelCore.of(
        death.executable, arguments: [way],
        key: ((death.executable as NSString).deletingLastPathComponent as NSString)
          .lastPathComponent)
      let program = try CoreProgramTests.program(core: core, executable: death.executable)
      let remains = try #require(CoreExplainer(program, audit: nil).remains().remains.first)
      let kind = remains.explanation.kind.rawValue
      #expect(
        death.expected.contains(kind),
        "\(toolchain) \(way): \(kind): \(remains.explanation.sentence)")
      let text = try #require(CrashCorpus.remains(try death.contents()).first)
      #expect(
        remains.episode.panics.map(\.valueText) == text.episode.panics.map(\.valueText)
          || way == "unlock-in-panic" || way == "repanic-same", "\(toolchain) \(way)")
    }
  }

  /// A truncated core gives what it holds, and says what it does not.
  @Test(.enabled(if: KernelCore.isAvailable, "the kernel does not write `core` files here"))
  func truncatedCores() throws {
    let toolchain = try #require(Self.toolchains.last)
    let executable = try toolchain.build(Self.stuck)
    let whole = try MappedFile(path: KernelCore.of(executable, abortAfter: 2))
    let file = try MappedFile(path: executable)
    let image = try GoImage(file: file, object: ObjectFile(file: file))
    for share in 1..<24 {
      let bytes = whole.bytes
      guard let part = bytes.part(offset: 0, count: whole.count / 24 * share),
        let core = try? CoreFile(file: MappedFile(copying: part)),
        let program = CoreProgram(core: core, image: image)
      else { continue }
      #expect(core.missingBytes > 0)
      let (_, notices) = CoreExplainer(program, audit: nil).remains()
      #expect(notices.contains { $0.contains("cut off") })
    }
  }

  @Test(.enabled(if: KernelCore.isAvailable, "the kernel does not write `core` files here"))
  func aCoreOfAnotherProgramIsRefused() throws {
    let toolchain = try #require(Self.toolchains.last)
    let core = try CoreFile(
      file: MappedFile(path: KernelCore.of(toolchain.build(Self.stuck), abortAfter: 2)))
    let other = try MappedFile(path: toolchain.build(CoreProgramTests.dying))
    let image = try GoImage(file: other, object: ObjectFile(file: other))
    #expect(CoreProgram(core: core, image: image) == nil)
  }

  /// A thousand goroutines that hang in the same panic: some are explained, all are listed once.
  @Test(.enabled(if: KernelCore.isAvailable, "the kernel does not write `core` files here"))
  func manyThatHang() throws {
    let toolchain = try #require(Self.toolchains.last)
    let source = """
      package main

      import (
      	"sync"
      	"syscall"
      	"time"
      )

      var hanging sync.WaitGroup

      func hangs() {
      	defer func() { recover() }()
      	defer func() {
      		hanging.Done()
      		time.Sleep(time.Hour)
      	}()
      	panic("hangs")
      }

      func main() {
      	for range 1000 {
      		hanging.Add(1)
      		go hangs()
      	}
      	hanging.Wait()
      	time.Sleep(100 * time.Millisecond)
      	syscall.Kill(syscall.Getpid(), syscall.SIGABRT)
      	select {}
      }
      """
    let executable = try toolchain.build(source)
    let core = try MappedFile(path: KernelCore.of(executable))
    let file = try MappedFile(path: executable)
    let image = try GoImage(file: file, object: ObjectFile(file: file))
    let program = try #require(CoreProgram(core: CoreFile(file: core), image: image))
    let (remains, notices) = CoreExplainer(program, audit: nil).remains()
    let hanging = remains.filter { $0.explanation.kind == .stuck }
    #expect(hanging.count > 50 && hanging.count <= 64)
    #expect(notices.contains { $0.contains("more goroutines panic") })
    #expect(remains[0].goroutines.count > 1000)
    #expect(remains.dropFirst().allSatisfy { $0.goroutines.count == 1 })
    #expect(remains.allSatisfy { $0.episode.recoversElsewhere.count <= 16 })
  }

  /// Bytes of a core replaced at random: no trap, bounded work.
  @Test(.enabled(if: KernelCore.isAvailable, "the kernel does not write `core` files here"))
  func damagedCores() throws {
    let toolchain = try #require(Self.toolchains.last)
    let executable = try toolchain.build(Self.stuck)
    let whole = try MappedFile(path: KernelCore.of(executable, abortAfter: 2))
    let file = try MappedFile(path: executable)
    let image = try GoImage(file: file, object: ObjectFile(file: file))
    let contents = whole.bytes.array()
    var random = SeededRandom(seed: 11)
    for round in 0..<20 {
      var bytes = contents
      // Headers and notes lie at the beginning, stacks and `g`s wherever.
      let reach = round % 2 == 0 ? min(bytes.count, 1 << 14) : bytes.count
      for _ in 0..<2000 {
        let place = Int.random(in: 0..<reach, using: &random) & ~7
        let value = littleEndian(random.next() % 3 == 0 ? UInt64.max : random.next())
        for (index, byte) in value.enumerated() where place + index < bytes.count {
          bytes[place + index] = byte
        }
      }
      guard let core = try? CoreFile(file: MappedFile(copying: bytes.span.bytes)),
        let program = CoreProgram(core: core, image: image)
      else { continue }
      _ = CoreExplainer(program, audit: nil).remains()
    }
  }
}
