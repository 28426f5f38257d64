import Foundation
import GoBinary
import ProcessControl
import TestSupport
import Testing

@testable import LiveTrace

/// Attaching to processes that run already, and leaving them as they were.
@Suite(.serialized, .enabled(if: EngineAccess.bpf == nil, "no BPF here"))
struct AttachTests {
  private func session(_ program: RunningProgram, _ target: TraceRequest.Target) throws
    -> TraceSession
  {
    let request = TraceRequest(
      target: target, path: program.path, image: try openImage(program.path))
    return try TraceSession(request, engine: .bpf)
  }

  /// The instructions at the probes in the process and in its file.
  private func instructions(_ program: RunningProgram, _ session: TraceSession) throws
    -> (process: [UInt8], file: [UInt8])
  {
    let memory = RemoteMemory(process: program.number)
    let file = try openImage(program.path).file
    return (
      try session.plan.points.map { try memory.bytes(at: $0.address, count: 1)[0] },
      session.plan.points.map { file.bytes.uint8(at: Int($0.fileOffset)) ?? 0 }
    )
  }

  @Test func aRunningProcessIsFollowedAndLeftAsItWas() throws {
    let program = try RunningProgram(try #require(TraceRun.newest))
    usleep(50_000)
    var slowest: (attach: UInt64, detach: UInt64) = (0, 0)
    for _ in 0..<20 {
      let session = try session(program, .process(program.number))
      let before = MonotonicClock.nanoseconds
      try session.start()
      let attached = MonotonicClock.nanoseconds
      let hooked = try instructions(program, session)
      #expect(hooked.process.allSatisfy { $0 == 0xCC })
      var events: [ProbeEvent] = []
      for _ in 0..<100 where events.isEmpty {
        events += try #require(try session.next(milliseconds: 300))
      }
      #expect(!events.isEmpty)
      #expect(events.allSatisfy { $0.process == program.number })
      let leaving = MonotonicClock.nanoseconds
      session.stop()
      let left = MonotonicClock.nanoseconds
      // A child that another test is starting holds the links too, until it executes its program.
      var restored = try instructions(program, session)
      for _ in 0..<6000 where restored.process != restored.file {
        usleep(10_000)
        restored = try instructions(program, session)
      }
      #expect(restored.process == restored.file)
      slowest = (max(slowest.attach, attached - before), max(slowest.detach, left - leaving))
    }
    #expect(program.isRunning)
    print(
      "slowest of 20: attached in \(slowest.attach / 1000) µs, left in \(slowest.detach / 1000) µs")
  }

  @Test func everyProcessOfAProgramIsFollowed() throws {
    let toolchain = try #require(TraceRun.newest)
    let first = try RunningProgram(toolchain)
    let session = try session(first, .everyProcess)
    try session.start()
    let second = try RunningProgram(toolchain)
    var seen: Set<Int32> = []
    for _ in 0..<300 where seen.count < 2 {
      seen.formUnion(try (session.next(milliseconds: 100) ?? []).map(\.process))
    }
    session.stop()
    #expect(seen == [first.number, second.number])
  }

  @Test func theEndOfTheProcessEndsTheTrace() throws {
    var program: RunningProgram? = try RunningProgram(try #require(TraceRun.newest))
    let session = try session(try #require(program), .process(try #require(program).number))
    try session.start()
    _ = try session.next(milliseconds: 100)
    program = nil
    var rounds = 0
    while try session.next(milliseconds: 100) != nil, rounds < 600 { rounds += 1 }
    #expect(rounds < 600)
    #expect(session.end == nil)
  }

  @Test func aProgramThatIsNotThereIsNamed() throws {
    let path = try #require(TraceRun.newest).build(TraceProgram.source)
    let request = TraceRequest(
      target: .process(Int32.max - 1), path: path, image: try openImage(path))
    let session = try TraceSession(request, engine: .bpf)
    #expect(throws: TraceError("there is no process 2147483646")) { try session.start() }
  }
}
