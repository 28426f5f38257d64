import ArgumentParser
import PanicScope

struct ContractCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "contract",
    abstract:
      "The rules of defer, panic and recover of a Go version; what changed; is it true here.",
    usage: """
      panicscope contract [--go VERSION | --binary BINARY] [-o FORMAT]
      panicscope contract --diff OLD NEW
      panicscope contract --verify BINARY...
      """,
    discussion: """
      EXAMPLES
        panicscope contract --go 1.26
        panicscope contract --binary bin/server
        panicscope contract --diff 1.25 1.26
        panicscope contract --verify bin/server
        panicscope contract -o json --go 1.24 | jq '.structs[].name'

      --verify compares the tables with the binary's DWARF, where it has it, with its function
      table and with the code of its own runtime.

      EXIT STATUS
        0  printed; --verify: nothing differs
        1  the binary could not be read
        2  wrong usage, or a version whose rules are not known
        3  --verify found a difference
      """)

  @Option(name: .customLong("go"), help: "A version, such as 1.26 (default: the newest).")
  var version: String?

  @Option(help: "The version of this executable.", completion: .file())
  var binary: String?

  @Flag(help: "What changed between two versions.")
  var diff = false

  @Flag(help: "Compare the tables with executables.")
  var verify = false

  @Flag(help: ArgumentHelp("The page docs/contract.md.", visibility: .hidden))
  var page = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("text, markdown or json.", valueName: "format[=file]"),
    completion: .list(ContractDocument.Format.allCases.map(\.rawValue)))
  var output = Destination<ContractDocument.Format>(.text)

  @Argument(help: "Two versions for --diff, executables for --verify.", completion: .file())
  var subjects: [String] = []

  func validate() throws {
    let modes =
      (diff ? 1 : 0) + (verify ? 1 : 0) + (version == nil ? 0 : 1) + (binary == nil ? 0 : 1)
    if modes > 1 { throw ValidationError("Use one of --go, --binary, --diff and --verify.") }
    if diff && subjects.count != 2 { throw ValidationError("--diff wants two versions.") }
    if verify && subjects.isEmpty { throw ValidationError("--verify wants executables.") }
    if !diff && !verify && !subjects.isEmpty {
      throw ValidationError("What about \(subjects[0])? Use --go, --binary, --diff or --verify.")
    }
    if diff && output.format == .markdown {
      throw ValidationError("--diff is written as text or json.")
    }
  }

  func run() throws {
    if page {
      try output.write(ContractPage.markdown())
    } else if verify {
      try verifyAll()
    } else if diff {
      let changes = try Contracts.changes(from: subjects[0], to: subjects[1])
      try output.write(output.format == .json ? changes.json : changes.text)
    } else if let binary {
      let document: ContractDocument
      do throws(AuditError) {
        document = try Contracts.document(binary: binary)
      } catch {
        throw ToolError.failure("\(error.path): \(error.message)")
      }
      try output.write(document.text(as: output.format))
    } else {
      try output.write(try Contracts.document(version).text(as: output.format))
    }
  }

  private func verifyAll() throws {
    var verifications: [ContractVerification] = []
    var hasFailed = false
    for path in subjects {
      do throws(AuditError) {
        verifications.append(try PanicScope.verifyContract(path: path))
      } catch {
        Terminal.complain("\(error.path): \(error.message)")
        hasFailed = true
      }
    }
    if !verifications.isEmpty {
      try output.write(
        output.format == .json
          ? ContractVerification.json(verifications)
          : verifications.map(\.text).joined(separator: "\n"))
    }
    if verifications.contains(where: { !$0.differences.isEmpty }) {
      Terminal.complain("the tables differ from the binary: exit status 3")
      throw ExitStatus.findings
    }
    throw hasFailed ? ExitStatus.failure : ExitStatus.clean
  }
}
