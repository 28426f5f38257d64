import ArgumentParser
import ByteReading
import Lab
import PanicScope

struct LabCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lab",
    abstract: "Experiments that show how Go's panics behave, built and run here.",
    discussion: """
      Each experiment is a question, programs that answer it, and what each Go version is expected to \
      do. `run` builds them in a scratch folder, runs them, and puts what it measures beside what is \
      expected.

      EXAMPLES
        panicscope lab list
        panicscope lab run wrapper-inline
        panicscope lab run shapes --go ~/sdk/go1.24.11 --go ~/sdk/go1.27.3
        panicscope lab run all --fetch -o text -o html=lab.html
        panicscope lab explain window
        panicscope lab export sp-damage /tmp/sp-damage
      """,
    subcommands: [
      LabListCommand.self, LabRunCommand.self, LabExplainCommand.self, LabExportCommand.self,
    ])
}

struct LabListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Name the experiments and their questions.")

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("text or json (default: text).", valueName: "format[=file]"),
    completion: .list(DocumentFormat.allCases.map(\.rawValue)))
  var output = DocumentDestination(.text)

  func run() throws { try output.write(LabDocument.list(as: output.format == .json)) }
}

struct LabExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "An experiment's answer, programs, expectations and recorded results.",
    discussion: "Nothing is built or run: results are those that were recorded with the release.")

  @Argument(help: "An experiment of `lab list`.", completion: .list(Experiment.ids))
  var id: String

  func run() throws {
    let experiment = try Experiment.named(id)
    try Destination<DocumentFormat>(.text).write(LabDocument.explanation(of: experiment))
  }
}

struct LabExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write an experiment's programs into a folder.")

  @Argument(help: "An experiment of `lab list`.", completion: .list(Experiment.ids))
  var id: String

  @Argument(help: "A folder that is not there yet, or empty.", completion: .directory)
  var folder: String

  func run() throws {
    let experiment = try Experiment.named(id)
    let files: [String]
    do throws(LabFailure) {
      files = try LabDocument.export(experiment, to: folder)
    } catch {
      throw ToolError.failure(error.message)
    }
    try Terminal.printOutput(files.joined(separator: "\n"))
  }
}

extension Experiment {
  static func named(_ id: String) throws(ToolError) -> Experiment {
    if let found = find(id) { return found }
    let nearest = ids.min { editDistance($0, id) < editDistance($1, id) } ?? ""
    throw .usage("there is no experiment \(id); did you mean \(nearest)? See `panicscope lab list`")
  }
}
