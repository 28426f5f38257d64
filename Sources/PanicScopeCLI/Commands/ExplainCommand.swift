import ArgumentParser
import ByteReading
import PanicScope

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "What killed a Go program, and whether any recover() could have caught it.",
    usage: """
      panicscope explain [OPTIONS] [FILE|-]
      panicscope explain --core CORE [--binary BIN]
      panicscope explain --exit-status N
      """,
    discussion: """
      Reads the text that a program of Go 1.18 to 1.27 left when it died: as it is, or from journald, \
      containers, Kubernetes, JSON loggers; several crashes a file, cut off or mixed with other \
      lines. Core dumps and bare exit statuses too. Nothing is run, nothing leaves the machine.

      EXAMPLES
        panicscope explain crash.log
        kubectl logs --previous web-1 | panicscope explain -
        journalctl -u web -o short-iso | panicscope explain --binary bin/web -
        panicscope explain --exit-status 137
        panicscope explain --core core.4711 --binary bin/web
        panicscope explain -o markdown crash.log

      WITH THE BINARY
        --binary joins the stack with an audit of the executable: which recovers
        were deferred in these functions and why none worked, what the goroutine's
        finding is. A binary that does not fit the text is told and left out.

      EXIT STATUS
        0  explained, also if nothing was found
        1  something could not be read or written
        2  wrong usage
      """)

  @Argument(help: "The log; - or nothing for standard input.", completion: .file())
  var file: String?

  @Option(
    help: ArgumentHelp("The executable that died.", valueName: "file"), completion: .file())
  var binary: String?

  @Option(help: ArgumentHelp("A core dump of it.", valueName: "file"), completion: .file())
  var core: String?

  @Option(help: ArgumentHelp("Only an exit status: what it can and cannot mean.", valueName: "n"))
  var exitStatus: Int?

  @Option(
    help: ArgumentHelp("Say which findings are in this baseline.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var baseline: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "What to write: text, json or markdown (default: text), and to which file. Repeatable.",
      valueName: "format[=file]"),
    completion: .list(ExplainFormat.allCases.map(\.rawValue)))
  var output: [Destination<ExplainFormat>] = []

  @Flag(help: "Every frame and every goroutine.")
  var all = false

  @Flag(help: "Leave out the values of panics, which may hold secrets.")
  var hideValues = false

  @Option(
    help: ArgumentHelp(
      "Source paths that begin with FROM begin with TO instead. Repeatable.",
      valueName: "from=to"))
  var pathMap: [PathMap.Entry] = []

  @Flag(help: "No colours (also: NO_COLOR, CLICOLOR_FORCE).")
  var noColor = false

  func validate() throws {
    let sources = [file, core, exitStatus.map(String.init)].compactMap { $0 }
    if let file, let core, binary == nil {
      throw ValidationError(
        "The executable of a core is named by --binary: --core \(core) --binary \(file).")
    }
    if sources.count > 1 {
      throw ValidationError("Name one of: a log, --core, --exit-status.")
    }
    if output.count(where: { $0.file == nil }) > 1 {
      throw ValidationError("Only one output can go to standard output; give the others a file.")
    }
  }

  func run() throws {
    let report = try report()
    var options = ExplainReportOptions()
    options.all = all
    options.showValues = !hideValues
    options.pathMap = PathMap(entries: pathMap, workingDirectory: Host.workingDirectory)
    let destinations = output.isEmpty ? [Destination(.text)] : output
    for destination in destinations.sorted(by: { $0.file != nil && $1.file == nil }) {
      options.color = destination.file == nil && Terminal.wantsColor(noColor: noColor)
      options.columns = destination.file == nil ? HostStream.output.columns : nil
      try destination.deliver { out in
        report.write(as: destination.format, options: options, into: &out)
      }
    }
  }

  private func report() throws -> ExplainReport {
    if let exitStatus {
      guard let report = PanicScope.explain(exitStatus: exitStatus) else {
        throw ToolError.usage("\(exitStatus) is no exit status; they are 0 to 255")
      }
      return report
    }
    var options = ExplainOptions()
    options.binary = binary
    options.baseline = try baseline.map { try Baseline.reading($0) }
    do {
      return try explain(options)
    } catch let error as ExplainError {
      throw ToolError.failure(error.description)
    }
  }

  private func explain(_ options: ExplainOptions) throws -> ExplainReport {
    if let core { return try PanicScope.explain(core: core, options: options) }
    if let file, file != "-" {
      if Host.isExecutableFormat(file) {
        if PanicScope.isCore(file) {
          throw ToolError.usage(
            "\(file): is a core dump; explain it by `panicscope explain --core \(file)`")
        }
        throw ToolError.usage(
          "\(file): is an executable; name what it wrote when it died, or audit it by `panicscope audit \(file)`"
        )
      }
      let input: HostInput
      do {
        input = try HostInput(path: file)
      } catch {
        throw ToolError.failure("\(file): cannot be opened: \(error.message)")
      }
      return try PanicScope.explain(log: input, subject: file, options: options)
    }
    let input = HostInput.standardInput()
    if input.isTerminal && file == nil {
      throw ToolError.usage("name a log, or - to read from the terminal; or --core, --exit-status")
    }
    return try PanicScope.explain(log: input, subject: "standard input", isFile: false, options: options)
  }
}
