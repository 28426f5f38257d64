import ArgumentParser
import ByteReading
import PanicScope

typealias DocumentDestination = Destination<DocumentFormat>

extension DocumentDestination {
  /// Writes the outputs, files first so that a closed pager does not cost them.
  static func deliver(
    to destinations: [DocumentDestination],
    _ write: (DocumentDestination, inout OutputBuffer) -> Void
  ) throws(ToolError) {
    let all = destinations.isEmpty ? [DocumentDestination(.text)] : destinations
    let inOrder = all.filter { $0.file != nil } + all.filter { $0.file == nil }
    var failures: [ToolError] = []
    for destination in inOrder {
      do throws(ToolError) {
        try destination.deliver { write(destination, &$0) }
      } catch {
        failures.append(error)
      }
    }
    guard let last = failures.popLast() else { return }
    for failure in failures { Terminal.complain(failure.message) }
    throw last
  }
}

/// Where a report goes and how it looks, for verbs with text and JSON.
struct DocumentArguments: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "text or json (default: text), and to which file. Repeatable.",
      valueName: "format[=file]"),
    completion: .list(DocumentDestination.allValueStrings))
  var output: [DocumentDestination] = []

  @Option(
    help: ArgumentHelp(
      "Source paths that begin with FROM begin with TO instead. Repeatable.",
      valueName: "from=to"))
  var pathMap: [PathMap.Entry] = []

  @Flag(help: "No colours (also: NO_COLOR, CLICOLOR_FORCE).")
  var noColor = false

  func validate() throws {
    if output.count(where: { $0.file == nil }) > 1 {
      throw ValidationError("Only one output can go to standard output; give the others a file.")
    }
    let files = output.compactMap(\.file)
    if Set(files).count < files.count {
      throw ValidationError("Two outputs go to the same file.")
    }
  }

  var paths: PathMap { PathMap(entries: pathMap, workingDirectory: Host.workingDirectory) }
}
