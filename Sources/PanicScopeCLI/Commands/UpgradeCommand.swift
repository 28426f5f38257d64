import ArgumentParser
import PanicScope

struct UpgradeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "upgrade",
    abstract: "Which recovers are lost or gained when a program is rebuilt with another Go.",
    usage: "panicscope upgrade [OPTIONS] BINARY...",
    discussion: """
      Judges every recover() by the rules of the Go that built the binary and by those of the \
      other version. Up to Go 1.25 a recover that is one call too deep can work by accident; Go \
      1.26 and later count frames as the language says.

      EXAMPLES
        panicscope upgrade bin/server
        panicscope upgrade --to 1.26 --scope main,deps dist/
        panicscope upgrade -o json bin/server | jq '.subjects[].changes[].place'

      EXIT STATUS
        0  nothing is lost
        1  a binary cannot be read, or an output could not be written
        2  wrong usage
        3  a recover is lost (--exit-code changes the number)
      """)

  @Argument(help: "Go executables, or folders of them.", completion: .file())
  var binaries: [String]

  @Option(
    help: ArgumentHelp("The other Go version.", valueName: "version"))
  var to: String = PanicScope.newestKnownGo

  @Option(
    help: ArgumentHelp(
      "Whose recovers: main, deps, std or all, separated by commas (default: main,deps)."))
  var scope: String?

  @Flag(help: "Name every use of recover of which nothing can be told.")
  var all = false

  @Option(help: ArgumentHelp("Exit with this status instead of 3.", valueName: "n"))
  var exitCode: UInt8?

  @OptionGroup(title: "OUTPUT OPTIONS") var shown: DocumentArguments

  func run() throws {
    guard let report = PanicScope.upgrade(paths: binaries, to: to) else {
      throw ToolError.usage(
        "--to is a Go version from 1.18 to \(PanicScope.newestKnownGo), not \(to)")
    }
    var options = EvidenceOptions()
    options.pathMap = shown.paths
    options.all = all
    options.scopes = try CodeScope.parsing(scope ?? "main,deps", option: "--scope")
    try DocumentDestination.deliver(to: shown.output) { destination, out in
      var options = options
      options.color = destination.file == nil && Terminal.wantsColor(noColor: shown.noColor)
      switch destination.format {
      case .json: report.writeJSON(tool: .panicscope, options: options, into: &out)
      case .text: report.writeText(options: options, into: &out)
      }
    }
    for failure in report.errors { Terminal.complain("\(failure.path): \(failure.message)") }
    let isLost = report.subjects.contains { subject in
      subject.changes.contains {
        $0.direction == .lost && options.scopes?.contains($0.use.scope) ?? true
      }
    }
    if isLost, exitCode != 0 {
      throw exitCode.map { ExitStatus(rawValue: Int32($0)) } ?? ExitStatus.findings
    }
    throw report.errors.isEmpty ? ExitStatus.clean : ExitStatus.failure
  }
}

extension CodeScope {
  /// Reads the value of an option.
  static func parsing(_ text: String, option: String) throws -> Set<CodeScope> {
    guard let scopes = parse(text.split(separator: ",").map(String.init)) else {
      throw ToolError.usage("\(option) is main, deps, std or all, not \(text)")
    }
    return scopes
  }
}
