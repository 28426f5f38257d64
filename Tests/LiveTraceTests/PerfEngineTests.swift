import GoRuntimeModel
import TestSupport
import Testing

@testable import LiveTrace
@testable import ProcessControl

/// The engine for kernels without BPF sees the same steps.
@Suite(.serialized, .enabled(if: EngineAccess.perf == nil, "no uprobe events here"))
struct PerfEngineTests {
  /// The probes are in every process of the file: what is lost may be another process's.
  private static let source = TraceProgram.source(for: "the perf engine")

  private func run(
    _ toolchain: GoToolchain, _ arguments: [String], bufferSize: Int = 16 << 20,
    pause: UInt32 = 0
  ) throws -> TraceRun {
    try TraceRun.of(
      toolchain, arguments, source: Self.source, engine: .perf, bufferSize: bufferSize,
      pause: pause)
  }

  @Test func itSeesTheSameSteps() throws {
    for toolchain in [TraceRun.toolchains.first, TraceRun.newest].compactMap(\.self) {
      let run = try run(toolchain, ["loop", "100"])
      #expect(run.end == .exited(0) && run.losses.events == 0)
      #expect(run.count(.gopanicEnter) == 100 && run.count(.recoveryGogo) == 100)
      #expect(run.events.count == 800)
      #expect(run.events.filter { $0.probe == .recoverVerdict }.allSatisfy { $0.recovers == true })
      #expect(Set(run.events.map { $0.goroutine?.id }).count == 1)
      #expect(zip(run.events, run.events.dropFirst()).allSatisfy { $0.time <= $1.time })
      let image = try openImage(toolchain.build(Self.source))
      let begin = try #require(run.events.first { $0.probe == .gopanicEnter })
      let names = begin.callers.compactMap { image.function(containing: $0 &- 1) }.map(image.name)
      #expect(names == ["main.guarded", "main.main", "runtime.main", "runtime.goexit"])
      let recover = try #require(run.events.first { $0.probe == .recoverEnter })
      #expect(recover.panics.first?.recovered == false)
    }
  }

  /// When the samples are read, a goroutine may be gone and its thread may run another one.
  @Test func stepsOfShortGoroutinesBelongTogether() throws {
    let run = try run(try #require(TraceRun.newest), ["grow", "50"])
    #expect(run.end == .exited(0) && run.losses.events == 0)
    for address in Set(run.events.compactMap { $0.goroutine?.address }) {
      let own = run.events.filter { $0.goroutine?.address == address }
      #expect(
        own.count { $0.probe == .gopanicEnter } == own.count { $0.probe == .recoveryGogo })
    }
    let resumed = run.events.filter { $0.probe == .recoveryGogo }
    #expect(resumed.count == 50)
    #expect(resumed.allSatisfy { $0.goroutine?.details?.resumePC ?? 0 == 0 })
  }

  @Test func whatIsLostIsCountedExactly() throws {
    let toolchain = try #require(TraceRun.newest)
    let run = try run(toolchain, ["loop", "3000"], bufferSize: 1 << 16, pause: 20_000)
    #expect(run.losses.events > 0)
    #expect(UInt64(run.events.count) + run.losses.events == 8 * 3000)
  }
}

/// What is said when an engine may not be used.
@Suite struct EngineRefusalTests {
  private let nobody = Privileges(status: "Name:\tx\nCapEff:\t0000000000000000\n")

  @Test func lackingCapabilitiesAreNamed() {
    let refusal = EngineSelection.refusal(
      "BPF", SystemError("bpf(BPF_PROG_LOAD)", 1), needs: [.bpf, .perfmon], otherwise: "",
      privileges: nobody)
    #expect(
      refusal.message
        == "the BPF engine lacks CAP_BPF and CAP_PERFMON (bpf(BPF_PROG_LOAD): Operation not permitted)"
    )
    #expect(refusal.advice?.contains("setcap cap_bpf,cap_perfmon+ep") == true)
    let half = Privileges(status: "CapEff:\t0000008000000000\n")
    #expect(half.lacking([.bpf, .perfmon]) == [.perfmon])
    let root = Privileges(status: "CapEff:\t0000000000200000\n")
    #expect(root.lacking([.bpf, .perfmon, .sysAdmin]).isEmpty)
  }

  @Test func otherCausesAreNamedAsTheyAre() {
    let root = Privileges(status: "CapEff:\t000001ffffffffff\n")
    let refusal = EngineSelection.refusal(
      "BPF", SystemError("bpf(BPF_PROG_LOAD)", 22), needs: [.bpf], otherwise: "needs Linux 6.6",
      privileges: root)
    #expect(
      refusal.message == "the BPF engine: bpf(BPF_PROG_LOAD): Invalid argument; needs Linux 6.6")
    #expect(refusal.advice == nil)
  }
}
