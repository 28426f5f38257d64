import PanicScope
import TestSupport
import Testing

/// A program that dies of panics of its own after the injected one was stopped, and roots that do nothing but
/// panic: what is compared is the fate of the injected panic.
@Suite(.enabled(if: InjectionProgram.canRun))
struct CampaignOfDyingProgramTests {
  private static let source = """
    package main

    import (
    	"fmt"
    	"runtime"
    	"sync"
    )

    var busy sync.WaitGroup

    // Only the runtime is called under the guard.
    func panics() {
    	defer busy.Done()
    	defer func() { fmt.Println(recover()) }()
    	panic("always")
    }

    func leaves() {
    	defer busy.Done()
    	defer func() { fmt.Println(recover()) }()
    	runtime.Goexit()
    }

    // Its guard panics again in a function of its own.
    func again() {
    	defer busy.Done()
    	defer func() {
    		r := recover()
    		rethrow := func(v any) {
    			fmt.Println("again", r == nil)
    			panic(v)
    		}
    		if r != nil {
    			rethrow(r)
    		}
    	}()
    	note("again")
    }

    //go:noinline
    func note(what string) { fmt.Println(what) }

    // The value of the first call's panic comes again at each.
    //go:noinline
    func run(f func()) { f() }

    func attempt(f func()) {
    	defer func() { recover() }()
    	f()
    }

    func main() {
    	busy.Add(3)
    	go panics()
    	go leaves()
    	go again()
    	busy.Wait()
    	once := sync.OnceFunc(func() { note("once"); panic("once") })
    	attempt(once)
    	run(func() { once() })
    }
    """

  private static let toolchains = [GoToolchain.installed(1, 21), .installed(1, 27)]
    .compactMap { $0 }

  @Test(arguments: toolchains)
  func theInjectedPanicCounts(toolchain: GoToolchain) throws {
    var options = InjectionOptions(command: [try toolchain.build(Self.source)])
    options.output = .dropped
    options.inheritsInput = false
    options.settle = 200
    var campaign = CampaignOptions()
    campaign.only = ["main."]
    let report = try PanicScope.campaign(campaign, options: options)
    func row(_ name: String) throws -> CampaignRow {
      try #require(report.rows.first { $0.root.function == name }, "\(name)")
    }
    #expect(report.count(.disagrees) == 0)
    for name in ["main.panics", "main.leaves"] {
      let row = try row(name)
      #expect(row.predicted == .guarded && row.agreement == .agrees, "\(name)")
      #expect(row.result?.outcome == .died && row.result?.diedOfAnother == true, "\(name)")
      #expect(row.result?.recoveredBy?.function == "\(name).func1", "\(name)")
    }
    let again = try row("main.again")
    #expect(again.predicted != .guarded && again.result?.outcome == .died)
    #expect(again.result?.diedOfAnother == false)
    // The closure that sync.OnceFunc makes panics with what the program's function did.
    #expect(try row("main.main").predicted == .exposed)
  }
}
