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
    	"os/signal"
    	"strconv"
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
    	case "ignores":
    		signal.Ignore(syscall.SIGINT, syscall.SIGTERM)
    		for {
    			loop()
    		}
    	case "handles":
    		got := make(chan os.Signal, 1)
    		signal.Notify(got, syscall.SIGTERM, syscall.SIGHUP)
    		go func() {
    			number := <-got
    			os.Stdout.WriteString("signal " + strconv.Itoa(int(number.(syscall.Signal))) + "\\n")
    			os.Exit(7)
    		}()
    		for {
    			loop()
    		}
    	case "loop":
    		for begin := time.Now(); time.Since(begin) < 5*time.Minute; {
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
    		for begin := time.Now(); time.Since(begin) < 5*time.Minute; {
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
    try process.start()
    return process
  }

  /// `waits FILE WORDS` until the file has the words, a minute at most.
  /// `arrives PROCESS` until no signal is on its way to the process.
  private static let waits =
    """
    waits() { for i in $(seq 600); do grep -q "$2" "$1" && break; sleep 0.1; done; }
    arrives() {
      for i in $(seq 600); do
        grep -q '^ShdPnd:.*[1-9a-f]' /proc/$1/status 2> /dev/null || break
        sleep 0.1
      done
    }

    """

  private func shell(_ script: String, _ arguments: [String] = []) throws -> CommandResult {
    try runCommand(
      "/bin/sh", ["-c", Self.waits + script, "sh"] + arguments,
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

  @Test func whatWasToBeSteppedAndWasNotSeenIsNamed() throws {
    let program = try Self.program()
    for (arguments, words) in [
      (["--window", "main.loop"], "main.loop was never called"),
      (["--step"], "no panic began, so there was nothing to step"),
    ] {
      let result = try runCommand(
        builtProgram.path, ["trace"] + arguments + ["--", program, "other"])
      #expect(result.status == 0 && result.errors.contains("note: \(words)"), "\(result.errors)")
    }
    let none = try runCommand(
      builtProgram.path, ["trace", "--window", "main.lopp", "--", program, "once"])
    #expect(none.status == 1 && none.output == "")
    #expect(none.errors.contains("no function main.lopp; there is main.loop"), "\(none.errors)")
  }

  @Test func aProcessThatIsNoneIsNamed() throws {
    let none = try runCommand(builtProgram.path, ["trace", "-p", "999999999"])
    #expect(none.status == 1)
    #expect(none.errors == "panicscope: there is no process 999999999\n")
    for (number, words) in [("0", "-p is the number of a process"), ("2", "process 2 ")] {
      let result = try runCommand(builtProgram.path, ["trace", "-p", number])
      #expect(result.status == (number == "0" ? 2 : 1) && result.errors.contains(words))
    }
  }

  /// Traces until the trace says `words`, a minute at most, and interrupts it as ^C does.
  private func traceUntil(
    _ words: String, _ process: Process, by signal: String = "INT"
  ) throws -> CommandResult {
    try shell(
      """
      out=$(mktemp)
      "$PANICSCOPE" trace -p "$1" > "$out" & tracer=$!
      waits "$out" "$2"
      kill -$3 $tracer
      wait $tracer; status=$?
      cat "$out"; rm "$out"
      exit $status
      """, ["\(process.processIdentifier)", words, signal])
  }

  @Test func aStoppedProcessStaysStopped() throws {
    let process = try running("loop")
    defer { process.terminate() }
    kill(process.processIdentifier, SIGSTOP)
    let result = try traceUntil("tracing process", process)
    #expect(result.status == 0 && result.output.contains("0 panics in 0 episodes"))
    let status = try String(
      contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
    #expect(status.contains("T (stopped)"))
    kill(process.processIdentifier, SIGCONT)
    let after = try traceUntil("panic recovered", process)
    #expect(after.status == 0 && after.output.contains("recovered by main.loop.func1"))
    #expect(process.isRunning)
  }

  @Test func aThousandThreadsAreNoObstacle() throws {
    let process = try running("threads")
    defer { process.terminate() }
    let result = try traceUntil("panic recovered", process)
    #expect(result.status == 0 && result.output.contains("recovered by main.loop.func1"))
    #expect(process.isRunning)
  }

  @Test func aFileThatWasDeletedMeanwhileIsRead() throws {
    let copy = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try copyProgram(try Self.program(), to: copy.path)
    let process = Process()
    process.executableURL = copy
    process.arguments = ["loop"]
    try process.start()
    defer { process.terminate() }
    // The program is executed when its name is.
    let name = "/proc/\(process.processIdentifier)/exe"
    for _ in 0..<3000
    where (try? FileManager.default.destinationOfSymbolicLink(atPath: name)) != copy.path {
      usleep(10_000)
    }
    try FileManager.default.removeItem(at: copy)
    let result = try traceUntil("panic recovered", process)
    #expect(result.status == 0 && result.output.contains("recovered by main.loop.func1"))
    #expect(result.output.contains("tracing process \(process.processIdentifier)"))
  }

  /// In a container a name is another file than outside, and processes have numbers of their own.
  @Test func aProcessOfAnotherRootAndNamespaceIsRead() throws {
    let root = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: root) }
    try copyProgram(try Self.program(), to: root.appendingPathComponent("true").path)
    let result = try shell(
      """
      unshare -m -p -f chroot "$1" /true loop & outer=$!
      inner=
      for i in $(seq 300); do
        sleep 0.1
        inner=$(cat /proc/$outer/task/$outer/children)
        [ -z "$inner" ] || [ "$(readlink /proc/${inner% }/exe)" != "$1/true" ] || break
      done
      out=$(mktemp)
      "$PANICSCOPE" trace -p $inner > "$out" & tracer=$!
      waits "$out" "panic recovered"
      kill -INT $tracer
      wait $tracer; status=$?
      kill -9 $inner
      cat "$out"; rm "$out"
      exit $status
      """, [root.path])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("recovered by main.loop.func1"), "\(result.output)")
    // The number within a namespace, for a trace in it.
    let within = try shell(
      """
      out=$(mktemp)
      unshare -m -p -f --mount-proc sh -c '
        "$1" loop & program=$!
        for i in $(seq 300); do [ "$(readlink /proc/$program/exe)" != "$1" ] || break; sleep 0.1; done
        "$PANICSCOPE" trace -p $program > "$2" & tracer=$!
        for i in $(seq 600); do grep -q "panic recovered" "$2" && break; sleep 0.1; done
        kill -INT $tracer; wait $tracer' sh "$1" "$out"
      status=$?
      cat "$out"; rm "$out"
      exit $status
      """, [try Self.program()])
    #expect(within.status == 0, "\(within.errors)")
    #expect(within.output.contains("tracing process 2 (") && within.output.contains(", pid 2,"))
  }

  /// The chain of frame pointers leaves out who called a function that faults without a frame.
  @Test(arguments: ["auto", "ptrace"])
  func theCallersOfAFunctionThatFaultsWithoutAFrameAreTold(engine: String) throws {
    let program = try #require(TraceCommandTesting.go).build(
      """
      package main

      var sink int

      //go:noinline
      func leaf(p *[8]int) int { return p[1] }

      //go:noinline
      func first(p *[8]int) { sink = leaf(p) + 1 }

      //go:noinline
      func second(p *[8]int) { sink = leaf(p) + 2 }

      //go:noinline
      func guarded(call func(*[8]int)) {
      \tdefer func() { recover() }()
      \tcall(nil)
      }

      func main() {
      \tfor _, call := range []func(*[8]int){first, second, first, second} {
      \t\tguarded(call)
      \t}
      }

      """)
    let result = try runCommand(
      builtProgram.path, ["trace", "--engine", engine, "-o", "ndjson", "--", program])
    #expect(result.status == 0)
    for name in ["main.first", "main.second"] {
      #expect(result.errors.contains(name), "\(engine): \(result.errors)")
    }
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

  /// Starts a program under a trace that is in the background, where ^C reaches neither, sends it
  /// signals once a panic was told of, and gives its status and output.
  private func signalled(_ mode: String, _ signals: [String]) throws -> CommandResult {
    // Two of the same that come at once are one: each is sent once the one before has arrived.
    let sending = signals.map { "kill -\($0) $tracer; arrives $tracer" }.joined(separator: "\n")
    return try shell(
      """
      err=$(mktemp)
      "$PANICSCOPE" trace -- "$1" \(mode) 2> "$err" & tracer=$!
      waits "$err" "panic recovered"
      \(sending)
      wait $tracer; status=$?
      grep "^Summary" "$err" | wc -l; rm "$err"
      exit $status
      """, [try Self.program()])
  }

  @Test func aSecondInterruptionEndsTheProgram() throws {
    let result = try signalled("loop", ["INT", "INT"])
    #expect(result.output == "1\n")
    #expect(result.status == 128 + SIGTERM)
  }

  @Test func aThirdInterruptionEndsAProgramThatIgnoresTheSecond() throws {
    let result = try signalled("ignores", ["INT", "INT", "INT"])
    #expect(result.output == "1\n")
    #expect(result.status == 128 + SIGKILL)
  }

  /// The Swift runtime would print its own backtrace and live on.
  @Test func quittingATraceLeavesTheProgram() throws {
    let process = try running("loop")
    defer { process.terminate() }
    let result = try traceUntil("panic recovered", process, by: "QUIT")
    #expect(result.status == 0 && result.output.contains("recovered by main.loop.func1"))
    #expect(result.errors == "")
    #expect(process.isRunning)
  }

  @Test(arguments: ["TERM", "HUP"]) func otherSignalsArePassedOn(name: String) throws {
    let result = try signalled("handles", [name])
    let number = name == "TERM" ? SIGTERM : SIGHUP
    #expect(result.output == "signal \(number)\n1\n")
    #expect(result.status == 7)
  }

  @Test func aFileWithoutAFormatIsExplained() throws {
    let result = try runCommand(builtProgram.path, ["trace", "-o", "out.txt", "--", "true"])
    #expect(result.status == 2 && result.output == "")
    #expect(result.errors.hasSuffix("Hint: a file comes after its format: -o text=out.txt\n"))
  }
}
