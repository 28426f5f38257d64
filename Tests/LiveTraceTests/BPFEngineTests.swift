import GoBinary
import GoRuntimeModel
import ProcessControl
import TestSupport
import Testing

@testable import LiveTrace

/// What the BPF engine delivers of programs whose panics are known in number and kind.
@Suite(.serialized, .enabled(if: EngineAccess.bpf == nil, "no BPF here"))
struct BPFEngineTests {
  /// The steps of `guarded` in `n` panics.
  private func steps(_ toolchain: GoToolchain, _ n: Int) -> [ProbeKind: Int] {
    toolchain.minor >= 22
      ? [
        .gopanicEnter: n, .deferRun: n, .recoverEnter: n, .recoverVerdict: n, .recoveryGogo: n,
      ]
      : [
        .gopanicEnter: n, .deferNext: n, .deferCallSaveRun: n, .deferCallSaveNext: n,
        .recoverEnter: n, .recoverVerdict: n, .recoveryGogo: n,
      ]
  }

  @Test(arguments: TraceRun.toolchains)
  func everyStepOfALoopIsDelivered(toolchain: GoToolchain) throws {
    let run = try TraceRun.of(toolchain, ["loop", "500"])
    #expect(run.end == .exited(0))
    #expect(run.losses == TraceLosses() && run.notes.isEmpty)
    #expect(run.counts == steps(toolchain, 500))
    #expect(run.events.allSatisfy { $0.recovers == ($0.probe == .recoverVerdict ? true : nil) })
    #expect(run.events.allSatisfy { $0.goroutine?.id == 1 && $0.loadBias == 0 })
    #expect(zip(run.events, run.events.dropFirst()).allSatisfy { $0.time <= $1.time })
  }

