import ArgumentParser
import PanicScope

struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Which goroutines die of a panic, and which recover() calls can never work.",
    usage: "panicscope audit [OPTIONS] TARGET...",
    discussion: """
      Findings go to standard output, everything else to standard error.

      EXAMPLES
        panicscope audit bin/server
        panicscope audit --sites --scope main bin/server
        panicscope audit -o text -o sarif=out.sarif --fail-on medium ./dist
        panicscope audit -o json bin/server | jq '.subjects[].findings[] | .message'
        panicscope audit --path-map /home/runner/work/app/app= -o github bin/app

      SEVERITY
        high    a recover that can never work, or works by accident; a goroutine
                whose author counted on a recover elsewhere; an exit in a
                deferred function
        medium  a goroutine of the main module, without a recover, near a panic
        low     other goroutines without a recover; grouped unless --all

      EXIT STATUS
        0  no findings at or above --fail-on
        1  something could not be audited (a target, a broken Go executable below
           a folder, a folder without any), or an output could not be written
        2  wrong usage or configuration
        3  findings at or above --fail-on, the same in every format. This wins
           over 1, so that an unreadable file never opens a gate; what failed is
           on standard error and in every format. With --exit-code 0 findings
           never fail, and 1 still does.

      CONFIGURATION
        .panicscope.yaml in the working directory:
          fail-on: high
          scope: [main, deps]
          path-map: ["/build/=src/"]
          spawners:
            - {function: "example.com/pool.(*Pool).Submit", argument: 0}
          ignore:
            - id: PS101
              symbol: "main.(*server).serve*"
              reason: the process is meant to die with its listener
              expires: 2027-06-30
        Environment: PANICSCOPE_CONFIG, PANICSCOPE_FAIL_ON, PANICSCOPE_SCOPE.
      """)

  @OptionGroup(title: "AUDIT OPTIONS") var arguments: AuditArguments
  @OptionGroup(title: "REPORT OPTIONS") var shown: ReportArguments

  @Flag(help: "Add the SHA-256 of each file, which costs more than the audit.")
  var hash = false

  @Option(
    help: ArgumentHelp(
      "Count only findings that are not in this file (`panicscope baseline write`).",
      valueName: "file"),
    completion: .file(extensions: ["json"]))
  var baseline: String?

  func run() throws {
    var run = AuditRun(
      arguments: arguments,
      settings: try EffectiveSettings(
        config: arguments.config, scope: arguments.scope, failOn: shown.failOn))
    run.hash = hash
    run.baseline = try baseline.map { try Baseline.reading($0) }
    throw try run.deliver(run.audit(), as: shown)
  }
}

extension Baseline {
  /// A baseline that cannot be read is wrong usage: without it every finding would be new.
  static func reading(_ path: String) throws -> Baseline {
    do throws(BaselineError) {
      return try Baseline(contentsOf: path)
    } catch {
      throw ToolError.usage(error.description)
    }
  }
}
