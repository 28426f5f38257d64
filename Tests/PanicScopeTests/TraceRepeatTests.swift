import PanicScope
import TestSupport
import Testing

/// Stories that repeat are counted, to the last one, and come to the same as if each were told.
@Suite(.serialized) struct TraceRepeatTests {
  private static let source = """
    package main

    import (
    	"errors"
    	"os"
    	"runtime"
    	"strconv"
    	"sync"
    )

    var sink any

    //go:noinline
    func keep(value any) { sink = value }

    //go:noinline
    func guard() { keep(recover()) }

    //go:noinline
    func tooDeep() { guard() }

    //go:noinline
    func plain(i int) {
    	defer guard()
    	if i%2 == 0 {
    		panic("text " + strconv.Itoa(i))
    	}
    	panic(errors.New("error"))
    }

    //go:noinline
    func fault(p *int) {
    	defer guard()
    	*p = 1
    }

    //go:noinline
    func late() {
    	defer guard()
    	defer func() { tooDeep() }()
    	panic(1)
    }

    //go:noinline
    func again() {
    	defer guard()
    	defer func() {
    		guard()
    		panic("second")
    	}()
    	panic("first")
    }

    //go:noinline
    func leave() {
    	done := make(chan bool)
    	go func() {
    		defer close(done)
    		defer guard()
    		runtime.Goexit()
    	}()
    	<-done
    }

    //go:noinline
    func deep(n int) byte {
    	var frame [512]byte
    	frame[n&511] = byte(n)
    	if n > 0 {
    		return deep(n-1) + frame[(n+1)&511]
    	}
    	plain(0)
    	return frame[0]
    }

    // One round: 6 panics and a Goexit, in 6 episodes.
    func round(i int) {
    	plain(i)
    	fault(nil)
    	late()
    	again()
    	leave()
    	done := make(chan bool)
    	go func() { deep(i % 40); close(done) }()
    	<-done
    }

    func main() {
    	rounds, _ := strconv.Atoi(os.Args[1])
    	goroutines, _ := strconv.Atoi(os.Args[2])
    	var wait sync.WaitGroup
    	for g := 0; g < goroutines; g++ {
    		wait.Add(1)
    		go func() {
    			defer wait.Done()
    			for i := 0; i < rounds; i++ {
    				round(i)
    				runtime.Gosched()
    			}
    		}()
    	}
    	wait.Wait()
    	// Those that leave have closed their channel before their last deferred call is over.
    	for runtime.NumGoroutine() > 1 {
    		runtime.Gosched()
    	}
    }
    """

  private static let toolchains = [21, 22, 24, 25, 26, 27].compactMap {
    GoToolchain.installed(1, $0)
  }

  /// What one run comes to: told, and counted besides.
  private func run(
    _ toolchain: GoToolchain, rounds: Int, goroutines: Int, every: Bool, light: Bool = false,
    values: Bool = false, bufferSize: Int = 32 << 20
  ) throws -> (summary: TraceSummary, told: Int, repeated: Int)? {
    let program = try toolchain.build(Self.source)
    var options = TraceOptions(target: .command([program, "\(rounds)", "\(goroutines)"]))
    options.engine = .bpf
    options.light = light
    options.everyEpisode = every
    options.showValues = values
    options.bufferSize = bufferSize
    let trace: ProgramTrace
    do throws(TraceFailure) { trace = try ProgramTrace(options) } catch {
      print("skipped: the BPF engine cannot be used here: \(error.message)")
      return nil
    }
    var told = 0
    var repeated = 0
    let summary = try trace.run(repeated: { repeated += $1 }) { _ in told += 1 }
    #expect(summary.exitStatus == 0 && summary.stuck == 0)
    return (summary, told, repeated)
  }

  @Test(arguments: toolchains)
  func countedStoriesComeToTheSameAsToldOnes(toolchain: GoToolchain) throws {
    // So few that the buffer holds all their events, whatever else the machine does.
    let (rounds, goroutines) = (30, 20)
    guard
      let told = try run(toolchain, rounds: rounds, goroutines: goroutines, every: true),
      let counted = try run(toolchain, rounds: rounds, goroutines: goroutines, every: false)
    else { return }
    let all = rounds * goroutines
    for result in [told, counted] {
      #expect(result.summary.lostEvents == 0)
      #expect(result.summary.panics == 6 * all, "\(toolchain)")
      #expect(result.summary.outcomes == ["recovered": 5 * all, "goexit": all], "\(toolchain)")
      #expect(result.summary.contradictions == 0)
      #expect(result.told + result.repeated == 6 * all)
    }
    #expect(told.repeated == 0)
    // Told each are those that end otherwise than by a recovery, and that wait long for a core: how many
    // do is the machine's affair.
    #expect(counted.repeated > all, "\(toolchain): \(counted.told) told")
    #expect(counted.summary.hits == told.summary.hits)
    #expect(counted.summary.recoverCalls == told.summary.recoverCalls)
    #expect(counted.summary.recoveredBy == told.summary.recoveredBy)
    #expect(counted.summary.ineffective == told.summary.ineffective)
    #expect(counted.summary.incompleteEvents == told.summary.incompleteEvents)
  }

  @Test(arguments: toolchains)
  func aLightTraceCountsThemToo(toolchain: GoToolchain) throws {
    guard
      let counted = try run(toolchain, rounds: 100, goroutines: 4, every: false, light: true)
    else { return }
    #expect(counted.summary.panics == 6 * 400)
    #expect(counted.told + counted.repeated == counted.summary.episodes)
    // A panic that waits for a core is told; how many do is the machine's affair.
    #expect(counted.repeated > 0)
  }

  /// Far more than the buffer holds: what was not seen is counted.
  @Test(arguments: toolchains)
  func hitsAndLostEventsAreAllThatHappened(toolchain: GoToolchain) throws {
    guard
      let one = try run(toolchain, rounds: 10, goroutines: 2, every: false),
      let small = try run(
        toolchain, rounds: 1000, goroutines: 2, every: false, bufferSize: 1 << 16)
    else { return }
    #expect(one.summary.lostEvents == 0)
    #expect(small.summary.lostEvents > 0)
    #expect(
      small.summary.hits + Int(small.summary.lostEvents) == 100 * one.summary.hits,
      "\(toolchain): \(small.summary.hits) seen, \(small.summary.lostEvents) lost")
  }

  @Test func valuesThatDifferAreStoriesOfTheirOwn() throws {
    let toolchain = try #require(Self.toolchains.last)
    guard
      let counted = try run(toolchain, rounds: 30, goroutines: 1, every: false, values: true)
    else { return }
    #expect(counted.summary.panics == 6 * 30)
    #expect(counted.told >= 15)
  }
}
