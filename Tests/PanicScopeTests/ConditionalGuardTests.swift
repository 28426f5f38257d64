import PanicScope
import TestSupport
import Testing

/// Guards that a goroutine's first function registers on some of its ways only: a campaign promises nothing of them,
/// and puts its panics where the guard itself is in force, not just any other deferred call.
@Suite(.enabled(if: InjectionProgram.canRun)) struct ConditionalGuardTests {
  private static let source = """
    package main

    import (
    	"os"
    	"sync"
    )

    func guard() { recover() }

    //go:noinline
    func step(n int) { println("step", n) }

    var isGuarded = len(os.Args) > 1

    func underACondition(wait *sync.WaitGroup) {
    	defer wait.Done()
    	if isGuarded {
    		defer guard()
    	}
    	step(1)
    }

    func late(wait *sync.WaitGroup) {
    	defer wait.Done()
    	step(2)
    	defer guard()
    	step(3)
    }

    func inALoop(wait *sync.WaitGroup, n int) {
    	defer wait.Done()
    	for i := 0; i < n; i++ {
    		defer guard()
    		step(4)
    	}
    	step(5)
    }

    func behindAReturn(wait *sync.WaitGroup, n int) {
    	defer wait.Done()
    	if n > 5 {
    		step(6)
    		return
    	}
    	defer guard()
    	step(7)
    }

    func run(f func()) {
    	defer guard()
    	f()
    }

    func inAHelper(wait *sync.WaitGroup) {
    	defer wait.Done()
    	run(func() { step(8) })
    }

    func main() {
    	if isGuarded {
    		defer guard()
    	}
    	var wait sync.WaitGroup
    	wait.Add(5)
    	go underACondition(&wait)
    	go late(&wait)
    	go inALoop(&wait, 2)
    	go behindAReturn(&wait, 3)
    	go inAHelper(&wait)
    	wait.Wait()
    	step(9)
    }
    """

  private static let toolchains = [21, 24, 27].compactMap { GoToolchain.installed(1, $0) }

  @Test(arguments: toolchains, [true, false])
  func onlyWhatIsSureIsPromised(toolchain: GoToolchain, isGuarded: Bool) throws {
    var options = InjectionOptions(
      command: [try toolchain.build(Self.source)] + (isGuarded ? ["guarded"] : []))
    options.output = .dropped
    options.inheritsInput = false
    options.timeout = 60_000
    let report = try PanicScope.campaign(CampaignOptions(), options: options)
    let rows = Dictionary(
      report.rows.map { ($0.root.function ?? "", $0) }, uniquingKeysWith: { one, _ in one })
    for (name, predicted, outcome) in [
      ("main.main", Guard.conditional, isGuarded ? InjectionResult.Outcome.survived : .notReached),
      ("main.underACondition", .conditional, isGuarded ? .survived : .notReached),
      ("main.late", .guarded, .survived), ("main.inALoop", .conditional, .survived),
      ("main.behindAReturn", .guarded, .survived), ("main.inAHelper", .guarded, .survived),
    ] {
      let row = try #require(rows[name], "\(name)")
      #expect(row.predicted == predicted, "\(name)")
      #expect(row.result?.outcome == outcome, "\(name): \(String(describing: row.result))")
      #expect(row.agreement == (predicted == .guarded ? .agrees : .open), "\(name)")
    }
  }
}
