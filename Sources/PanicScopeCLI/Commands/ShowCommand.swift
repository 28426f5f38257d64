public import ArgumentParser
public import PanicScope

struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "The evidence: a function's instructions with what they mean, and tables of sites.",
    usage: "panicscope show [OPTIONS] BINARY [FUNCTION|ADDRESS|FILE:LINE]...",
    discussion: """
      Names may be shortened at a / or a dot: (*conn).serve finds net/http.(*conn).serve. The
      binary may be stripped; nothing is run.

      EXAMPLES
        panicscope show bin/server main.run
        panicscope show --source . --track bin/server handler.go:42
        panicscope show --syntax intel bin/server 0x4a2f10
        panicscope show --defers bin/server main.run
        panicscope show --sites --scope main bin/server
        panicscope show --runtime bin/server
        panicscope show --graph mermaid bin/server main.run

      EXIT STATUS
        0  shown
        1  the binary cannot be read, or an output could not be written
        2  wrong usage, or no such function
      """)

  @Argument(help: "A Go executable.", completion: .file())
  var binary: String

  @Argument(help: "Functions, addresses (0x...) or source lines (file.go:42).")
  var targets: [String] = []

  @Option(help: "How instructions are written: go, gnu or intel.")
  var syntax = AssemblySyntax.go

  @Option(
    help: ArgumentHelp(
      "Put source lines between the instructions, from files below this folder.",
      valueName: "folder"),
    completion: .directory)
  var source: String?

  @Flag(help: "Each defer statement and the instructions that it became.")
  var defers = false

  @Flag(help: "All calls of gorecover, gopanic, newproc, deferproc and deferreturn, with verdicts.")
  var sites = false

  @Flag(help: "How this binary's own gorecover, gopanic and recovery decide, and the era of it.")
  var runtime = false

  @Flag(
    help: """
      SP and BP at each instruction, followed through the code, beside the binary's own table; \
      without a function, where the two differ in the whole program.
      """)
  var track = false

  @Option(help: "Draw the way of a panic from the function: mermaid or dot.")
  var graph: GraphLanguage?

  @Option(
    help: ArgumentHelp(
      "Whose defers and sites: main, deps, std or all, separated by commas (default: all)."))
  var scope: String?

  @OptionGroup(title: "OUTPUT OPTIONS") var shown: DocumentArguments

  func validate() throws {
    if targets.isEmpty && !defers && !sites && !runtime && !track {
      throw ValidationError(
        "Name a function, an address or a source line, or ask for --defers, --sites, --runtime or --track."
      )
    }
    if graph != nil && targets.isEmpty {
      throw ValidationError("--graph wants the function that the panic begins in.")
    }
  }

  func run() throws {
    var request = ShowRequest()
    request.targets = targets
    request.syntax = syntax
    request.defers = defers
    request.sites = sites
    request.runtime = runtime
    request.track = track
    request.graph = graph != nil
    var options = EvidenceOptions()
    options.pathMap = shown.paths
    options.scopes = try scope.map { try CodeScope.parsing($0, option: "--scope") }
    let evidence: BinaryEvidence
    do throws(ShowError) {
      evidence = try PanicScope.show(path: binary, request: request)
    } catch {
      switch error {
      case .binary(let failure): throw ToolError.failure(failure.description)
      case .target(let sentence): throw ToolError.usage("\(binary): \(sentence)")
      }
    }
    if let source {
      options.sources = SourceLines.of(evidence.listings, below: source)
      if options.sources.isEmpty && !evidence.listings.isEmpty {
        Terminal.complain("note: no source of these functions is below \(source)")
      }
    }
    try DocumentDestination.deliver(to: shown.output) { destination, out in
      var options = options
      options.color = destination.file == nil && Terminal.wantsColor(noColor: shown.noColor)
      write(evidence, as: destination.format, options, into: &out)
    }
  }

  private func write(
    _ evidence: BinaryEvidence, as format: DocumentFormat,
    _ options: EvidenceOptions, into out: inout OutputBuffer
  ) {
    switch format {
    case .json: evidence.writeJSON(tool: .panicscope, options: options, into: &out)
    case .text:
      let hasText =
        !evidence.listings.isEmpty || evidence.defers != nil || evidence.sites != nil
        || evidence.runtime != nil || evidence.tracking != nil
      if hasText || graph == nil { evidence.writeText(options: options, into: &out) }
      if let graph { evidence.writeGraphs(as: graph, into: &out) }
    }
  }
}

extension AssemblySyntax: ExpressibleByArgument {}
extension GraphLanguage: ExpressibleByArgument {}

extension AuditReport.Tool {
  static let panicscope = AuditReport.Tool(name: "panicscope", version: PanicScope.version)
}
