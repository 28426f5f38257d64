import Foundation
import TestSupport
import Testing

/// Each function here has one defer statement. What it deferred is printed by the deferred functions
/// themselves, from the stack, when the program runs; what the audit names must be exactly that.
private let program = #"""
  package main

  import (
  	"fmt"
  	"os"
  	"runtime"
  	"strings"
  )

  // note prints its caller, a deferred function, and the function whose frame is next.
  //
  //go:noinline
  func note() {
  	pc := make([]uintptr, 16)
  	frames := runtime.CallersFrames(pc[:runtime.Callers(2, pc)])
  	names := []string{}
  	for {
  		frame, more := frames.Next()
  		if strings.HasPrefix(frame.Function, "main.") {
  			names = append(names, frame.Function)
  		}
  		if !more {
  			break
  		}
  	}
  	fmt.Println(names[1], names[0])
  }

  var many = len(os.Args) > 5

  // Results of several words.

  //go:noinline
  func second() (string, func()) { return "a", func() { note() } }

  //go:noinline
  func fourth() (a, b string, stop func(), err error) { return "a", "b", func() { note() }, nil }

  //go:noinline
  func oneResult() { _, stop := second(); defer stop() }

  //go:noinline
  func lateResult() { _, _, stop, _ := fourth(); defer stop() }

  // Several returns, forwarded.

  //go:noinline
  func either(n int) (int, func()) {
  	if n == 0 {
  		return 1, func() { note() }
  	}
  	return 2, func() { _ = n; note() }
  }

  //go:noinline
  func forward(n int) (int, func()) { return either(n) }

  //go:noinline
  func eitherResult(n int) { _, stop := forward(n); defer stop() }

  //go:noinline
  func failing(n int) (func(), error) {
  	if n > 5 {
  		return nil, fmt.Errorf("no")
  	}
  	return func() { note() }, nil
  }

  //go:noinline
  func failingResult() {
  	stop, err := failing(1)
  	if err != nil {
  		return
  	}
  	defer stop()
  }

  // Paths that meet.

  //go:noinline
  func red() { note() }

  //go:noinline
  func green() { note() }

  //go:noinline
  func blue() { note() }

  //go:noinline
  func joined(n int) {
  	f := red
  	if n == 1 {
  		f = green
  	}
  	defer f()
  }

  //go:noinline
  func joinedThree(n int) {
  	f := red
  	switch n {
  	case 1:
  		f = green
  	case 2:
  		f = blue
  	}
  	defer f()
  }

  //go:noinline
  func joinedClosures(n int) {
  	text := "x"
  	f := func() { _ = text; note() }
  	if n == 1 {
  		f = func() { text = "y"; note() }
  	}
  	defer f()
  }

  //go:noinline
  func joinedInLoop(n int) {
  	f := red
  	for i := 0; i < n; i++ {
  		if i == 1 {
  			f = green
  		}
  	}
  	defer f()
  }

  // Parameters whose callers are all known.

  //go:noinline
  func argument(f func()) { defer f() }

  //go:noinline
  func recursive(n int, f func()) {
  	defer f()
  	if n > 0 {
  		recursive(n-1, f)
  	}
  }

  // Captured variables.

  //go:noinline
  func runs(f func()) { f() }

  //go:noinline
  func captured(n int) {
  	_, stop := either(n)
  	runs(func() { defer stop() })
  }

  // Wrappers.

  //go:noinline
  func withArgument(n int) { note() }

  //go:noinline
  func withArgumentToo(n int) { note() }

  //go:noinline
  func wrapped(n int) {
  	f := withArgument
  	if n == 1 {
  		f = withArgumentToo
  	}
  	defer f(n)
  }

  // Not known before the program runs.

  type closer interface {
  	Close()
  	Flush()
  }

  type file struct{ n int }

  //go:noinline
  func (f *file) Close() { note() }

  //go:noinline
  func (f *file) Flush() { note() }

  type pipe struct{ n int }

  //go:noinline
  func (p *pipe) Close() { note() }

  //go:noinline
  func (p *pipe) Flush() { note() }

  //go:noinline
  func open(n int) closer {
  	if n == 1 {
  		return &pipe{n}
  	}
  	return &file{n}
  }

  type embedding struct {
  	n int
  	closer
  }

  //go:noinline
  func interfaceMethod(c closer) { defer c.Close() }

  //go:noinline
  func secondMethod(c closer) { defer c.Flush() }

  //go:noinline
  func methodValue(c closer) { f := c.Close; defer f() }

  //go:noinline
  func promoted(e *embedding) { defer e.Close() }

  var table = map[string]func(){"red": red}
  var hook = red

  //go:noinline
  func fromMap() { defer table["red"]() }

  //go:noinline
  func fromVariable() { defer hook() }

  //go:noinline
  func fromValue(f func()) { defer f() }

  type holder struct{ f func() }

  //go:noinline
  func fromField(h *holder) { defer h.f() }

  var indirect = fromValue

  func main() {
  	oneResult()
  	lateResult()
  	failingResult()
  	for n := 0; n < 3; n++ {
  		eitherResult(n)
  		joined(n)
  		joinedThree(n)
  		joinedClosures(n)
  		joinedInLoop(n)
  		captured(n)
  		wrapped(n)
  		c := open(n)
  		interfaceMethod(c)
  		secondMethod(c)
  		methodValue(c)
  		promoted(&embedding{n, c})
  	}
  	argument(red)
  	argument(green)
  	recursive(1, blue)
  	fromMap()
  	fromVariable()
  	fromField(&holder{green})
  	if many {
  		hook = green
  		fromValue(blue)
  	}
  	indirect(red)
  }
  """#

@Suite struct DeferTargetTests {
  /// By deferring function what must not be said to be known.
  private static let open: [String: String] = [
    "main.interfaceMethod": "dynamic", "main.secondMethod": "dynamic",
    "main.methodValue": "dynamic", "main.promoted": "dynamic", "main.fromMap": "unknown",
    "main.fromVariable": "unknown", "main.fromValue": "unknown", "main.fromField": "unknown",
  ]

  struct Build: CustomStringConvertible, Sendable {
    var minor: Int
    var flags: [String] = []
    var environment: [String: String] = [:]
    var description: String {
      (["Go 1.\(minor)"] + flags + environment.values.sorted()).joined(separator: " ")
    }
  }

  static let builds = [
    Build(minor: 21), Build(minor: 24), Build(minor: 27),
    Build(minor: 21, flags: ["-gcflags=all=-N -l"]),
    Build(minor: 24, flags: ["-buildmode=pie", "-ldflags=-s -w"]),
    Build(minor: 27, flags: ["-gcflags=all=-N -l"]),
    Build(minor: 27, environment: ["GOARCH": "arm64"]),
  ]

  @Test(arguments: builds) func targetsAreWhatRan(build: Build) throws {
    let toolchain = try #require(
      GoToolchain.installed(1, build.minor), "run Scripts/setup-toolchains")
    // What runs does not depend on the architecture.
    let native = try toolchain.build(program, flags: build.flags)
    var ran: [String: Set<String>] = [:]
    for line in try Tool.run(native, []).split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      ran[words[0], default: []].insert(words[1])
    }
    #expect(ran.count >= 20)
    let binary = try toolchain.build(
      program, flags: build.flags, environment: build.environment)
    let audit = try Tool.audit(binary)
    let sites = Dictionary(grouping: audit.defers) { $0.function ?? "" }
    for (function, deferred) in ran.sorted(by: { $0.key < $1.key }) {
      let site = try #require(sites[function]?.first, "\(function) has no defer site")
      let said = Set(([site.target] + site.candidates.map(\.function)).compactMap { $0 })
      if let resolution = Self.open[function] {
        #expect(site.resolution == resolution, "\(function): \(site)")
        #expect((site.calls != nil) == (resolution == "dynamic"))
      } else {
        #expect(said == deferred, "\(function) ran \(deferred), the audit says \(site)")
        #expect(site.resolution == (deferred.count == 1 ? "function" : "candidates"))
        #expect((site.target != nil) == (deferred.count == 1))
      }
    }
  }

  /// Methods stand in the table by name: Close, Flush.
  @Test(arguments: builds) func whatAWrapperCallsIsNamedWhereItIsKnown(build: Build) throws {
    let toolchain = try #require(
      GoToolchain.installed(1, build.minor), "run Scripts/setup-toolchains")
    let binary = try toolchain.build(
      program, flags: build.flags, environment: build.environment)
    let sites = Dictionary(grouping: try Tool.audit(binary).defers) { $0.function ?? "" }
    for (function, slot) in [
      ("main.interfaceMethod", 0), ("main.secondMethod", 1), ("main.methodValue", 0),
      ("main.promoted", 0),
    ] {
      let site = try #require(sites[function]?.first)
      #expect(site.calls == "interface method" && site.slot == slot, "\(site)")
      #expect(site.target != nil && site.candidates.isEmpty)
    }
    #expect(sites["main.methodValue"]?.first?.method == "Close")
    // Compiled as e.closer.Close(), which names no method.
    #expect(sites["main.promoted"]?.first?.method == nil)
    #expect(sites["main.fromMap"]?.first?.calls == nil)
  }
}
