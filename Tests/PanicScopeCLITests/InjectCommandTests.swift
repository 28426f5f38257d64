import Foundation
import TestSupport
import Testing

/// What `inject` does besides its report.
@Suite(.enabled(if: TraceCommandTesting.go != nil, "no Go toolchain")) struct InjectCommandTests {
  private static let source = """
    package main

    import "time"

    //go:noinline
    func work() {}

    func main() {
    	for begin := time.Now(); time.Since(begin) < 5*time.Minute; {
    		time.Sleep(50 * time.Millisecond)
    	}
    	work()
    }
    """

  private func isThere(_ words: [String]) -> Bool {
    let line = words.joined(separator: "\0") + "\0"
    let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return processes.contains {
      (try? String(contentsOfFile: "/proc/\($0)/cmdline", encoding: .utf8)) == line
    }
  }

  private func waits(until condition: () -> Bool) -> Bool {
    for _ in 0..<6000 {
      if condition() { return true }
      usleep(10_000)
    }
    return false
  }

  /// Neither the shell nor what it has started outlives a tool that was killed.
  @Test func theDriverEndsWithAToolThatIsKilled() throws {
    let program = try #require(TraceCommandTesting.go).build(Self.source)
    let seconds = (0..<2).map { _ in "600.\(UInt32.random(in: 1...UInt32.max))" }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: builtProgram.path)
    process.arguments = [
      "inject", "--at", "main.work", "--after", "1ms", "--timeout", "5m", "--drive",
      "sleep \(seconds[0]) & sleep \(seconds[1])", "--", program,
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.start()
    #expect(waits { seconds.allSatisfy { isThere(["sleep", $0]) } })
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(waits { !seconds.contains { isThere(["sleep", $0]) } && !isThere([program]) })
  }

  /// One injection is a test that fails where the program dies, and cannot be told where it was not run.
  @Test func aTestReportTellsDeathsFromErrors() throws {
    let program = try #require(TraceCommandTesting.go).build(
      """
      package main

      //go:noinline
      func work() {}

      //go:noinline
      func never() {}

      func guarded() {
      \tdefer func() { recover() }()
      \twork()
      }

      func main() {
      \tguarded()
      \tif len(recovers) > 0 {
      \t\tnever()
      \t}
      \twork()
      }

      var recovers []int

      """)
    for (arguments, status, result) in [
      (["--at", "main.work"], 0, "failures=\"0\" errors=\"0\" skipped=\"0\""),
      (["--at", "main.work", "--nth", "2"], 3, "failures=\"1\" errors=\"0\" skipped=\"0\""),
      (["--at", "main.never"], 1, "failures=\"0\" errors=\"1\" skipped=\"0\""),
    ] {
      let run = try runCommand(
        builtProgram.path,
        ["inject", "-o", "junit", "--program-output", "drop"] + arguments + ["--", program])
      #expect(Int(run.status) == status, "\(run.errors)")
      #expect(run.output.contains("tests=\"1\" \(result)"), "\(run.output)")
    }
  }
}
