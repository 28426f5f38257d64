import ArgumentParser
import Lab
import PanicScope

struct ReproCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repro",
    abstract: "Write the smallest Go program that shows a finding's cause.",
    usage: "panicscope repro FINDING [--report FILE] -o DIR",
    discussion: """
      The folder gets a Go module with the mistake, the same program without it below fixed/, and \
      what each Go version is expected to do with them (README.md, expected.txt). \
      It builds as it is.

      EXAMPLES
        panicscope repro PS201 -o /tmp/too-deep
        panicscope audit -o json=audit.json bin/server
        panicscope repro 3f6c0d --report audit.json -o /tmp/finding
      """)

  @Argument(
    help: ArgumentHelp(
      "A rule (PS201, recover-too-deep), or the beginning of the fingerprint of a finding in --report.",
      valueName: "finding"),
    completion: .list(Rule.all.map(\.id.text)))
  var finding: String

  @Option(
    help: ArgumentHelp("What `panicscope audit -o json` wrote.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var report: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("A folder that is not there yet, or empty.", valueName: "dir"),
    completion: .directory)
  var output: String

  func run() throws {
    let document = try document()
    let files: [String]
    do throws(LabFailure) {
      files = try document.write(to: output)
    } catch {
      throw ToolError.failure(error.message)
    }
    try Terminal.printOutput(files.joined(separator: "\n"))
  }

  private func document() throws(ToolError) -> ReproDocument {
    var subject: ReproDocument.Subject?
    var name = finding
    if let report, Rule.find(finding) == nil {
      do throws(LabFailure) {
        let found = try ReproDocument.finding(finding, inReport: report)
        name = found.rule.text
        subject = found.subject
      } catch {
        throw .failure(error.message)
      }
    }
    guard let rule = Rule.find(name) else {
      throw .usage(
        report == nil
          ? "there is no rule \(name); for a finding's fingerprint, name its report with --report"
          : "the finding's rule \(name) is not known to this panicscope")
    }
    guard let repro = Repro(of: rule) else {
      throw .failure("\(rule.id.text) has no repro; see `panicscope rules \(rule.id.text)`")
    }
    return ReproDocument(repro, subject: subject)
  }
}
