import Foundation
import GoBinary
import ProcessControl
import TestSupport
import Testing

@testable import LiveTrace

@Suite(.serialized) struct BPFEngineTests {
  static let toolchains = GoToolchain.installed.filter { $0.minor >= 21 }

  /// All that one run of the program gives.
  struct Run {
    var events: [ProbeEvent] = []
    var losses = TraceLosses()
    var notes: [String] = []
    var end: ProcessEnding?
    func count(_ kind: ProbeKind) -> Int { events.count { $0.probe == kind } }
  }

  static func trace(
    _ toolchain: GoToolchain, _ arguments: [String], flags: [String] = [],
    detail: TraceDetail = .full, bufferSize: Int = 16 << 20, pause: UInt32 = 0
  ) throws -> Run {
    let path = try toolchain.build(TraceProgram.source, flags: flags)
    let image = try openImage(path)
    var request = TraceRequest(
      target: .launch(arguments: [path] + arguments), path: path, image: image)
    request.detail = detail
    request.bufferSize = bufferSize
    let engine = try TraceSession(request, engine: .bpf)
    try engine.start()
    var run = Run()
    while let events = try engine.next(milliseconds: 100) {
      run.events += events
      if pause > 0 { usleep(pause) }
    }
    engine.stop()
    run.losses = engine.losses
    run.notes = engine.notes
    run.end = engine.end
    return run
  }

  @Test(arguments: toolchains)
  func everyHitOfALoopIsDelivered(toolchain: GoToolchain) throws {
    let count = 1000
    let run = try Self.trace(toolchain, ["loop", "\(count)"])
    #expect(run.end == .exited(0))
    #expect(run.losses.events == 0)
    #expect(run.notes.isEmpty)
    for kind in [
      ProbeKind.gopanicEnter, .recoverEnter, .recoverVerdict, .recoveryEnter, .recoveryGogo,
    ] {
      #expect(run.count(kind) == count, "\(kind)")
    }
    #expect(run.events.allSatisfy { $0.probe != .recoverVerdict || $0.recovers == true })
    print(
      toolchain, ProbeKind.allCases.map { "\($0)=\(run.count($0))" }.joined(separator: " "),
      run.losses)
    let incomplete = run.events.filter { !$0.missing.isEmpty }
    for e in incomplete.prefix(4) { print(e.probe, e.missing) }
  }
}
