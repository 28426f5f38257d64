import ArgumentParser
import ByteReading
import Glibc
import PanicScope

@main
struct PanicScopeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "panicscope",
    abstract: "Find out why recover() did not save a Go program, and where it will not next time.",
    usage: "panicscope VERB [OPTIONS] [ARGUMENTS]",
    discussion: """
      Reads compiled Go programs (ELF, amd64 and arm64, Go 1.18 to 1.27, stripped or not) and \
      says which goroutines die of a panic and which recover() calls can never work, with the \
      instructions that prove it. No source is needed. Only trace, inject, lab run and diff \
      --variants run programs.

      EXAMPLES
        panicscope audit bin/server               what is wrong with one program
        panicscope audit -o sarif=out.sarif bin   all programs in a folder
        panicscope explain crash.log              what killed it, and why
        panicscope trace -- bin/server            run it: the story of each panic
        panicscope rules PS201                    what a rule means, how to fix it
        panicscope show bin/server main.run       the instructions, and their meaning
        panicscope diff old/server bin/server     what two builds differ in
        panicscope upgrade bin/server             recovers that a newer Go turns off
        panicscope baseline write known.json bin  accept what is there
        panicscope baseline check known.json bin  hear of what is new

      EXIT STATUS
        0  nothing at or above the --fail-on severity
        1  something could not be audited or written
        2  wrong usage or configuration
        3  findings at or above --fail-on; the same in every output format
      """,
    version: PanicScope.version,
    subcommands: [
      AuditCommand.self, ShowCommand.self, DiffCommand.self, UpgradeCommand.self,
      ExplainCommand.self, TraceCommand.self, InjectCommand.self, SimulateCommand.self,
      ContractCommand.self, FactsCommand.self, LabCommand.self, ReproCommand.self,
      BaselineCommand.self, RulesCommand.self,
      ConfigCommand.self, CompletionCommand.self, VersionCommand.self,
    ])

  static func main() {
    HostStream.prepare()
    let arguments = Host.arguments
    if arguments.isEmpty {
      Terminal.printError(helpMessage())
      Glibc.exit(ExitStatus.usage.rawValue)
    }
    if let message = unknownVerb(arguments) { Glibc.exit(reportUsage(message)) }
    do {
      var command = try parseAsRoot(arguments)
      try command.run()
    } catch {
      Glibc.exit(report(error))
    }
  }

  /// Help goes to standard output, complaints to standard error; wrong usage is 2.
  private static func report(_ error: any Error) -> Int32 {
    switch error {
    case let status as ExitStatus: return status.rawValue
    case let failure as SimulationError:
      Terminal.complain(failure.message)
      return (failure.isUsage ? ExitStatus.usage : .failure).rawValue
    case let failure as ToolError:
      Terminal.complain(failure.message)
      return failure.status.rawValue
    default:
      let text = fullMessage(for: error)
      guard exitCode(for: error).isSuccess else {
        // It quotes arguments, which may be names of files.
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        Terminal.printError(
          lines.map { VisibleText.escaping(String($0)) }.joined(separator: "\n"))
        if let hint = outputHint(text) { Terminal.printError(hint) }
        return ExitStatus.usage.rawValue
      }
      do throws(ToolError) {
        try Terminal.printOutput(text)
      } catch {
        return report(error)
      }
      return 0
    }
  }

  /// For a file where a format belongs.
  private static func outputHint(_ message: String) -> String? {
    let parts = message.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "Error: The value ",
      parts[2].hasPrefix(" is invalid for '-o "),
      parts[1].contains(where: { $0 == "." || $0 == "/" }),
      !parts[1].contains("=")
    else { return nil }
    return "Hint: a file comes after its format: -o \(VisibleText.escaping("text=\(parts[1])"))"
  }

  private static func reportUsage(_ message: String) -> Int32 {
    Terminal.complain(message)
    return ExitStatus.usage.rawValue
  }

  /// A first word that is no verb, with the verb that was probably meant.
  private static func unknownVerb(_ arguments: [String]) -> String? {
    guard let word = arguments.first, !word.hasPrefix("-") else { return nil }
    let verbs = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    if verbs.contains(word) { return nil }
    let nearest = verbs.map { (verb: $0, distance: editDistance(word, $0)) }
      .min { $0.distance < $1.distance }
    if let nearest, nearest.distance <= 2 {
      return "unknown verb \(word); did you mean \(nearest.verb)?"
    }
    return "unknown verb \(word); to audit a file: panicscope audit \(word)"
  }
}

/// How many single characters must change to make one word of the other.
func editDistance(_ a: String, _ b: String) -> Int {
  let b = Array(b)
  var row = Array(0...b.count)
  for (i, character) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for j in b.indices {
      let substituted = diagonal + (b[j] == character ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
    }
  }
  return row[b.count]
}
