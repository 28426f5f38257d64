import ArgumentParser
import PanicScope

struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Run a scenario of panics and recovers by the rules of Go versions, step by step.",
    usage: "panicscope simulate [OPTIONS] SCENARIO",
    discussion: """
      SCENARIO is a name of the catalogue (--list) or a YAML file. Nothing is compiled or started: \
      a machine executes the rules that audit, trace and explain judge by. Go programs written \
      from scenarios are compared with it in the tests of this project.

      EXAMPLES
        panicscope simulate --list
        panicscope simulate helper-too-deep
        panicscope simulate --go 1.25 --go 1.26 inlined-argument
        panicscope simulate --go 1.24 --step nested.yaml
        panicscope simulate -o mermaid --go 1.27 repanic
        panicscope simulate -o go=main.go helper-too-deep && go run main.go
        panicscope simulate --from bin/server:main.serve -o yaml=serve.yaml

      SCENARIO FILES
        title: recover() in a helper
        functions:
          main: [call: work]
          work:
            - defer: cleanup
            - panic: boom
          cleanup:
            - call: rescue
          rescue:
            - recover
        Statements: say, call, defer, go, panic, fault, recover (then, else), repanic, goexit, exit,
        fatal, block, loop, range, yield, call-through-c, thread-from-c, panic-on-fault. A function
        can be {inline: true, do: [...]}; call and defer take {function: f, form: F} with F plain,
        argument, method, method-value or interface. `-o yaml NAME` shows how the catalogue does it.

      EXIT STATUS
        0  simulated, however the scenario ends
        1  --from could not be read, or the output could not be written
        2  wrong usage, or a scenario with errors
      """)

  enum Format: String, CaseIterable { case text, json, mermaid, yaml, go }

  @Argument(
    help: "A scenario's name, or a YAML file.",
    completion: .file(extensions: ["yaml", "yml"]))
  var scenario: String?

  @Option(
    name: .customLong("go"),
    help: ArgumentHelp(
      "Go version, such as 1.26. Repeatable (default: 1.19 and 1.21 to 1.27).", valueName: "version"
    ))
  var versions: [String] = []

  @Flag(help: "After each step: frames with pc, sp and argp, pending defers, panics.")
  var step = false

  @Option(
    help: ArgumentHelp(
      "As if compiled with -gcflags=-l (no-inline) or -gcflags='-N -l' (no-optimize).",
      valueName: "build"))
  var build: Build?

  enum Build: String, ExpressibleByArgument, CaseIterable {
    case noInline = "no-inline"
    case noOptimize = "no-optimize"
  }

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "text, json, mermaid, or the scenario itself as yaml or as a Go program.",
      valueName: "format[=file]"),
    completion: .list(Format.allCases.map(\.rawValue)))
  var output = Destination<Format>(.text)

  @Flag(help: "List the catalogue.")
  var list = false

  @Option(
    help: ArgumentHelp(
      "Make the scenario from a function of a Go executable: what it defers, and what that recovers.",
      valueName: "binary:function"))
  var from: String?

  @Flag(help: "No colours (also: NO_COLOR, CLICOLOR_FORCE).")
  var noColor = false

  func validate() throws {
    let sources = (scenario == nil ? 0 : 1) + (from == nil ? 0 : 1) + (list ? 1 : 0)
    if sources != 1 {
      throw ValidationError("Name one scenario, or --list, or --from BINARY:FUNCTION.")
    }
  }

  func run() throws {
    if list {
      try output.write(try Self.catalogue())
      return
    }
    var (scenario, comments) = try load()
    if let build {
      scenario.build.inlines = false
      if build == .noOptimize { scenario.build.openCodesDefers = false }
    }
    switch output.format {
    case .yaml: try output.write(ScenarioDocument.yaml(scenario, comments: comments))
    case .go: try writeGo(scenario)
    case .text: try simulate(scenario, as: .text)
    case .json: try simulate(scenario, as: .json)
    case .mermaid: try simulate(scenario, as: .mermaid)
    }
  }

  private func simulate(_ scenario: Scenario, as format: SimulationReport.Format) throws {
    let report = SimulationReport(
      scenario: scenario,
      runs: try Simulation.runs(scenario, versions: versions, recordsStates: step),
      showsStates: step,
      color: output.file == nil && Terminal.wantsColor(noColor: noColor))
    try output.deliver { report.write(as: format, into: &$0) }
  }

  private func writeGo(_ scenario: Scenario) throws {
    let files = GoSource([scenario]).files
    if let callback = files["callback.go"] {
      guard let file = output.file else {
        throw ToolError.usage(
          "\(scenario.name) calls C, so its program has two files; with -o go=FOLDER/main.go "
            + "callback.go is written beside it")
      }
      let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
      try Destination<Format>(.go, file: folder + "callback.go").write(callback)
    }
    try output.write(files["main.go"] ?? "")
  }

  /// The scenario, and comments for its YAML.
  private func load() throws -> (Scenario, [String]) {
    if let from { return try Simulation.scenario(from: from) }
    let name = scenario ?? ""
    let yaml = ScenarioCatalogue.yaml(name)
    guard yaml != nil || name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml")
    else {
      throw ToolError.usage(
        "there is no scenario \(name); `panicscope simulate --list` names them, and a file's name "
          + "ends in .yaml")
    }
    do throws(ConfigurationError) {
      if let yaml { return (try Scenario(yaml: yaml, path: name), []) }
      return (try Scenario(contentsOf: name), [])
    } catch {
      throw ToolError.usage(error.description)
    }
  }

  private static func catalogue() throws -> String {
    let entries = try ScenarioCatalogue.entries()
    let width = entries.map(\.name.count).max() ?? 0
    var text = ""
    var kind = ""
    for entry in entries {
      if entry.kind != kind {
        kind = entry.kind
        text += (text.isEmpty ? "" : "\n") + ScenarioCatalogue.title(ofKind: kind) + "\n"
      }
      let padding = String(repeating: " ", count: width - entry.name.count)
      text += "  \(entry.name)\(padding)  \(entry.title)\n"
    }
    return text
  }
}
