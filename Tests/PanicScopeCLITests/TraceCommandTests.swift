import Foundation
import TestSupport
import Testing

enum TraceCommandTesting {
  static let go = GoToolchain.installed(1, 27) ?? GoToolchain.installed.last

  static let canRun: Bool = {
    guard getuid() == 0, go != nil else {
      print("tests of the trace command are skipped: they need root and a Go toolchain")
      return false
    }
    return true
  }()
}

/// Odd programs, processes and streams: `trace` says one clear thing, or traces as if nothing were.
@Suite(.serialized, .enabled(if: TraceCommandTesting.canRun)) struct TraceCommandTests {
  private static let source = """
    package main

    import (
    	"os"
    	"os/exec"
    	"syscall"
    	"time"
    )

    func loop() {
    	defer func() { recover() }()
    	time.Sleep(5 * time.Millisecond)
    	panic("boom")
    }

    func main() {
    	switch os.Args[1] {
    	case "loop":
    		for begin := time.Now(); time.Since(begin) < 20*time.Second; {
    			loop()
    		}
    	case "once":
    		loop()
    	case "die":
    		panic("dead")
    	case "other":
    		syscall.Exec("/bin/true", []string{"true"}, nil)
    	case "itself":
    		syscall.Exec("/proc/self/exe", []string{os.Args[0], "die"}, nil)
    	case "child":
    		if exec.Command(os.Args[0], "die").Run() == nil {
    			os.Exit(9)
    		}
    	case "killed":
    		syscall.Kill(os.Getpid(), syscall.SIGKILL)
    	case "threads":
    		for i := 0; i < 1000; i++ {
    			go func() {
    				pause := syscall.Timespec{Sec: 60}
    				syscall.Nanosleep(&pause, nil)
    			}()
    		}
    		for begin := time.Now(); time.Since(begin) < 20*time.Second; {
    			loop()
    		}
    	}
    }
    """

  private static func program(_ flags: [String] = []) throws -> String {
    try #require(TraceCommandTesting.go).build(source, flags: flags)
  }

  private func trace(_ arguments: [String], _ mode: String, flags: [String] = []) throws
    -> CommandResult
  {
    try runCommand(
      builtProgram.path, ["trace"] + arguments + ["--", try Self.program(flags), mode])
  }

  private func running(_ mode: String) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try Self.program())
    process.arguments = [mode]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  private func shell(_ script: String, _ arguments: [String] = []) throws -> CommandResult {
    try runCommand(
      "/bin/sh", ["-c", script, "sh"] + arguments,
      environment: ["PANICSCOPE": builtProgram.path])
  }

  @Test(arguments: [
    [], ["-ldflags=-s -w"], ["-buildmode=pie", "-ldflags=-s -w"],
  ])
  func statusesAreTheProgramsOwn(flags: [String]) throws {
    for (mode, status, words) in [
      ("die", 2, "1 panic in 1 episode: 1 died"), ("once", 0, "1 recovered"),
      ("killed", 137, "0 panics"), ("other", 0, "0 panics"),
      // What replaces the program is followed if it is the same; what it starts is not.
      ("itself", 2, "1 panic in 1 episode: 1 died"), ("child", 0, "0 panics"),
    ] {
      let result = try trace([], mode, flags: flags)
      #expect(result.status == Int32(status), "\(flags) \(mode): \(result.errors)")
      #expect(result.errors.contains("Summary: \(words)") || result.errors.contains(words))
    }
  }

  @Test func whatIsNoGoProgramIsNamed() throws {
    let plain = "name the Go executable itself, no script around it"
    for (program, words) in [
      ("/bin/true", "is a program that was not built by Go"), ("/etc/passwd", plain),
      ("/nonexistent/x", "cannot be opened: No such file or directory"),
      (try Self.program32(), "is a 32-bit ELF file: only 64-bit programs of this machine"),
    ] {
      let result = try runCommand(builtProgram.path, ["trace", "--", program])
      #expect(result.status == 1 && result.output == "")
      #expect(result.errors.hasPrefix("panicscope: \(program): "), "\(result.errors)")
      #expect(result.errors.contains(words), "\(result.errors)")
      #expect(result.errors.split(separator: "\n").count == 1)
    }
  }

  private static func program32() throws -> String {
    try #require(TraceCommandTesting.go).build(source, environment: ["GOARCH": "386"])
  }

  @Test func aProcessThatIsNoneIsNamed() throws {
    let zombie = try shell(
      "\(try Self.program()) once & (exec sleep 1) & p=$!; \"$PANICSCOPE\" trace -p 999999999")
    #expect(zombie.status == 1)
    #expect(zombie.errors.hasSuffix("panicscope: there is no process 999999999\n"))
    for (number, words) in [("0", "-p is the number of a process"), ("2", "process 2 ")] {
      let result = try runCommand(builtProgram.path, ["trace", "-p", number])
      #expect(result.status == (number == "0" ? 2 : 1) && result.errors.contains(words))
    }
  }

  /// Traces for a while and interrupts the trace, as ^C does.
  private func traceAwhile(_ process: Process, _ arguments: [String] = []) throws -> CommandResult {
    try shell(
      """
      "$PANICSCOPE" trace "$@" & tracer=$!
      sleep 1
      kill -INT $tracer
      wait $tracer
      """, ["-p", "\(process.processIdentifier)"] + arguments)
  }

  @Test func aStoppedProcessStaysStopped() throws {
    let process = try running("loop")
    defer { process.terminate() }
    kill(process.processIdentifier, SIGSTOP)
    let result = try traceAwhile(process)
    #expect(result.status == 0 && result.output.contains("0 panics in 0 episodes"))
    let status = try String(
      contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
    #expect(status.contains("T (stopped)"))
    kill(process.processIdentifier, SIGCONT)
    let after = try traceAwhile(process)
    #expect(after.status == 0 && after.output.contains("recovered by main.loop.func1"))
    #expect(process.isRunning)
  }

  @Test func aThousandThreadsAreNoObstacle() throws {
    let process = try running("threads")
    defer { process.terminate() }
    let result = try traceAwhile(process)
    #expect(result.status == 0 && result.output.contains("recovered by main.loop.func1"))
    #expect(process.isRunning)
  }

  @Test func aFileThatWasDeletedMeanwhileIsRead() throws {
    let copy = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.copyItem(atPath: try Self.program(), toPath: copy.path)
    let process = Process()
    process.executableURL = copy
    process.arguments = ["loop"]
    try process.run()
    defer { process.terminate() }
    // The program is executed when its name is.
    let name = "/proc/\(process.processIdentifier)/exe"
    for _ in 0..<500
    where (try? FileManager.default.destinationOfSymbolicLink(atPath: name)) != copy.path {
      usleep(10_000)
    }
    try FileManager.default.removeItem(at: copy)
    let result = try traceAwhile(process)
    #expect(result.status == 0 && result.output.contains("recovered by main.loop.func1"))
    #expect(result.output.contains("tracing process \(process.processIdentifier)"))
  }

  /// The trace of a process that runs already has nobody to tell when its output is gone.
  @Test func aTraceThatNobodyReadsEnds() throws {
    let process = try running("loop")
    defer { process.terminate() }
    let number = "\(process.processIdentifier)"
    let closed = try shell(
      "timeout 60 \"$PANICSCOPE\" trace --all -p $1 | head -n 2 > /dev/null; sleep 0.1; echo ended",
      [number])
    #expect(closed.status == 0 && closed.output == "ended\n" && closed.errors == "")
    let full = try shell("timeout 60 \"$PANICSCOPE\" trace --all -p $1 > /dev/full", [number])
    #expect(full.status == 1)
    #expect(
      full.errors == "panicscope: standard output: cannot be written: No space left on device\n")
    #expect(process.isRunning)
  }

  @Test func aSecondInterruptionEndsAProgramThatIgnoresIt() throws {
    // The program itself is not in the foreground and does not get the signals.
    let result = try shell(
      """
      "$PANICSCOPE" trace -- "$1" loop 2> "$1".$$.err & tracer=$!
      sleep 1
      kill -INT $tracer; sleep 0.2; kill -INT $tracer
      wait $tracer; status=$?
      grep -c "^Summary" "$1".$$.err; rm "$1".$$.err
      exit $status
      """, [try Self.program()])
    #expect(result.output == "1\n")
    #expect(result.status == 0)
  }
}
