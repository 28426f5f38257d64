import ArgumentParser
import ByteReading
import PanicScope

struct InjectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inject",
    abstract: "Make a function of an unmodified program panic, and see who recovers.",
    usage: """
      panicscope inject --at FUNC[:FILE:LINE] [OPTIONS] -- COMMAND [ARGUMENTS]
      panicscope inject --campaign [OPTIONS] -- COMMAND [ARGUMENTS]
      """,
    discussion: """
      Starts the program, stops the thread that reaches the function, and delivers the fault of \
      a nil dereference there, which the Go runtime turns into an ordinary panic. Neither source \
      nor symbols are needed. Only programs that panicscope itself starts are touched; they end \
      with it. Linux on amd64.

      EXAMPLES
        panicscope inject --at main.worker -- ./server
        panicscope inject --at main.handle:handler.go:42 --nth 3 -- ./server
        panicscope inject --at main.work --goroutine created-by=main.run -- ./app
        panicscope inject --at main.work --value "out of cheese" -- ./server
        panicscope inject --campaign --drive 'curl -s localhost:8080' -- ./server
        panicscope inject --campaign -o junit=roots.xml -- ./worker --once

      CAMPAIGN
        Audits the program, runs it once to see which goroutine roots and handlers
        it reaches, then once for each of them with a panic in it. A root without
        a guard panics at its beginning; where the audit counts on a recover, the
        panic happens at the first call while that defer statement is in force. A
        handler is a function that net/http, gRPC, cobra and the like call for the
        program; it panics at its beginning. --roots leaves handlers out.

      EXIT STATUS
        0  one injection: the program survived; campaign: all as predicted
        1  the program could not be started or traced, or the place was not reached
        2  wrong usage
        3  one injection: the program died or hung; campaign: a root disagrees
           with the audit, or died with --fail-on died
      130  interrupted; the program has ended, and a campaign has told what it saw
      """)

  @Option(
    help: ArgumentHelp(
      "Panic at the beginning of this function, or at a line of it.",
      valueName: "func[:file:line]"))
  var at: String?

  @Flag(help: "One run for each goroutine root and handler that the program reaches.")
  var campaign = false

  @OptionGroup(title: "ONE INJECTION") var target: InjectTargetArguments
  @OptionGroup(title: "CAMPAIGN") var roots: CampaignArguments
  @OptionGroup(title: "RUN OPTIONS") var runs: InjectRunArguments
  @OptionGroup(title: "REPORT OPTIONS") var shown: InjectReportArguments

  @Argument(
    parsing: .postTerminator,
    help: ArgumentHelp("After --: the program and its arguments.", valueName: "command"),
    completion: .file())
  var command: [String] = []

  @Option(name: [.customShort("p"), .customLong("pid")], help: .hidden)
  var process: String?

  func validate() throws {
    if process != nil {
      throw ValidationError(
        "inject works only on a program that it starts itself: a panic may end it. "
          + "To watch a running process: panicscope trace -p PID.")
    }
    if command.isEmpty { throw ValidationError("Name the program to run after --.") }
    if at?.isEmpty == true { throw ValidationError("--at is FUNC or FUNC:FILE:LINE.") }
    if campaign == (at != nil) {
      throw ValidationError("Give either --at FUNC or --campaign.")
    }
    if campaign && target.isGiven {
      throw ValidationError("--nth, --goroutine and --value belong to --at.")
    }
    if !campaign && roots.isGiven {
      throw ValidationError("--max, --only and --fail-on belong to --campaign.")
    }
  }

  func run() throws {
    try shown.check()
    var options = runs.options(command: command, isCampaign: campaign)
    let interruption = Interruption()
    options.isInterrupted = { interruption.count > 0 }
    do {
      let status = try at.map { try injectOnce(at: $0, options) } ?? injectEverywhere(options)
      throw interruption.count > 0 ? ExitStatus.interrupted : status
    } catch let error as AuditError {
      throw ToolError(
        message: error.description,
        status: interruption.count > 0 ? .interrupted : .failure)
    }
  }

  private func injectOnce(
    at place: String, _ options: InjectionOptions
  ) throws -> ExitStatus {
    let report = try PanicScope.inject(try target.target(place), options: options)
    try shown.deliver { report.write(as: $0, options: $1, into: &$2) }
    return ExitStatus.of(report.result.outcome)
  }

  private func injectEverywhere(_ options: InjectionOptions) throws -> ExitStatus {
    let report = try PanicScope.campaign(
      roots.options(progress: shown.progress), options: options)
    try shown.deliver { report.write(as: $0, options: $1, into: &$2) }
    return ExitStatus.of(report, failOn: roots.failOn)
  }
}
