import TestSupport
import Testing

/// Guards that are passed to the standard library, which calls them in a deferred call: they print
/// whether recover() returned nil.
private let program = #"""
  package main

  import (
  	"fmt"
  	"sync"
  )

  //go:noinline
  func note(name string, r any) { fmt.Println(name, r == nil) }

  //go:noinline
  func boom() { panic("boom") }

  // outlive lets the program go on; the innermost recover comes first.
  func outlive(f func()) {
  	defer func() { recover() }()
  	f()
  }

  type guard struct{ once sync.Once }

  func (g *guard) stop() { note("main.(*guard).stop", recover()) }

  //go:noinline
  func (g *guard) methodValue() { defer g.once.Do(g.stop); boom() }

  //go:noinline
  func closure() {
  	var once sync.Once
  	defer once.Do(func() { note("main.closure.func1", recover()) })
  	boom()
  }

  func plain() { note("main.plain", recover()) }

  //go:noinline
  func function() { var once sync.Once; defer once.Do(plain); boom() }

  //go:noinline
  func inHandler() {
  	var once sync.Once
  	defer func() { once.Do(func() { note("main.inHandler.func1.1", recover()) }) }()
  	boom()
  }

  func works() { note("main.works", recover()) }

  //go:noinline
  func deferred() { defer works(); boom() }

  func main() {
  	outlive((&guard{}).methodValue)
  	outlive(closure)
  	outlive(function)
  	outlive(inHandler)
  	outlive(deferred)
  }
  """#

@Suite struct PassedGuardTests {
  static let builds = [
    DeferTargetTests.Build(minor: 21), .init(minor: 24, flags: ["-ldflags=-s -w"]),
    .init(minor: 27), .init(minor: 27, flags: ["-buildmode=pie"]),
    .init(minor: 27, flags: ["-gcflags=all=-l"]),
  ]

  /// The mistake is found where the guard is passed: nobody can mend package sync.
  @Test(arguments: builds) func verdictsAreWhatRecoverReturned(
    build: DeferTargetTests.Build
  ) throws {
    let toolchain = try #require(
      GoToolchain.installed(1, build.minor), "run Scripts/setup-toolchains")
    let binary = try toolchain.build(program, flags: build.flags)
    let audit = try Tool.audit(binary)
    let lines = try Tool.run(binary, []).split(separator: "\n")
    #expect(lines.count == 5)
    for line in lines {
      let words = line.split(separator: " ").map(String.init)
      let site = try #require(audit.recovers.first { $0.function == words[0] }, "\(words[0])")
      #expect(site.verdict == (words[1] == "true" ? "ineffective" : "effective"), "\(site)")
    }
    let found = audit.findings.filter { $0.rule == "PS201" }.compactMap(\.function)
    let passing: Set = [
      "main.(*guard).methodValue", "main.closure", "main.function", "main.inHandler.func1",
    ]
    #expect(passing.isSubset(of: found), "\(found)")
    #expect(Set(found).count == found.count && !found.contains { $0.hasPrefix("sync.") })
  }

  /// Who calls what is given to package reflect is not followed; where it was given is known.
  @Test(arguments: builds) func aGuardGivenToReflection(build: DeferTargetTests.Build) throws {
    let toolchain = try #require(
      GoToolchain.installed(1, build.minor), "run Scripts/setup-toolchains")
    let binary = try toolchain.build(
      """
      package main

      import "reflect"

      func guard() { println(recover() == nil) }

      //go:noinline
      func calls() {
      	defer reflect.ValueOf(guard).Call(nil)
      	panic("boom")
      }

      func main() {
      	defer func() { recover() }()
      	calls()
      }
      """, flags: build.flags)
    let site = try #require(
      try Tool.audit(binary).recovers.first { $0.function == "main.guard" })
    #expect(site.verdict == "unknown")
    #expect(site.uses.contains { $0.function == "main.calls" }, "\(site)")
  }
}
