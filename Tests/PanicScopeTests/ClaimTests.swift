import Foundation
import Lab
import PanicScope
import TestSupport
import Testing

@Suite struct ClaimTests {
  private let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  @Test func thereAre217InOrder() {
    #expect(Claim.all.count == 217)
    let expected = (1...217).map { (number: Int) -> String in
      "C" + String(String(1000 + number).dropFirst())
    }
    #expect(Claim.all.map(\.id) == expected)
    let counts = Dictionary(grouping: Claim.all, by: \.verdict).mapValues(\.count)
    #expect(counts == [.true: 50, .partly: 43, .false: 108, .untestable: 16])
  }

  @Test func everyOneNamesWhatShowsIt() throws {
    let scenarios = Set(ScenarioCatalogue.names)
    for claim in Claim.all {
      #expect(!claim.claim.isEmpty && !claim.evidence.isEmpty)
      #expect(claim.verdict == .untestable || !claim.shownBy.isEmpty, "\(claim.id)")
      for line in claim.shownBy {
        let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
        #expect(parts.count == 2, "\(claim.id): \(line)")
        switch parts[0] {
        case "lab": #expect(Experiment.find(parts[1]) != nil, "\(claim.id): \(line)")
        case "simulate": #expect(scenarios.contains(parts[1]), "\(claim.id): \(line)")
        case "test":
          let path = root.appending(path: parts[1]).path
          #expect(FileManager.default.fileExists(atPath: path), "\(claim.id): \(line)")
        case "source", "command": break
        default: Issue.record("\(claim.id): \(line)")
        }
      }
    }
  }

  /// Experiments that the evidence speaks of can be run.
  @Test(.enabled(if: Experiment.all.count > 20)) func labsInTheEvidenceAreThere() {
    for claim in Claim.all {
      for match in claim.evidence.matches(of: /\blabs? ([a-z]+(?:-[a-z]+)*)(?: and ([a-z-]+))?/) {
        let second = match.output.0.hasPrefix("labs") ? match.output.2 : nil
        for name in [match.output.1, second].compactMap({ $0.map(String.init) }) {
          #expect(Experiment.find(name) != nil, "\(claim.id): \(name)")
        }
      }
    }
  }

  /// What the article says falsely of programs, its chapters 1 to 4, an experiment shows.
  @Test(.enabled(if: Experiment.all.count > 20)) func falseClaimsThatCanBeRunHaveAnExperiment() {
    // Of layouts, operands and signatures: these are looked up in a binary or in Go's source.
    let lookedUp: Set<String> = ["C035", "C038", "C043", "C045", "C047"]
    for claim in Claim.all where claim.verdict == .false && !claim.isIn("5") {
      let kinds = Set(claim.shownBy.compactMap { $0.split(separator: " ").first })
      #expect(kinds.contains("lab") != lookedUp.contains(claim.id), "\(claim.id)")
      #expect(!kinds.isDisjoint(with: ["lab", "command", "source"]), "\(claim.id)")
    }
  }

  @Test func claimsAreFoundAsPeopleTypeThem() {
    for name in ["C012", "c012", "C12", "12"] { #expect(Claim.find(name)?.id == "C012") }
    for name in ["", "C", "C0", "C218", "C-1", "+1", "X12", "C0x1", "99999999999999999999"] {
      #expect(Claim.find(name) == nil, "\(name)")
    }
    #expect(Claim.all.allSatisfy { !$0.sectionTitle.isEmpty })
  }

  /// Lines of Go's source that a claim names read as the claim says.
  @Test func sourceLinesReadAsQuoted() throws {
    var checked = 0
    for claim in Claim.all {
      for line in claim.shownBy where line.hasPrefix("source ") {
        guard let match = line.wholeMatch(of: /source ([\w\/.-]+):(\d+) \(Go ([\d.]+)\): (.+)/)
        else {
          #expect(line.hasPrefix("source https://"), "\(claim.id): \(line)")
          continue
        }
        guard let toolchain = GoToolchain.installed.first(where: { $0.version == match.output.3 })
        else {
          print("skipped: no Go \(match.output.3)")
          continue
        }
        let number = try #require(Int(match.output.2))
        let text = try sourceLine(number, of: String(match.output.1), toolchain)
        #expect(
          text?.hasPrefix(match.output.4) == true, "\(claim.id): \(line) is \(text ?? "missing")")
        checked += 1
      }
    }
    print("\(checked) quoted source lines")
  }

  /// Lines that the evidence itself mentions stand in functions, not between them.
  @Test func sourceLinesInTheEvidenceAreThere() throws {
    for claim in Claim.all {
      for match in claim.evidence.matches(
        of: /(\w+\.go):(\d+)(?:-(\d+))? \(Go ([\d.]+)\)/)
      {
        guard let toolchain = GoToolchain.installed.first(where: { $0.version == match.output.4 })
        else { continue }
        let folder = match.output.1.hasPrefix("goarch") ? "internal/goarch/" : "runtime/"
        for number in [match.output.2, match.output.3 ?? match.output.2].compactMap({ Int($0) }) {
          let text = try sourceLine(number, of: folder + match.output.1, toolchain)
          #expect(text?.isEmpty == false, "\(claim.id): \(match.output.0)")
        }
      }
    }
  }

  private func sourceLine(
    _ number: Int, of file: String, _ toolchain: GoToolchain
  ) throws -> String? {
    let text = try String(contentsOfFile: toolchain.root + "/src/" + file, encoding: .utf8)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.indices.contains(number - 1) else { return nil }
    return lines[number - 1].trimmingCharacters(in: .whitespaces)
  }

  @Test(.enabled(if: SchemaValidator.isThere)) func jsonFitsItsSchema() throws {
    let schema = SchemaValidator("facts")
    let text = ClaimReport.text(Claim.all, as: .json)
    #expect(try schema.errors(in: [text]) == nil)
    let broken = text.replacing("\"verdict\": \"partly\"", with: "\"verdict\": \"perhaps\"")
    #expect(try schema.errors(in: [broken]) != nil)
  }

  /// What the article names and no runtime has.
  @Test(arguments: [
    "panicarg", "paniclink", "checkgoorpcall", "save_goroutine_registers", "panicContext",
    "g_preempt_m", "panic_m", "invalid stack pointer",
  ])
  func theRuntimeHasNo(word: String) throws {
    for toolchain in GoToolchain.installed {
      let folder = toolchain.root + "/src/runtime"
      let found = try runCommand(
        "/usr/bin/grep", ["-rlw", "--include=*.go", "--include=*.s", word, folder])
      #expect(found.output == "" && found.status == 1, "\(toolchain): \(found.output)")
    }
  }

  /// There is no `runtime.recover` to call: every recover() is a call of gorecover.
  @Test func recoverIsNamedGorecover() throws {
    for toolchain in GoToolchain.installed {
      let program = try toolchain.build(
        """
        package main

        func main() {
        	defer func() { println(recover() != nil) }()
        	panic(1)
        }
        """)
      let names = try toolchain.go(["tool", "nm", program])
      #expect(names.contains(" runtime.gorecover\n"))
      #expect(!names.contains(" runtime.recover\n"))
    }
  }
}
