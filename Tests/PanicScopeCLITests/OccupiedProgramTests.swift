import Foundation
import TestSupport
import Testing

/// A program that another trace has its probes in.
@Suite(.serialized, .enabled(if: TraceCommandTesting.canRun)) struct OccupiedProgramTests {
  private static let source = """
    package main

    //go:noinline
    func occupied() {
    	defer func() { recover() }()
    	panic("occupied")
    }

    func main() { occupied() }
    """

  @Test func theTraceThatHoldsItIsNamed() throws {
    let program = try #require(TraceCommandTesting.go).build(Self.source)
    let result = try runCommand(
      "/bin/sh",
      [
        "-c",
        """
        out=$(mktemp)
        "$1" trace --exe "$2" > "$out" & tracer=$!
        for i in $(seq 600); do grep -q "engine" "$out" && break; sleep 0.1; done
        grep -o "engine .*" "$out"
        echo $tracer
        "$1" inject --at main.occupied --program-output drop -- "$2"; echo $?
        "$1" inject --campaign --program-output drop -- "$2"; echo $?
        "$1" trace --engine ptrace -- "$2"; echo $?
        kill -INT $tracer; wait $tracer
        "$1" inject --at main.occupied --program-output drop -- "$2" > "$out"; echo $?
        rm "$out"
        """, "sh", builtProgram.path, program,
      ])
    let lines = result.output.split(separator: "\n").map(String.init)
    // The probes of perf events say nothing of themselves.
    try #require(lines.count == 6, "\(result)")
    let words =
      lines[0] == "engine BPF"
      ? "end that trace first: kill -INT \(lines[1])"
      : "another tracer's probe or breakpoint stands in the program's code"
    let messages = result.errors.split(separator: "\n").filter { $0.contains(words) }
    #expect(messages.count == 3, "\(result.errors)")
    #expect(messages.allSatisfy { $0.hasPrefix("panicscope: \(program): ") })
    #expect(!result.errors.contains("not supported"))
    #expect(lines[2...] == ["1", "1", "1", "3"], "\(result)")
  }
}