  @Test(arguments: [
    ["-ldflags=-s -w"], ["-gcflags=all=-N -l"], ["-buildmode=pie"],
    ["-ldflags=-linkmode=external"],
  ])
  func howTheProgramIsBuiltDoesNotMatter(flags: [String]) throws {
    for toolchain in [TraceRun.toolchains.first, TraceRun.newest].compactMap(\.self) {
      let environment = flags[0].contains("external") ? ["CGO_ENABLED": "1"] : [:]
      let run = try TraceRun.of(
        toolchain, ["loop", "50"], flags: flags, environment: environment)
      #expect(run.end == .exited(0) && run.losses == TraceLosses() && run.notes.isEmpty)
      // Without optimization the deferred call has a record of its own.
      let expected = steps(toolchain, 50)
      if toolchain.minor >= 22 || !flags[0].contains("-N") {
        #expect(run.counts == expected, "\(toolchain) \(flags)")
      } else {
        #expect(run.count(.deferRun) == 50 && run.count(.deferNext) == 50)
      }
      let image = try openImage(
        toolchain.build(TraceProgram.source, flags: flags, environment: environment))
      let closures = Set(
        run.events.compactMap { event in event.closure.map { $0.entry &- event.loadBias } })
      #expect(
        closures.compactMap { image.function(startingAt: $0) }.map(image.name)
          == ["main.guarded.func1"])
    }
  }

  @Test(arguments: TraceRun.toolchains)
  func twentyGoroutinesAtOnce(toolchain: GoToolchain) throws {
    let run = try TraceRun.of(toolchain, ["parallel", "50"])
    #expect(run.end == .exited(0) && run.losses == TraceLosses())
    #expect(run.counts == steps(toolchain, 1000))
    let each = Dictionary(
      grouping: run.events.filter { $0.probe == .recoveryGogo }, by: { $0.goroutine?.id })
    #expect(each.count == 20 && each.values.allSatisfy { $0.count == 50 })
  }

  @Test(arguments: TraceRun.toolchains)
  func aStackThatGrowsMeanwhileDoesNotCountTwice(toolchain: GoToolchain) throws {
    let run = try TraceRun.of(toolchain, ["grow", "400"])
    #expect(run.end == .exited(0) && run.losses.events == 0)
    #expect(run.counts == steps(toolchain, 400))
    for event in run.events where event.probe == .gopanicEnter {
      let goroutine = try #require(event.goroutine)
      #expect(goroutine.stackLow <= event.registers.stackPointer)
      #expect(event.registers.stackPointer < goroutine.stackHigh)
      #expect(event.framePointers.count == event.callers.count)
      // Deeper stacks than an event holds say so.
      #expect(event.missing.contains(.rest) == (event.framePointers.last != 0))
      #expect(!event.missing.contains(.rest) || event.callers.count == 33)
    }
  }

  @Test(arguments: TraceRun.toolchains)
  func nothingIsHitWhenNothingPanics(toolchain: GoToolchain) throws {
    let run = try TraceRun.of(toolchain, ["quiet", "100000"])
    #expect(run.end == .exited(0) && run.events.isEmpty && run.losses == TraceLosses())
  }

  @Test(arguments: TraceRun.toolchains)
  func aLightTraceHasThreeEventsForAPanic(toolchain: GoToolchain) throws {
    let run = try TraceRun.of(toolchain, ["loop", "30000"], detail: .light)
    #expect(run.end == .exited(0) && run.losses == TraceLosses())
    #expect(
      run.counts == [.gopanicEnter: 30_000, .recoverVerdict: 30_000, .recoveryEnter: 30_000])
    #expect(run.events.allSatisfy { $0.goroutine?.id == 1 })
  }

  @Test func whatIsLostIsCountedExactly() throws {
    let toolchain = try #require(TraceRun.newest)
    let count = 5000
    let run = try TraceRun.of(
      toolchain, ["loop", "\(count)"], bufferSize: 1 << 16, pause: 20_000)
    #expect(run.end == .exited(0))
    #expect(run.losses.events > 0)
    #expect(UInt64(run.events.count) + run.losses.events == UInt64(5 * count))
  }

  @Test(arguments: TraceRun.toolchains)
  func valuesAndFramesAreRead(toolchain: GoToolchain) throws {
    let run = try TraceRun.of(toolchain, ["loop", "8"])
    let texts = run.events.filter { $0.probe == .gopanicEnter }.map {
      String(decoding: $0.value?.text ?? [], as: UTF8.self)
    }
    #expect(texts == (0..<8).map { "boom \($0)" })
    let path = try toolchain.build(TraceProgram.source)
    let image = try openImage(path)
    func names(_ event: ProbeEvent) -> [String] {
      event.callers.compactMap { image.function(containing: $0 &- event.loadBias &- 1) }
        .map(image.name)
    }
    let begin = try #require(run.events.first { $0.probe == .gopanicEnter })
    #expect(names(begin) == ["main.guarded", "main.main", "runtime.main", "runtime.goexit"])
    let recover = try #require(run.events.first { $0.probe == .recoverEnter })
    #expect(names(recover).first == "main.guarded.func1")
    #expect(names(recover).contains("runtime.gopanic"))
    let resumed = try #require(run.events.first { $0.probe == .recoveryGogo })
    let place = try #require(resumed.goroutine?.details?.resumePC)
    #expect(image.function(containing: place).map(image.name) == "main.guarded")
  }

  /// A nil pointer is the value itself: nothing is missing where nothing stands behind it.
  @Test(arguments: TraceRun.toolchains)
  func nilPointersAreWholeValues(toolchain: GoToolchain) throws {
    let source = """
      package main

      type failure struct{ code int }

      func try(value any) {
      	defer func() { recover() }()
      	panic(value)
      }

      func main() {
      	try((*failure)(nil))
      	try(map[string]int(nil))
      	try(&failure{3})
      }
      """
    let run = try TraceRun.of(toolchain, [], source: source)
    #expect(run.count(.gopanicEnter) == 3)
    #expect(run.losses == TraceLosses())
  }

  @Test(arguments: TraceRun.toolchains)
  func otherEndingsOfPanics(toolchain: GoToolchain) throws {
    let nested = try TraceRun.of(toolchain, ["nested"])
    #expect(nested.end == .exited(0) && nested.count(.gopanicEnter) == 2)
    let second = try #require(nested.events.last { $0.probe == .recoverEnter })
    #expect(second.goroutine?.panicAddress == second.panics.first?.address)

    let goexit = try TraceRun.of(toolchain, ["goexit"])
    #expect(goexit.end == .exited(0) && goexit.count(.goexitEnter) == 1)
    #expect(goexit.count(.recoverVerdict) == 0)
    #expect(goexit.events.first { $0.probe == .recoverEnter }?.panics.first?.goexit == true)

    let dies = try TraceRun.of(toolchain, ["dies"])
    #expect(dies.end == .exited(2) && dies.count(.fatalPanic) == 1)
    let begin = try #require(dies.events.first { $0.probe == .gopanicEnter })
    #expect(begin.value?.text.map { String(decoding: $0, as: UTF8.self) } == "nobody")
    #expect(dies.events.filter { $0.probe == .recoverVerdict }.allSatisfy { $0.recovers == false })

    let fault = try TraceRun.of(toolchain, ["nil"])
    #expect(fault.end == .exited(0))
    #expect(fault.events.first?.goroutine?.details?.signal == 11)

    let hidden = try TraceRun.of(toolchain, ["exit"])
    #expect(hidden.end == .exited(7))
    #expect(hidden.events.last?.probe == .exit)
    #expect(hidden.events.last?.registers.argument(0) == 7)

    let fatal = try TraceRun.of(toolchain, ["fatal"])
    #expect(fatal.end == .exited(2))
    let text = fatal.events.first { $0.message != nil }?.message
    #expect(text.map { String(decoding: $0, as: UTF8.self) } == "concurrent map writes")
  }

  /// Kernels before 6.6 have no link for many probes.
  @Test(.enabled(if: EngineAccess.perf == nil, "no uprobe events here"))
  func oneLinkForEachProbeSeesTheSame() throws {
    for toolchain in [TraceRun.toolchains.first, TraceRun.newest].compactMap(\.self) {
      let path = try toolchain.build(TraceProgram.source(for: "links of their own"))
      let image = try openImage(path)
      let request = TraceRequest(
        target: .launch(arguments: [path, "parallel", "25"]), path: path, image: image)
      let engine = BPFEngine(
        request, points: try ProbeFinder(image).points, runtime: image.layout, links: .perfEvent)
      try engine.start()
      var events: [ProbeEvent] = []
      while let batch = try engine.next(milliseconds: 100) { events += batch }
      engine.stop()
      let counts = Dictionary(events.map { ($0.probe, 1) }, uniquingKeysWith: +)
      #expect(counts == steps(toolchain, 500), "\(toolchain)")
      #expect(engine.end == .exited(0) && engine.losses == TraceLosses() && engine.notes.isEmpty)
      #expect(Set(events.map { $0.goroutine?.id }).count == 20)
    }
  }

  @Test func offsetsThatDoNotFitLeaveTheRegisters() throws {
    let toolchain = try #require(TraceRun.newest)
    let path = try toolchain.build(TraceProgram.source)
    let image = try openImage(path)
    let request = TraceRequest(
      target: .launch(arguments: [path, "loop", "5"]), path: path, image: image)
    var wrong = image.layout
    wrong.goroutine.stack += 24
    let engine = BPFEngine(request, points: try ProbeFinder(image).points, runtime: wrong)
    try engine.start()
    var events: [ProbeEvent] = []
    while let batch = try engine.next(milliseconds: 100) { events += batch }
    engine.stop()
    #expect(engine.notes.count == 1)
    #expect(events.count == 25)
    #expect(events.allSatisfy { $0.goroutine == nil && $0.panics.isEmpty })
    #expect(events.allSatisfy { $0.registers.stackPointer != 0 })
  }
}
