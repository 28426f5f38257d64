public import ArgumentParser
public import PanicScope

/// What every verb that audits understands.
struct AuditArguments: ParsableArguments {
  @Argument(
    help: "Go executables, or folders: every Go executable below, other files are passed over.",
    completion: .file())
  var targets: [String]

  @Option(
    help: ArgumentHelp(
      """
      Whose code: main, deps, std or all, separated by commas (default: findings of main,deps; \
      sites of all).
      """))
  var scope: String?

  @Option(
    help: ArgumentHelp(
      "Configuration (default: .panicscope.yaml, then the user's panicscope/config.yaml).",
      valueName: "file"),
    completion: .file(extensions: ["yaml", "yml"]))
  var config: String?

  @Option(
    help: ArgumentHelp("Audit so many files at once (default: one a processor).", valueName: "n"))
  var jobs: Int?

  @Flag(help: "No progress line (there is one on terminals only).")
  var noProgress = false

  @Flag(name: .shortAndLong, help: "Findings only: no summaries, no notes.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Tell what was read and how long it took.")
  var verbose = false

  func validate() throws {
    if targets.isEmpty { throw ValidationError("Name at least one executable or folder.") }
    if let jobs, !(1...1024).contains(jobs) {
      throw ValidationError("--jobs is a number from 1 to 1024.")
    }
  }
}

/// How the findings are shown and what they do to the exit status.
struct ReportArguments: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "What to write (default: text), and to which file. Repeatable.",
      valueName: "format[=file]"),
    completion: .list(OutputDestination.allValueStrings))
  var output: [OutputDestination] = []

  @Flag(help: "Every recover, defer and go site with its verdict, not only findings.")
  var sites = false

  @Flag(help: "Every finding in full, those of low severity too.")
  var all = false

  @Flag(help: "Also show findings that are suppressed or in the baseline.")
  var showSuppressed = false

  @Option(
    help: ArgumentHelp(
      """
      Exit 3 if there are findings of this severity or above that are neither suppressed nor in \
      the baseline (default: high).
      """,
      valueName: "severity"))
  var failOn: FailOn?

  @Option(help: ArgumentHelp("Exit with this status instead of 3.", valueName: "n"))
  var exitCode: UInt8?

  @Option(
    help: ArgumentHelp(
      "Source paths that begin with FROM begin with TO instead. Repeatable.",
      valueName: "from=to"))
  var pathMap: [PathMap.Entry] = []

  @Flag(help: "No colours (also: NO_COLOR, CLICOLOR_FORCE).")
  var noColor = false

  func validate() throws {
    if output.count(where: { $0.file == nil }) > 1 {
      throw ValidationError("Only one output can go to standard output; give the others a file.")
    }
    let files = output.compactMap(\.file)
    if Set(files).count < files.count {
      throw ValidationError("Two outputs go to the same file.")
    }
  }
}

extension FailOn: ExpressibleByArgument {}

extension PathMap.Entry: ExpressibleByArgument {
  public init?(argument: String) { self.init(parsing: argument) }
}
