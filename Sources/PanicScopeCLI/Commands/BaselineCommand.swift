import ArgumentParser
import PanicScope

struct BaselineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baseline",
    abstract: "Accept the findings that are there, and hear only of new ones.",
    discussion: """
      A baseline is a JSON file of fingerprints, made of rules and function names, so that it \
      survives rebuilds and moved lines. Keep it in the repository.

      EXAMPLES
        panicscope baseline write .panicscope-baseline.json bin/server
        panicscope baseline check .panicscope-baseline.json bin/server
        panicscope audit --baseline .panicscope-baseline.json -o sarif bin/server
      """,
    subcommands: [Write.self, Check.self])

  struct Write: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "write",
      abstract: "Write the findings of the targets to FILE, replacing it.",
      usage: "panicscope baseline write [OPTIONS] FILE TARGET...",
      discussion: """
        Nothing is written if a target cannot be audited.

        EXAMPLES
          panicscope baseline write .panicscope-baseline.json bin/server bin/worker
        """)

    @Argument(help: "The baseline to write.", completion: .file(extensions: ["json"]))
    var file: String
    @OptionGroup(title: "AUDIT OPTIONS") var arguments: AuditArguments

    func run() throws {
      try OutputFile.refuseExecutable(file)
      let run = AuditRun(
        arguments: arguments,
        settings: try EffectiveSettings(
          config: arguments.config, scope: arguments.scope, failOn: nil))
      let report = run.audit()
      run.explain(report)
      guard report.errors.isEmpty else { throw ExitStatus.failure }
      let baseline = Baseline(report)
      do throws(BaselineError) {
        try baseline.write(to: file)
      } catch {
        throw ToolError.failure(error.description)
      }
      if !arguments.quiet {
        let count = baseline.entries.count
        Terminal.complain("\(count) \(count == 1 ? "finding" : "findings") written to \(file)")
      }
    }
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Report the findings that FILE does not have, and those that are gone.",
      usage: "panicscope baseline check [OPTIONS] FILE TARGET...",
      discussion: """
        The same as audit --baseline FILE. Exit status 3 if a new finding is at or above \
        --fail-on.

        EXAMPLES
          panicscope baseline check .panicscope-baseline.json bin/server
        """)

    @Argument(help: "The baseline to compare with.", completion: .file(extensions: ["json"]))
    var file: String
    @OptionGroup(title: "AUDIT OPTIONS") var arguments: AuditArguments
    @OptionGroup(title: "REPORT OPTIONS") var shown: ReportArguments

    func run() throws {
      let run = AuditRun(
        arguments: arguments,
        settings: try EffectiveSettings(
          config: arguments.config, scope: arguments.scope, failOn: shown.failOn),
        baseline: try Baseline.reading(file))
      throw try run.deliver(run.audit(), as: shown)
    }
  }
}
