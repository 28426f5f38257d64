import Foundation
import GoBinary
import MachineCode
import ProcessControl
import TestSupport
import Testing

@testable import LiveTrace

/// What tracing by breakpoints leaves behind: nothing.
@Suite struct TracedProgramTests {
  private static let toolchain = GoToolchain.installed.last

  private static func serve() throws -> (LaunchedCommand, GoImage) {
    let path = try #require(toolchain).build(TraceProgram.source(for: "traced programs"))
    var command = LaunchedCommand(path: path, arguments: [path, "serve"])
    command.output = .null
    command.errors = .null
    return (command, try openImage(path))
  }

  @Test func aProgramThatIsLetGoHasNoBreakpoints() throws {
    let (command, image) = try Self.serve()
    let program = try TracedProgram.launch(command)
    let loaded = try #require(LoadedImage(image: image, process: program.process))
    let points = try ProbeFinder(image).points
    for point in points { try program.insertBreakpoint(at: loaded.toProcess(point.address)) }
    try program.resume(program.process)
    var hits = 0
    while hits < 100 {
      switch try program.wait(milliseconds: 60_000) {
      case .breakpoint(let hit):
        hits += 1
        try program.pass(hit)
      case .signal(let thread, let information):
        try program.resume(thread, signal: information.number)
      case .executed(let thread): try program.resume(thread)
      case .ended(let end):
        Issue.record("\(end)")
        return
      case nil:
        Issue.record("no breakpoint was met")
        return
      }
    }
    try program.detach()
    defer {
      kill(program.process, SIGKILL)
      var status: Int32 = 0
      waitpid(program.process, &status, 0)
    }
    for point in points {
      let now = try program.memory.bytes(at: loaded.toProcess(point.address), count: 1)
      #expect(now != [0xCC])
    }
    // It lives on and does its work.
    usleep(200_000)
    let text = try String(
      contentsOfFile: "/proc/\(program.process)/status", encoding: .utf8)
    #expect(text.contains("TracerPid:\t0"))
    #expect(!text.contains("(zombie)") && !text.contains("(tracing stop)"))
  }

  /// The kernel ends the program with the thread that traces it.
  @Test func theProgramEndsWithItsTracer() throws {
    let (command, _) = try Self.serve()
    nonisolated(unsafe) var process: Int32 = 0
    let tracer = Thread {
      guard let program = try? TracedProgram.launch(command) else { return }
      process = program.process
      // Never given back: as if the tool had been killed.
      _ = Unmanaged.passRetained(program)
      try? program.resume(program.process)
      usleep(100_000)
    }
    tracer.start()
    while !tracer.isFinished { usleep(10_000) }
    #expect(process > 0)
    var status: Int32 = 0
    #expect(waitpid(process, &status, 0) == process)
    #expect(status & 0x7F == SIGKILL)
  }

  @Test func aProgramThatCannotBeExecutedIsAnError() throws {
    #expect(throws: SystemError.self) {
      try TracedProgram.launch(LaunchedCommand(path: "/nonexistent", arguments: ["x"]))
    }
    #expect(throws: SystemError.self) {
      try TracedProgram.launch(LaunchedCommand(path: "/etc/hostname", arguments: ["x"]))
    }
  }

  /// The conditions of Jcc on flags that set each of them.
  @Test func branchesAreDecidedAsTheProcessorDoes() {
    let carry: UInt64 = 1
    let zero: UInt64 = 0x40
    let sign: UInt64 = 0x80
    let overflow: UInt64 = 0x800
    // JBE, JA; JE, JNE; JL, JGE; JLE, JG.
    for (code, flags, taken) in [
      (0x76, carry, true), (0x76, zero, true), (0x76, 0, false), (0x77, 0, true),
      (0x74, zero, true), (0x75, zero, false), (0x7C, sign, true), (0x7C, sign | overflow, false),
      (0x7D, 0, true), (0x7E, zero, true), (0x7F, 0, true), (0x7F, overflow, false),
    ] as [(UInt8, UInt64, Bool)] {
      #expect(TracedProgram.takesBranch([code, 0x10], flags: flags) == taken)
    }
  }

  /// The kernel's order of registers, by the names of Go's assembler.
  @Test(arguments: [CodeArchitecture.amd64, .arm64])
  func registersHaveNamesAndPlaces(architecture: CodeArchitecture) {
    let table = RegisterTable.of(architecture)
    #expect(table.names.count == table.slots.count)
    #expect(Set(table.slots).count == table.slots.count)
    #expect(table.slots.allSatisfy { $0 < table.count })
    var registers = GeneralRegisters(
      architecture: architecture, words: (0..<UInt64(table.count)).map { $0 })
    registers.stackPointer = 77
    #expect(registers[architecture.stackPointer] == 77)
    #expect(registers.numbered.count == table.slots.count + 2)
    #expect(table.names[Int(architecture.stackPointer.rawValue)] == "SP")
  }
}
