import ArgumentParser
import ByteReading
import Glibc
import PanicScope

struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Follow a running program: each panic's story, and why each recover() worked or not.",
    usage: """
      panicscope trace [OPTIONS] -- CMD [ARGUMENTS]
      panicscope trace [OPTIONS] -p PID
      panicscope trace [OPTIONS] --exe PATH
      """,
    discussion: """
      The program keeps its own streams. Stories go to standard error for a program started here,
      to standard output for processes that ran already; give -o a file to keep them apart.
      The program is neither stopped nor changed, and goes on as before when panicscope ends, in
      whatever way. Only what the ptrace engine started ends with panicscope. SIGTERM and SIGHUP
      are passed on to a program started here, a second ^C as SIGTERM, a third as SIGKILL.

      EXAMPLES
        panicscope trace -- ./server --port 8080
        go test -c ./store && panicscope trace -o ndjson=panics.ndjson -- ./store.test
        sudo panicscope trace -p 4711
        sudo panicscope trace --exe /usr/bin/prometheus --light -o ndjson
        panicscope trace -o mermaid=story.mmd -- ./server
        panicscope trace --dry-run -- ./server

      Only the named executable is followed, not the programs that it starts.

      EXIT STATUS
        the program's own for -- CMD, 128 and the signal's number if a signal ended it
        0  the trace of a running process ended (^C or the process's end)
        1  the program could not be traced, or an output not written
        2  wrong usage
        3  with --fail-on-unrecovered: a panic was not recovered

      PRIVILEGES
        The BPF engine needs CAP_BPF and CAP_PERFMON (Linux 6.6 or later), the perf engine
        CAP_SYS_ADMIN, the ptrace engine nothing for a program started here.
      """)

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "What to write (default: text), and to which file. Repeatable.",
      valueName: "format[=file]"),
    completion: .list(Destination<TraceFormat>.allValueStrings))
  var output: [Destination<TraceFormat>] = []

  @Option(
    name: [.customShort("p"), .long], help: ArgumentHelp("Follow this process.", valueName: "pid"))
  var pid: Int32?

  @Option(
    help: ArgumentHelp(
      "Follow every process of this executable, those to come as well.", valueName: "path"),
    completion: .file())
  var exe: String?

  @Option(help: "How to look: auto, bpf, perf or ptrace.")
  var engine = TraceOptions.Engine.auto

  @Flag(help: "Only that panics begin, what recovers decide, and recoveries: 3 hits a panic.")
  var light = false

  @Flag(help: "Show the values of panics, not only their types. They can hold secrets.")
  var showValues = false

  @Flag(help: "Show registers, stack bounds and which stack at every event.")
  var registers = false

  @Flag(
    help: """
      Single-step the first 10 panics through the runtime: PC, SP and BP on the way, stack \
      switches, instructions (ptrace, only for -- CMD; deferred functions run unstepped).
      """)
  var step = false

  @Option(
    help: ArgumentHelp(
      """
      PC, SP and BP at the first instructions of this function when it is first reached, such as \
      runtime.deferreturn (ptrace, only for -- CMD).
      """,
      valueName: "func"))
  var window: String?

  @Option(
    help: ArgumentHelp(
      "A panic without a step for so long counts as stuck: 500ms, 10s, 2m (default: 10s).",
      valueName: "time"))
  var stuckAfter: TimeSpan?

  @Flag(help: "Exit 3 if a panic was not recovered.")
  var failOnUnrecovered = false

  @Flag(help: "List what would be watched, with which engine; run nothing.")
  var dryRun = false

  @Flag(help: "Every episode in full, also those that repeat.")
  var all = false

  @Flag(name: .shortAndLong, help: "Episodes only: no header, no summary.")
  var quiet = false

  @Option(
    help: ArgumentHelp(
      "Source paths that begin with FROM begin with TO instead. Repeatable.",
      valueName: "from=to"))
  var pathMap: [PathMap.Entry] = []

  @Flag(help: "No colours (also: NO_COLOR, CLICOLOR_FORCE).")
  var noColor = false

  @Argument(parsing: .postTerminator, help: "The program and its arguments, after --.")
  var command: [String] = []

  func validate() throws {
    let targets = [pid != nil, exe != nil, !command.isEmpty].count { $0 }
    guard targets == 1 else {
      throw ValidationError(
        "Name one target: -- CMD (the program comes after the two dashes), -p PID or --exe PATH.")
    }
    if step || window != nil {
      guard !command.isEmpty else {
        throw ValidationError("--step and --window work only on a program started here: -- CMD.")
      }
      guard engine == .auto || engine == .ptrace, !light else {
        throw ValidationError("--step and --window need the ptrace engine and all probes.")
      }
    }
    if let stuckAfter, stuckAfter.milliseconds == 0 {
      throw ValidationError("--stuck-after is a time above 0.")
    }
    if let pid, pid <= 0 { throw ValidationError("-p is the number of a process.") }
    if output.count(where: { $0.file == nil }) > 1 {
      throw ValidationError("Only one output can go to a standard stream; give the others a file.")
    }
    let files = output.compactMap(\.file)
    if Set(files).count < files.count {
      throw ValidationError("Two outputs go to the same file.")
    }
  }

  func run() throws {
    let session = try Self.checked { () throws(TraceFailure) in try ProgramTrace(options) }
    if dryRun { return try showPlan(session) }
    let stream = command.isEmpty ? HostStream.output : HostStream.error
    var shown = TraceReportOptions()
    shown.color = Terminal.wantsColor(noColor: noColor, stream: stream)
    shown.columns = stream.columns
    shown.all = all
    shown.registers = registers
    shown.quiet = quiet
    shown.pathMap = PathMap(entries: pathMap, workingDirectory: Host.workingDirectory)
    let destinations = output.isEmpty ? [Destination(.text)] : output
    let out = try TraceOutput(destinations, options: shown, stream: stream)
    let interruption = Interruption()
    // A program that was started here may end in its own time, and is followed until then.
    let isLaunched = !command.isEmpty
    var signals = PassedSignals(interruption)
    let summary = try Self.checked { () throws(TraceFailure) in
      try session.run(
        begun: { out.begin($0) },
        // What ran already is left when nobody reads of it; a program started here runs to its end.
        isInterrupted: { !isLaunched && (interruption.count > 0 || out.isLost) },
        signals: { isLaunched ? signals.next() : [] },
        stepped: { Terminal.printError($0.text(color: shown.color)) },
        repeated: { out.repeated($0, times: $1) },
        deliver: { out.add($0) })
    }
    try out.end(summary)
    throw ExitStatus(rawValue: status(summary))
  }

  private func status(_ summary: TraceSummary) -> Int32 {
    if failOnUnrecovered, summary.unrecovered > 0 {
      let count = summary.unrecovered
      Terminal.complain(
        "\(count) \(count == 1 ? "panic was" : "panics were") not recovered (--fail-on-unrecovered): exit status 3"
      )
      return ExitStatus.findings.rawValue
    }
    return Int32(summary.exitStatus ?? 0)
  }

  private var options: TraceOptions {
    let target: TraceOptions.Target =
      if let pid { .process(pid) } else if let exe { .executable(exe) } else { .command(command) }
    var options = TraceOptions(target: target)
    options.engine = engine
    options.light = light
    options.showValues = showValues
    options.registers = registers
    options.everyEpisode = all || output.contains { $0.format.needsEveryEpisode }
    options.steppedPanics = step ? 10 : nil
    options.window = window
    if let stuckAfter { options.stuckAfter = UInt64(stuckAfter.milliseconds) * 1_000_000 }
    return options
  }

  private func showPlan(_ session: ProgramTrace) throws {
    let header = session.header
    let cost = session.expectedCost
    var lines = [
      "\(header.path): \(header.goVersion ?? "Go of unknown version"), rules of Go \(header.era ?? "unknown")"
    ]
    lines.append(
      "engine \(header.engine), \(header.probes) probes, \(cost.lowerBound) to \(cost.upperBound) µs for a recovered panic"
    )
    lines += session.plan
    for note in header.notes { lines.append("note: " + note) }
    try Terminal.printOutput(lines.map(VisibleText.escaping).joined(separator: "\n"))
  }

  private static func checked<Value>(
    _ body: () throws(TraceFailure) -> Value
  ) throws -> Value {
    do throws(TraceFailure) {
      return try body()
    } catch {
      throw ToolError.failure(error.message + (error.advice.map { "; " + $0 } ?? ""))
    }
  }
}
