import Foundation
import TestSupport
import Testing

/// What `inject` does besides its report.
@Suite(.enabled(if: InjectCommandTests.go != nil, "no Go toolchain")) struct InjectCommandTests {
  static let go = GoToolchain.installed(1, 27) ?? GoToolchain.installed.last

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
    let program = try #require(Self.go).build(Self.source)
    let seconds = (0..<2).map { _ in "600.\(UInt32.random(in: 1...UInt32.max))" }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: builtProgram.path)
    process.arguments = [
      "inject", "--at", "main.work", "--after", "1ms", "--timeout", "5m", "--drive",
      "sleep \(seconds[0]) & sleep \(seconds[1])", "--", program,
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    #expect(waits { seconds.allSatisfy { isThere(["sleep", $0]) } })
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(waits { !seconds.contains { isThere(["sleep", $0]) } && !isThere([program]) })
  }
}
