import Foundation
import GoBinary
import GoRuntimeModel
import PanicContract
import ProcessControl
import TestSupport
import Testing

@testable import LiveTrace

/// Deferred calls that wait when a process is about to end, on its goroutine and on others.
@Suite(.serialized) struct SnapshotTests {
  private static let source = """
    package main

    import (
    	"os"
    	"runtime"
    	"strings"
    )

    // Until a goroutine is in such a state.
    func await(state string) {
    	text := make([]byte, 1<<16)
    	for !strings.Contains(string(text[:runtime.Stack(text, true)]), state) {
    		runtime.Gosched()
    	}
    }

    func worker() {
    	await("[chan receive")
    	panic("worker")
    }

    //go:noinline
    func starter(wait chan bool) {
    	defer func() {
    		if r := recover(); r != nil {
    			println("recovered")
    		}
    	}()
    	go worker()
    	<-wait
    }

    //go:noinline
    func linked(n int) {
    	for i := 0; i < n; i++ {
    		defer func() { recover() }()
    	}
    	select {}
    }

    //go:noinline
    func writes(m map[int]int) {
    	defer func() { recover() }()
    	for {
    		m[1]++
    	}
    }

    //go:noinline
    func leaves() {
    	defer func() { recover() }()
    	defer func() { os.Exit(4) }()
    	panic("hidden")
    }

    func main() {
    	go linked(2)
    	await("[select (no cases)]")
    	switch os.Args[1] {
    	case "worker":
    		starter(make(chan bool))
    	case "map":
    		m := map[int]int{}
    		go writes(m)
    		writes(m)
    	case "exit":
    		leaves()
    	}
    }
    """

  private static let toolchains = [21, 25, 27].compactMap { GoToolchain.installed(1, $0) }

  private struct Ending {
    var event: ProbeEvent
    var image: GoImage
    /// The open-coded deferred functions that wait on the goroutine itself.
    var openCoded: [String] { names(event.snapshot?.openCoded ?? []) }
    func names(_ calls: [LiveSnapshot.PendingCall]) -> [String] {
      calls.compactMap { image.function(startingAt: $0.entry &- event.loadBias) }.map(image.name)
    }
  }

  /// The event at the end of the program with its snapshot.
  private func ending(
    _ toolchain: GoToolchain, _ mode: String, _ probe: [ProbeKind], flags: [String] = [],
    engine: TraceSession.EngineChoice
  ) throws -> Ending {
    let path = try toolchain.build(Self.source, flags: flags)
    let image = try openImage(path)
    let request = TraceRequest(target: .launch(arguments: [path, mode]), path: path, image: image)
    let run = try TraceRun.collect(try TraceSession(request, engine: engine))
    return Ending(
      event: try #require(run.events.last { probe.contains($0.probe) && $0.snapshot != nil }),
      image: image)
  }

  @Test(arguments: toolchains, [[], ["-ldflags=-s -w"], ["-buildmode=pie"]])
  func aStoppedProcessTellsAll(toolchain: GoToolchain, flags: [String]) throws {
    let worker = try ending(
      toolchain, "worker", [.fatalPanic], flags: flags, engine: .ptrace)
    let snapshot = try #require(worker.event.snapshot)
    #expect(snapshot.isComplete && snapshot.openCoded.isEmpty)
    let starter = try #require(snapshot.others.first { $0.id == 1 })
    let deferred = worker.names(starter.pending)
    #expect(deferred.contains("main.starter.func1"))
    // The goroutine that made the one that panics comes first.
    #expect(snapshot.others.first?.id == 1)
    let linked = snapshot.others.flatMap { worker.names($0.pending) }
      .count { $0 == "main.linked.func1" }
    #expect(linked == 2)

    let map = try ending(
      toolchain, "map", [.fatalEnter, .throwEnter], flags: flags, engine: .ptrace)
    let waiting = map.openCoded
    #expect(waiting.contains("main.writes.func1"))
    let exit = try ending(toolchain, "exit", [.exit], flags: flags, engine: .ptrace)
    // The one that runs is no longer waiting.
    #expect(exit.openCoded == ["main.leaves.func1", "runtime.main.func2"])
  }

  @Test(.enabled(if: EngineAccess.bpf == nil, "no BPF here"), arguments: toolchains)
  func whatTheEventCapturedNeedsNoProcess(toolchain: GoToolchain) throws {
    for flags in [[], ["-ldflags=-s -w"], ["-buildmode=pie"]] {
      let exit = try ending(toolchain, "exit", [.exit], flags: flags, engine: .bpf)
      #expect(
        exit.openCoded == ["main.leaves.func1", "runtime.main.func2"], "\(toolchain) \(flags)")
      let map = try ending(
        toolchain, "map", [.fatalEnter, .throwEnter], flags: flags, engine: .bpf)
      let waiting = map.openCoded
      #expect(waiting.contains("main.writes.func1"), "\(toolchain) \(flags)")
    }
  }

  /// The thread that ends the process waits for the reader (Linux 6.9), so what waits on the goroutine
  /// that made the one which panics is always there; never may anything wrong be read.
  @Test(.enabled(if: EngineAccess.bpf == nil, "no BPF here"), arguments: toolchains)
  func aDyingProcessWaitsForItsReader(toolchain: GoToolchain) throws {
    for _ in 0..<5 {
      let worker = try ending(toolchain, "worker", [.fatalPanic], engine: .bpf)
      let snapshot = try #require(worker.event.snapshot)
      let starter = snapshot.others.filter { $0.id == 1 }.flatMap { worker.names($0.pending) }
      #expect(starter.allSatisfy { $0.hasPrefix("main.starter.") || $0.hasPrefix("runtime.") })
      // A kernel that knows no such wait, or a machine too busy to read within it.
      if snapshot.isComplete { #expect(starter.contains("main.starter.func1")) }
    }
  }

  /// Where nobody reads, the process waits as long as it is said to, and ends.
  @Test(.enabled(if: EngineAccess.bpf == nil, "no BPF here"), .timeLimit(.minutes(2)))
  func aDyingProcessWaitsNotForEver() throws {
    let toolchain = try #require(Self.toolchains.last)
    let path = try toolchain.build(Self.source)
    let image = try openImage(path)
    let request = TraceRequest(
      target: .launch(arguments: [path, "worker"]), path: path, image: image)
    let engine = BPFEngine(
      request, points: try ProbeFinder(image).points, runtime: image.layout)
    try engine.start()
    while engine.end == nil { usleep(1000) }
    let ended = MonotonicClock.nanoseconds
    #expect(engine.end == .exited(2))
    var events: [ProbeEvent] = []
    while let more = try engine.next(milliseconds: 100) { events += more }
    let hit = try #require(events.first { $0.probe == .fatalPanic }).time
    let first = OperatingSystemVersion(majorVersion: 6, minorVersion: 9, patchVersion: 0)
    if ProcessInfo.processInfo.isOperatingSystemAtLeast(first) {
      #expect(ended - hit >= 50_000_000)
    } else {
      print("skipped: how long a dying process waits (Linux before 6.9 lets none wait)")
    }
    engine.stop()
  }
}
