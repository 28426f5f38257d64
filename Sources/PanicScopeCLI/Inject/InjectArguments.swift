import ArgumentParser
import ByteReading
import PanicScope

/// A time: `500ms`, `10s`, `2m`, or seconds without a unit.
struct TimeSpan: ExpressibleByArgument {
  var milliseconds: Int

  init?(argument: String) {
    let number = argument.prefix { $0.isASCII && $0.isNumber }
    guard let value = Int(number), value <= 1_000_000 else { return nil }
    let factors = ["ms": 1, "s": 1000, "": 1000, "m": 60_000]
    guard let factor = factors[String(argument.dropFirst(number.count))] else { return nil }
    milliseconds = value * factor
  }
}

struct InjectTargetArguments: ParsableArguments {
  @Option(help: ArgumentHelp("Panic when it is reached for the n-th time.", valueName: "n"))
  var nth: Int?

  @Option(
    help: ArgumentHelp(
      "Count only goroutines that a go statement in this function made.",
      valueName: "created-by=func"))
  var goroutine: String?

  @Option(
    help: ArgumentHelp(
      "Panic with this string, as panic(\"TEXT\") does, instead of the nil dereference.",
      valueName: "text"))
  var value: String?

  var isGiven: Bool { nth != nil || goroutine != nil || value != nil }

  func validate() throws {
    if let nth, nth < 1 { throw ValidationError("--nth is a number from 1.") }
    if let goroutine, !goroutine.hasPrefix(Self.creator) || goroutine == Self.creator {
      throw ValidationError("--goroutine is created-by=FUNC.")
    }
  }

  private static let creator = "created-by="

  func target(_ place: String) throws -> InjectionTarget {
    var target = InjectionTarget(place: place)
    target.nth = nth ?? 1
    target.createdBy = goroutine.map { String($0.dropFirst(Self.creator.count)) }
    target.value = value
    return target
  }
}

struct CampaignArguments: ParsableArguments {
  enum FailOnOutcome: String, ExpressibleByArgument, CaseIterable {
    case disagreement, died, never
  }

  @Option(help: ArgumentHelp("At most so many roots and handlers (default: 50).", valueName: "n"))
  var max: Int?

  @Option(
    help: ArgumentHelp(
      "Only roots and handlers whose name contains this. Repeatable.", valueName: "text"))
  var only: [String] = []

  @Option(
    name: .customLong("fail-on"),
    help: ArgumentHelp(
      "Exit 3 on a disagreement with the audit (default), on a death, or never.",
      valueName: "outcome"))
  var failOnOutcome: FailOnOutcome?

  @Flag(help: "Goroutine roots only, no handlers.")
  var roots = false

  var failOn: FailOnOutcome { failOnOutcome ?? .disagreement }
  var isGiven: Bool { max != nil || !only.isEmpty || failOnOutcome != nil || roots }

  func validate() throws {
    if let max, max < 1 { throw ValidationError("--max is a number from 1.") }
  }

  func options(progress: (@Sendable (String) -> Void)?) -> CampaignOptions {
    var options = CampaignOptions()
    options.most = max ?? options.most
    options.only = only
    options.rootsOnly = roots
    options.progress = progress
    return options
  }
}

struct InjectRunArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Run this shell command to its end before each run, to restore what the last one changed.",
      valueName: "command"))
  var prepare: String?

  @Option(
    help: ArgumentHelp(
      "Run this shell command once the program listens on a socket, to make it work.",
      valueName: "command"))
  var drive: String?

  @Option(
    help: ArgumentHelp(
      "Run the --drive command so long after the start instead.", valueName: "duration"))
  var after: TimeSpan?

  @Option(
    help: ArgumentHelp(
      "For a run to reach its place (default: 60s; campaign: 20s).", valueName: "duration"))
  var timeout: TimeSpan?

  @Option(
    help: ArgumentHelp(
      "How long the program must live on after a recovery (default: 1s); it is ended then.",
      valueName: "duration"))
  var settle: TimeSpan?

  @Option(
    help: ArgumentHelp(
      """
      Where the program's own output goes: inherit, drop, or a file to append to (default: \
      inherit; campaign: drop).
      """,
      valueName: "where"))
  var programOutput: String?

  func validate() throws {
    if after != nil && drive == nil {
      throw ValidationError("--after says when the --drive command runs; give one.")
    }
    if let programOutput, programOutput != "inherit", programOutput != "drop" {
      do throws(ToolError) {
        try OutputFile.refuseExecutable(programOutput)
      } catch {
        throw ValidationError(error.message)
      }
    }
  }

  func options(command: [String], isCampaign: Bool) -> InjectionOptions {
    var options = InjectionOptions(command: command)
    options.output =
      switch programOutput {
      case nil: isCampaign ? .dropped : .inherited
      case "inherit": .inherited
      case "drop": .dropped
      case let path?: .file(path)
      }
    options.inheritsInput = !isCampaign
    let campaignTimeout = 20_000
    options.timeout = timeout?.milliseconds ?? (isCampaign ? campaignTimeout : options.timeout)
    options.settle = settle?.milliseconds ?? options.settle
    options.prepare = prepare
    options.drive = drive
    options.driveAfter = after?.milliseconds
    return options
  }
}

struct InjectReportArguments: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "text, json or junit (default: text), and to which file. Repeatable.",
      valueName: "format[=file]"),
    completion: .list(InjectionFormat.allCases.map(\.rawValue)))
  var output: [Destination<InjectionFormat>] = []

  @Option(
    help: ArgumentHelp(
      "Source paths that begin with FROM begin with TO instead. Repeatable.",
      valueName: "from=to"))
  var pathMap: [PathMap.Entry] = []

  @Flag(name: .shortAndLong, help: "No summary, no notes, no progress.")
  var quiet = false

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

  /// A line on standard error for each run of a campaign.
  var progress: (@Sendable (String) -> Void)? {
    if quiet { return nil }
    return { @Sendable line in Terminal.complain(line) }
  }

  /// To be called before any program is run: a report that nobody can read would be known only after it.
  func check() throws(ToolError) {
    for file in output.compactMap(\.file) { try OutputFile.check(file) }
  }

  func deliver(
    _ write: (InjectionFormat, ReportOptions, inout OutputBuffer) -> Void
  ) throws(ToolError) {
    var options = ReportOptions()
    options.quiet = quiet
    options.pathMap = PathMap(entries: pathMap, workingDirectory: Host.workingDirectory)
    for destination in output.isEmpty ? [Destination(.text)] : output {
      options.color = destination.file == nil && Terminal.wantsColor(noColor: noColor)
      options.columns = destination.file == nil ? HostStream.output.columns : nil
      try destination.deliver { write(destination.format, options, &$0) }
    }
  }
}

extension ExitStatus {
  static func of(_ outcome: InjectionResult.Outcome) -> ExitStatus {
    switch outcome {
    case .survived: clean
    case .died, .hung: findings
    case .notReached, .undecided: failure
    }
  }

  static func of(
    _ report: CampaignReport, failOn: CampaignArguments.FailOnOutcome
  ) -> ExitStatus {
    let hasFinding =
      switch failOn {
      case .never: false
      case .disagreement: report.count(.disagrees) > 0
      case .died: report.rows.contains { $0.result?.outcome == .died }
      }
    if hasFinding { return findings }
    return report.rows.contains { $0.failure != nil } ? failure : clean
  }
}
