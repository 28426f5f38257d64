public import ArgumentParser
public import PanicScope

struct FactsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "facts",
    abstract:
      "The statements of the article that this project began from: true or not, and the proof.",
    discussion: """
      A Chinese article explains why recover() fails inside defer, with three causes on the level of \
      assembly. Each of its 217 statements was checked by experiment or in Go's source, and names \
      the experiment (lab run), scenario or source line that shows it.

      EXAMPLES
        panicscope facts --id C012
        panicscope facts --chapter 3 --verdict false
        panicscope facts -o json | jq '.claims[] | select(.verdict == "true") | .claim'
      """)

  @Option(help: ArgumentHelp("One statement. Repeatable.", valueName: "C012"))
  var id: [String] = []

  @Option(help: ArgumentHelp("A chapter or section, such as 3 or 2.1.", valueName: "chapter"))
  var chapter: String?

  @Option(help: "true, partly, false or untestable.")
  var verdict: Claim.Verdict?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("text, json or markdown.", valueName: "format[=file]"),
    completion: .list(ClaimReport.Format.allCases.map(\.rawValue)))
  var output = Destination<ClaimReport.Format>(.text)

  func run() throws {
    var wanted: Set<String> = []
    for name in id {
      guard let claim = Claim.find(name) else {
        throw ToolError.usage(
          "there is no statement \(name); they are \(Claim.all.first?.id ?? "") to "
            + (Claim.all.last?.id ?? ""))
      }
      wanted.insert(claim.id)
    }
    if let chapter, !Claim.all.contains(where: { $0.isIn(chapter) }) {
      throw ToolError.usage("there is no chapter \(chapter) with statements; there are 1 to 5")
    }
    let claims = Claim.all.filter { claim in
      (wanted.isEmpty || wanted.contains(claim.id))
        && (chapter.map { claim.isIn($0) } ?? true) && (verdict == nil || claim.verdict == verdict)
    }
    try output.write(ClaimReport.text(claims, as: output.format))
  }
}

extension Claim.Verdict: ExpressibleByArgument {}
