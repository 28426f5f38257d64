import PanicScope
import TestSupport
import Testing

/// Panics injected into functions that run because of another panic: the whole story is told, and it is the one of
/// the same panic written into the program.
@Suite(.enabled(if: InjectionProgram.canRun)) struct NestedInjectionTests {
  private static let source = """
    package main

    import (
    	"fmt"
    	"os"
    	"runtime"
    	"time"
    )

    var isWritten = len(os.Args) > 2

    //go:noinline
    func note(v any) {
    	fmt.Fprintln(os.Stdout, v)
    	if isWritten {
    		panic("written")
    	}
    }

    //go:noinline
    func work() { panic("first") }

    func afterRecover() {
    	defer func() {
    		if r := recover(); r != nil {
    			note(r)
    		}
    	}()
    	work()
    }

    func beforeRecover() {
    	defer func() {
    		note("closing")
    		recover()
    	}()
    	work()
    }

    func replaced() {
    	defer func() { recover() }()
    	defer func() { note("cleanup") }()
    	work()
    }

    func inner() {
    	defer func() {
    		defer func() { recover() }()
    		note("cleanup")
    	}()
    	work()
    }

    func innerThenOuter() {
    	defer func() { recover() }()
    	inner()
    }

    func goexit() {
    	done := make(chan bool)
    	go func() {
    		defer close(done)
    		defer func() { note("leaving") }()
    		runtime.Goexit()
    	}()
    	<-done
    	time.Sleep(time.Hour)
    }

    func third() {
    	defer func() { recover() }()
    	for i := 0; i < 2; i++ {
    		defer func(isNote bool) {
    			if isNote {
    				note("third")
    			}
    			panic("second")
    		}(i == 0)
    	}
    	work()
    }

    func fault() {
    	defer func() { recover() }()
    	defer note("fault")
    	var p *int
    	*p = 1
    }

    func main() {
    	map[string]func(){
    		"afterRecover": afterRecover, "beforeRecover": beforeRecover, "replaced": replaced,
    		"inner": inner, "innerThenOuter": innerThenOuter, "goexit": goexit, "third": third,
    		"fault": fault,
    	}[os.Args[1]]()
    }
    """

  /// The mode, what the sentence says, and of the panics what follows their beginning.
  private static let cases: [(mode: String, sentence: String, panics: [String])] = [
    (
      "afterRecover",
      "main.afterRecover.func1 recovered the panic and then panicked itself at main.note",
      [" began in ", "while the deferred function main.afterRecover.func1 still ran, whose recover() (main."]
    ),
    (
      "beforeRecover", "the deferred function main.beforeRecover.func1 panicked itself",
      [
        " began in ",
        "while panic 1 ran the deferred function main.beforeRecover.func1, and took the place of panic 1.",
      ]
    ),
    (
      "replaced", "recover() in main.replaced.func1",
      [
        " began in ",
        "while panic 1 ran the deferred function main.replaced.func2, and took the place of panic 1.",
      ]
    ),
    (
      "inner", "nothing recovers on the main goroutine: main.inner.func1",
      [" began in ", "main.inner.func1; recover() in main.inner.func1.1 (main.go:"]
    ),
    (
      "innerThenOuter", "recover() in main.innerThenOuter.func1",
      [" began in ", "main.inner.func1; recover() in main.inner.func1.1 (main.go:"]
    ),
    (
      "goexit", "nothing recovers on goroutine ",
      ["Goexit was called", "while runtime.Goexit ran the deferred function main.goexit.func1."]
    ),
    (
      "third", "recover() in main.third.func1",
      [
        " began in ",
        "while panic 1 ran the deferred function main.third.func2, and took the place of panic 1.",
        "while panic 2 ran the deferred function main.third.func2, and took the place of panic 2.",
      ]
    ),
    (
      "fault", "recover() in main.fault.func1",
      [", from SIGSEGV at address 0x0.", "and took the place of panic 1."]
    ),
  ]

  private static let toolchains = [21, 24, 27].compactMap { GoToolchain.installed(1, $0) }

  @Test(arguments: toolchains) func theWholeStoryIsTold(toolchain: GoToolchain) throws {
    for flags in [[], ["-ldflags=-s -w", "-buildmode=pie"]] {
      let program = try toolchain.build(Self.source, flags: flags)
      for (mode, sentence, panics) in Self.cases {
        var options = InjectionOptions(command: [program, mode])
        options.output = .dropped
        options.inheritsInput = false
        options.timeout = 60_000
        let result = try PanicScope.inject(InjectionTarget(place: "main.note"), options: options)
          .result
        let written = try runCommand(program, [mode, "written"])
        #expect(
          result.outcome == (written.status == 0 ? .survived : .died),
          "\(mode): \(result), \(written.errors)")
        let explanation = try #require(result.explanation, "\(mode)")
        #expect(explanation.sentence.contains(sentence), "\(mode): \(explanation.sentence)")
        #expect(explanation.contradictions.isEmpty, "\(mode): \(explanation.contradictions)")
        let begun = explanation.details.filter {
          $0.contains(" began in ") || $0.contains("Goexit was called")
        }
        #expect(begun.count == panics.count, "\(mode): \(explanation.details)")
        for (detail, words) in zip(begun, panics) {
          #expect(detail.contains(words), "\(mode): \(detail)")
        }
        if mode != "goexit" {
          #expect(begun.last?.hasPrefix("Panic \(panics.count) (injected): ") == true)
        }
      }
    }
  }
}
