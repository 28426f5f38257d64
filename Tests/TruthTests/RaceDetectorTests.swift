import Foundation
import TestSupport
import Testing

/// Every recover prints what it returned; what the audit says of it must agree.
private let program = #"""
  package main

  import "fmt"

  //go:noinline
  func boom() { panic("boom") }

  //go:noinline
  func one() int { return 1 }

  func saw(name string, value any) { fmt.Println("main."+name, value != nil) }

  func guard() { saw("guard", recover()) }

  func guarded() { defer guard(); boom() }

  // A deferred function that does nothing but defer.
  func nestedGuard() { saw("nestedGuard", recover()) }

  func nested() {
  	defer func() {
  		defer nestedGuard()
  	}()
  	boom()
  }

  // Below a literal with an argument, which some versions inline into its wrapper.
  func helper() { saw("helper", recover()) }

  func literal() { defer func(n int) { helper() }(one()); boom() }

  func main() {
  	for _, f := range []func(){guarded, nested, literal} {
  		func() {
  			defer func() { _ = recover() }()
  			f()
  		}()
  	}
  }
  """#

/// The race detector's calls stand between the program's own.
@Suite struct RaceDetectorTests {
  @Test(
    .enabled(if: Self.hasCompiler, "-race needs a C compiler"), arguments: [21, 24, 27])
  func recoversAreJudgedAsTheyRan(minor: Int) throws {
    let toolchain = try #require(
      GoToolchain.installed(1, minor), "run Scripts/setup-toolchains")
    let binary = try toolchain.build(
      program, flags: ["-race"], environment: ["CGO_ENABLED": "1"])
    var ran: [String: Bool] = [:]
    for line in try Tool.run(binary, []).split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      ran[words[0]] = words[1] == "true"
    }
    #expect(ran["main.guard"] == true)
    #expect(ran["main.nestedGuard"] == false)
    #expect(ran.count == 3)
    let recovers = Dictionary(grouping: try Tool.audit(binary).recovers) { $0.function ?? "" }
    for (function, recovered) in ran {
      let site = try #require(recovers[function]?.first, "\(function) has no recover")
      let verdicts = Set(site.uses.map(\.verdict))
      let agreeing: Set = recovered ? ["effective", "accidental"] : ["ineffective"]
      #expect(
        !verdicts.isEmpty && verdicts.isSubset(of: agreeing),
        "\(function) recovered: \(recovered), the audit says \(site)")
    }
  }

  private static let hasCompiler = ["gcc", "cc", "clang"].contains {
    FileManager.default.isExecutableFile(atPath: "/usr/bin/" + $0)
  }
}
