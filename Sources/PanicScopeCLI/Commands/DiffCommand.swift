import ArgumentParser
import ByteReading
import PanicScope

struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract:
      "What changed between two builds of a program: findings, verdicts, goroutines, defers.",
    usage: """
      panicscope diff [OPTIONS] OLD NEW
      panicscope diff --variants PACKAGE_DIR [--go DIR]...
      """,
    discussion: """
      Findings are compared by fingerprint, sites by function and order: the same source built \
      again is the same, wherever its code and lines went.

      EXAMPLES
        panicscope diff server-1.4 server-1.5
        panicscope diff --function main.run server-1.4 server-1.5
        panicscope diff --fail-on high -o text -o json=diff.json old new
        panicscope diff --variants ./cmd/server --go ~/sdk/go1.25.5 --go ~/sdk/go1.27.3

      EXIT STATUS
        0  nothing is worse
        1  a binary cannot be read, a package cannot be built, an output not written
        2  wrong usage or configuration
        3  worse: see --fail-on
      """)

  enum Threshold: String, ExpressibleByArgument, CaseIterable { case new, high, medium, low, never }

  @Argument(help: "The old and the new executable.", completion: .file())
  var binaries: [String] = []

  @Option(help: "Put the instructions of this function side by side.")
  var function: String?

  @Option(
    help: ArgumentHelp(
      "Build this Go package by default, with -l and with -N -l, and compare.",
      valueName: "folder"),
    completion: .directory)
  var variants: String?

  @Option(
    help: ArgumentHelp(
      "A Go toolchain (GOROOT) for --variants (default: the go of PATH). Repeatable.",
      valueName: "folder"),
    completion: .directory)
  var go: [String] = []

  @Option(
    help: ArgumentHelp(
      """
      Exit 3 for new findings of this severity or above; new stands for any, and for recovers that \
      stopped working; never for none.
      """,
      valueName: "severity"))
  var failOn = Threshold.new

  @Option(
    help: ArgumentHelp(
      "Whose code: main, deps, std or all, separated by commas (default: main,deps)."))
  var scope: String?

  @Option(
    help: ArgumentHelp(
      "Configuration (default: .panicscope.yaml, then the user's panicscope/config.yaml).",
      valueName: "file"),
    completion: .file(extensions: ["yaml", "yml"]))
  var config: String?

  @OptionGroup(title: "OUTPUT OPTIONS") var shown: DocumentArguments

  func validate() throws {
    if variants == nil {
      guard binaries.count == 2 else {
        throw ValidationError("Name the old and the new executable, or a package with --variants.")
      }
      guard go.isEmpty else { throw ValidationError("--go goes with --variants.") }
    } else if !binaries.isEmpty {
      throw ValidationError("--variants builds its own executables; leave the others out.")
    }
  }

  func run() throws {
    if let variants { return try compareVariants(variants) }
    var options = AuditOptions()
    let settings = try EffectiveSettings(config: config, scope: scope, failOn: nil)
    options.configuration = settings.configuration
    options.scopes = settings.scopes
    let difference: BinaryDifference
    do throws(ShowError) {
      difference = try PanicScope.difference(
        old: binaries[0], new: binaries[1], options: options, function: function)
    } catch {
      switch error {
      case .binary(let failure): throw ToolError.failure(failure.description)
      case .target(let sentence): throw ToolError.usage(sentence)
      }
    }
    try deliver { format, options, out in
      switch format {
      case .json: difference.writeJSON(tool: .panicscope, options: options, into: &out)
      case .text: difference.writeText(options: options, into: &out)
      }
    }
    if let reason = worse(difference) {
      Terminal.complain("\(reason) (--fail-on): exit status \(ExitStatus.findings.rawValue)")
      throw ExitStatus.findings
    }
  }

  private func compareVariants(_ package: String) throws {
    let report: VariantReport
    do throws(VariantError) {
      report = try PanicScope.variants(
        package: package, roots: go, function: function,
        progress: HostStream.error.isTerminal ? { Terminal.complain("building: \($0)") } : nil)
    } catch {
      throw ToolError.failure(error.message)
    }
    try deliver { format, options, out in
      switch format {
      case .json: report.writeJSON(tool: .panicscope, into: &out)
      case .text: report.writeText(options: options, into: &out)
      }
    }
  }

  private func deliver(
    _ write: (DocumentFormat, EvidenceOptions, inout OutputBuffer) -> Void
  ) throws {
    var options = EvidenceOptions()
    options.pathMap = shown.paths
    try DocumentDestination.deliver(to: shown.output) { destination, out in
      var options = options
      options.color = destination.file == nil && Terminal.wantsColor(noColor: shown.noColor)
      write(destination.format, options, &out)
    }
  }

  private func worse(_ difference: BinaryDifference) -> String? {
    let wanted: Severity
    switch failOn {
    case .never: return nil
    case .new: wanted = .low
    case .high: wanted = .high
    case .medium: wanted = .medium
    case .low: wanted = .low
    }
    let count = difference.newFindings.count { $0.severity >= wanted }
    if count > 0 { return count == 1 ? "1 new finding" : "\(count) new findings" }
    let lost = difference.recovers.count(where: \.isWorse)
    guard failOn == .new, lost > 0 else { return nil }
    return lost == 1 ? "1 recover stopped working" : "\(lost) recovers stopped working"
  }
}
