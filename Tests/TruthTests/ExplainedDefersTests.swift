import Foundation
import TestSupport
import Testing

/// Defer statements under conditions, in other branches, of nil functions and of panic itself: what
/// `explain` says of them is what the program did.
@Suite struct ExplainedDefersTests {
  private static let source = """
    package main

    import (
    	"os"
    	"time"
    )

    func guard() { recover() }

    //go:noinline
    func fails() {
    	var m map[string]int
    	m["a"] = 1
    }

    func starts(deferred bool) {
    	if deferred {
    		defer guard()
    	}
    	go fails()
    	time.Sleep(time.Minute)
    }

    func startsGuarded() {
    	defer guard()
    	go fails()
    	time.Sleep(time.Minute)
    }

    func branches(mode string) {
    	switch mode {
    	case "this-branch":
    		fails()
    	case "no-branch":
    		defer guard()
    		println("not here")
    	}
    }

    func sometimes(deferred bool) {
    	if deferred {
    		defer guard()
    	}
    	fails()
    	println("not here")
    }

    func seldom() {
    	if len(os.Args) > 2 {
    		recover()
    	}
    }

    func recoversSeldom() {
    	defer seldom()
    	fails()
    	println("not here")
    }

    func maybeSeldom(deferred bool) {
    	if deferred {
    		defer seldom()
    	}
    	fails()
    	println("not here")
    }

    func late() {
    	fails()
    	defer guard()
    	println("not here")
    }

    func deferredPanic() {
    	defer panic("deferred")
    	fails()
    }

    func main() {
    	switch mode := os.Args[1]; mode {
    	case "maybe-elsewhere":
    		starts(len(os.Args) > 2)
    	case "elsewhere":
    		startsGuarded()
    	case "this-branch":
    		branches(mode)
    	case "sometimes":
    		sometimes(len(os.Args) > 2)
    	case "recovers-seldom":
    		recoversSeldom()
    	case "maybe-seldom":
    		maybeSeldom(len(os.Args) < 3)
    	case "late":
    		late()
    	case "deferred-panic":
    		deferredPanic()
    	}
    }
    """

  @Test(
    arguments: [(1, 21), (1, 24), (1, 27)].compactMap { GoToolchain.installed($0.0, $0.1) },
    [false, true])
  func theyAreToldAsTheyStand(toolchain: GoToolchain, inlines: Bool) throws {
    let program = try toolchain.build(Self.source, flags: inlines ? [] : ["-gcflags=-l"])
    let elsewhere = try ExplanationDocument.ofDeath(program, "elsewhere")
    #expect(elsewhere.kind == "no-recover-on-goroutine")
    #expect(elsewhere.sentence.contains("main.guard, deferred by main.startsGuarded"))

    let maybe = try ExplanationDocument.ofDeath(program, "maybe-elsewhere")
    #expect(maybe.kind == "no-recover-on-goroutine")
    #expect(!maybe.sentence.contains("main.guard"))
    #expect(maybe.details.contains { $0.contains("can, by the code, have been deferred") })

    let branch = try ExplanationDocument.ofDeath(program, "this-branch")
    #expect(branch.kind == "no-recover-on-goroutine", "\(branch.sentence)")
    #expect(!branch.sentence.contains("main.guard"))

    let sometimes = try ExplanationDocument.ofDeath(program, "sometimes")
    #expect(sometimes.kind == "defer-not-reached")
    #expect(sometimes.sentence.contains("only under a condition or in a loop"))

    // The deferred function ran and did not come to its recover().
    let seldom = try ExplanationDocument.ofDeath(program, "recovers-seldom")
    #expect(seldom.kind == "no-recover-on-goroutine", "\(seldom.sentence)")
    #expect(
      seldom.sentence.contains(
        "main.seldom, deferred by main.recoversSeldom, is over and, though it can recover, did not"),
      "\(seldom.sentence)")
    let either = try ExplanationDocument.ofDeath(program, "maybe-seldom")
    #expect(either.sentence.contains("or ran and did not come to its recover()"))

    let late = try ExplanationDocument.ofDeath(program, "late")
    #expect(late.kind == "defer-not-reached")
    #expect(late.sentence.contains("before its defer statement"), "\(late.sentence)")

    let panics = try ExplanationDocument.ofDeath(program, "deferred-panic")
    #expect(panics.kind == "handler-panicked")
    // Up to Go 1.21 the wrapper has a closure's name.
    #expect(
      panics.sentence.contains("main.deferredPanic defers panic itself")
        || panics.sentence.contains("main.deferredPanic.func1 panicked itself"),
      "\(panics.sentence)")
  }
}
