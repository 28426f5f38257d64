import ByteReading
import Foundation
import GoBinary
import ObjectFile
import PostMortem
import TestSupport
import Testing

/// What a core holds equals what the program registered before it died.
@Suite(.serialized) struct CoreProgramTests {
  /// main defers open-coded calls, then a loop's; a goroutine panics twice and dies.
  static let dying = """
    package main

    import "fmt"

    //go:noinline
    func outer(a, b func()) {
    \tdefer a()
    \tdefer b()
    \tinner()
    }

    //go:noinline
    func inner() {
    \tfor i := 0; i < 2; i++ {
    \t\tdefer loopCall(i)
    \t}
    \tdefer second()
    \tpanic("first")
    }

    func loopCall(i int) { fmt.Print(i) }
    func a()             {}
    func b()             {}

    //go:noinline
    func second() { panic(fmt.Errorf("second %d", 2)) }

    //go:noinline
    func worker(done chan int) {
    \tdefer close(done)
    \touter(a, b)
    }

    func main() {
    \tdone := make(chan int)
    \tdefer a()
    \tgo worker(done)
    \t<-make(chan int)
    }

    """

  static let toolchains = [19, 21, 22, 24, 25, 26, 27].compactMap { GoToolchain.installed(1, $0) }

  @Test(
    .enabled(if: KernelCore.isAvailable, "the kernel does not write `core` files here"),
    arguments: toolchains, [[], ["-ldflags=-s -w"], ["-buildmode=pie"]])
  func aProgramThatDied(toolchain: GoToolchain, flags: [String]) throws {
    try check(
      Self.program(
        core: KernelCore.of(toolchain.build(Self.dying, flags: flags)),
        executable: toolchain.build(Self.dying, flags: flags)))
  }

  @Test(
    .enabled(
      if: EmulatedCore.isAvailable, "qemu-aarch64-static (package qemu-user-static) is missing"),
    arguments: toolchains.filter { $0.minor >= 21 })
  func anEmulatedProgramThatDied(toolchain: GoToolchain) throws {
    let executable = try toolchain.build(Self.dying, environment: ["GOARCH": "arm64"])
    try check(Self.program(core: EmulatedCore.of(executable), executable: executable))
  }

  private func check(_ program: CoreProgram) throws {
    let process = program.process
    var unreadable = 0
    let goroutines = try #require(process.goroutines(unreadable: &unreadable))
    #expect(unreadable == 0)

    let dying = try #require(goroutines.first { $0.status == .running })
    let stack = program.frames(of: dying)
    #expect(stack.isComplete)
    let names = stack.frames.map { process.image.name($0.function) }
    #expect(
      names.drop { $0 != "main.second" }.prefix(5) == [
        "main.second", "runtime.gopanic", "main.inner", "main.outer", "main.worker",
      ])
    let panics = process.panics(of: dying)
    #expect(panics.isComplete)
    // The runtime has replaced the values by their texts before it prints them.
    #expect(
      panics.chain.map { process.panicValue(type: $0.valueType, data: $0.valueData).text }
        == ["second 2", "first"])
    #expect(panics.chain.allSatisfy { !$0.recovered && !$0.isGoexit })
    #expect(process.defers(of: dying).chain.isEmpty)
    #expect(stack.frames.allSatisfy { process.pendingOpenCoded(in: $0).isEmpty })

    let first = try #require(goroutines.first { $0.id == 1 })
    #expect(first.status == .waiting)
    let waiting = program.frames(of: first)
    let frame = try #require(
      waiting.frames.first { process.image.name($0.function) == "main.main" })
    #expect(
      process.pendingOpenCoded(in: frame).map { $0.entry.map { process.name(ofCode: $0) } }
        == ["main.a"])
  }

  static func program(core: String, executable: String) throws -> CoreProgram {
    let file = try MappedFile(path: executable)
    let image = try GoImage(file: file, object: ObjectFile(file: file))
    return try #require(CoreProgram(core: CoreFile(file: MappedFile(path: core)), image: image))
  }
}

extension GoProcess {
  func name(ofCode address: UInt64) -> String {
    function(containing: address).map(image.name) ?? "?"
  }
}
