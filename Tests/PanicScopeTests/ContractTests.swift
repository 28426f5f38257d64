import Foundation
import GoRuntimeModel
import PanicScope
import TestSupport
import Testing

@Suite struct ContractTests {
  private static let program = """
    package main

    func main() {
    	defer func() { println(recover() != nil) }()
    	panic(1)
    }
    """

  struct Build: CustomTestStringConvertible, Sendable {
    var toolchain: GoToolchain
    var architecture: String
    var testDescription: String { "\(toolchain.version) \(architecture)" }

    func program(flags: [String] = []) throws -> String {
      try toolchain.build(
        ContractTests.program, flags: flags, environment: ["GOARCH": architecture])
    }
  }

  static let builds = GoToolchain.installed.flatMap { toolchain in
    ["amd64", "arm64"].map { Build(toolchain: toolchain, architecture: $0) }
  }

  @Test(arguments: builds)
  func theTablesAgreeWithBinaries(build: Build) throws {
    let verification = try PanicScope.verifyContract(path: build.program())
    #expect(verification.differences.isEmpty, "\(verification.text)")
    #expect(verification.comparedWithDWARF > 100)
    #expect(verification.comparedWithCode > 10)
    let stripped = try PanicScope.verifyContract(path: build.program(flags: ["-ldflags=-s -w"]))
    #expect(stripped.differences.isEmpty, "\(stripped.text)")
    #expect(stripped.comparedWithDWARF == 0 && stripped.comparedWithCode > 10)
  }

  @Test func oneWrongNumberIsNoticed() throws {
    let build = try #require(Self.builds.last)
    let path = try build.program()
    let stripped = try build.program(flags: ["-ldflags=-s -w"])
    let version = GoVersion(build.toolchain.major, build.toolchain.minor)
    let layout = try #require(RuntimeLayout.lookup(version)?.layout)
    let wrong: [(subject: String, isInCode: Bool, change: (inout RuntimeLayout) -> Void)] = [
      ("runtime.g.goid", false, { $0.goroutine.goid += 8 }),
      ("runtime._panic.recovered", true, { $0.panic.recovered += 1 }),
      ("runtime._panic.goexit", true, { $0.panic.goexit += 3 }),
      ("runtime._defer.link", false, { $0.deferRecord.link -= 8 }),
      ("runtime.m.curg", false, { $0.machine.curg += 8 }),
      ("size of runtime.moduledata", false, { $0.moduleData.size += 8 }),
      ("funcID of runtime.gopanic", true, { $0.functionIDs.gopanic += 1 }),
    ]
    for (subject, isInCode, change) in wrong {
      var changed = layout
      change(&changed)
      let verification = try PanicScope.verifyContract(path: path, layout: changed)
      #expect(verification.differences.contains { $0.subject.hasPrefix(subject) }, "\(subject)")
      guard isInCode else { continue }
      let withoutDWARF = try PanicScope.verifyContract(path: stripped, layout: changed)
      #expect(withoutDWARF.differences.contains { $0.subject.hasPrefix(subject) }, "\(subject)")
    }
  }

  /// Damaged debug information is a difference or none at all, never a trap.
  @Test func damagedDebugInformationEndsWell() throws {
    let toolchain = try #require(GoToolchain.installed.last)
    let path = try toolchain.build(Self.program, flags: ["-ldflags=-compressdwarf=false"])
    var random = SeededRandom(seed: 7)
    let original = try Data(contentsOf: URL(filePath: path))
    let copy = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: copy) }
    for _ in 0..<12 {
      var bytes = original
      // The debug sections stand after the loaded ones, in the last third of the file.
      for _ in 0..<400 {
        let place = Int.random(in: bytes.count / 3 * 2..<bytes.count - 8000, using: &random)
        bytes[place] = UInt8.random(in: 0...255, using: &random)
      }
      try bytes.write(to: URL(filePath: copy))
      _ = try? PanicScope.verifyContract(path: copy)
    }
  }

  @Test func everyVersionHasARuleForEachTopic() throws {
    for version in GoVersion.compared {
      let rules = ContractRule.of(version)
      #expect(rules.map(\.topic) == ContractRule.Topic.allCases)
      let document = try Contracts.document(version.minorText)
      #expect(document.text(as: .text).contains("How recover() decides"))
      #expect(document.text(as: .markdown).contains("# Layouts"))
      _ = try JSONSerialization.jsonObject(with: Data(document.text(as: .json).utf8))
    }
  }

  @Test func whatChangedFrom125To126IsTold() throws {
    let changes = try Contracts.changes(from: "1.25", to: "1.26")
    #expect(changes.text.contains("rule of recover(): argp -> frame-count"))
    #expect(changes.text.contains("runtime._panic.gopanicFP"))
    #expect(changes.text.contains("they do not recover any more"))
    #expect(try Contracts.changes(from: "1.24", to: "1.24").text.contains("Nothing differs"))
    #expect(throws: SimulationError.self) { try Contracts.changes(from: "1.24", to: "1.99") }
  }

  @Test(.enabled(if: SchemaValidator.isThere)) func jsonFitsItsSchemas() throws {
    func check(_ name: String, _ documents: [String], breaking: (old: String, new: String)) throws {
      let schema = SchemaValidator(name)
      #expect(try schema.errors(in: documents) == nil, "\(name)")
      let broken = documents[0].replacing(breaking.old, with: breaking.new)
      #expect(broken != documents[0], "\(name)")
      #expect(try schema.errors(in: [broken]) != nil, "\(name)")
    }
    let versions = GoVersion.compared.map(\.minorText)
    try check(
      "contract",
      try (versions + ["1.18", "1.20"]).map { try Contracts.document($0).text(as: .json) },
      breaking: ("\"recoverRule\": \"argp\"", "\"recoverRule\": \"luck\""))
    try check(
      "contract-diff",
      try zip(versions, versions.dropFirst()).flatMap {
        [
          try Contracts.changes(from: $0, to: $1).json,
          try Contracts.changes(from: $1, to: $0).json,
        ]
      }, breaking: ("\"fields\"", "\"field\""))
    var verifications: [ContractVerification] = []
    for build in Self.builds {
      verifications.append(try PanicScope.verifyContract(path: build.program()))
    }
    // With differences.
    var wrong = try #require(RuntimeLayout.lookup(GoVersion(1, 27))?.layout)
    wrong.goroutine.goid += 8
    let build = try #require(Self.builds.last)
    verifications.append(try PanicScope.verifyContract(path: build.program(), layout: wrong))
    try check(
      "contract-verify", [ContractVerification.json(verifications)],
      breaking: ("\"comparedWithCode\"", "\"compared\""))
  }

  @Test func thePageIsUpToDate() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "docs/contract.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    #expect(try text == ContractPage.markdown(), "run Scripts/document-contract")
    // A link of the page's own leads to a heading of the page.
    let headings = text.split(separator: "\n").filter { $0.hasPrefix("#") }.map {
      $0.drop { $0 == "#" || $0 == " " }.lowercased().filter { $0.isLetter || $0 == " " }
        .replacing(" ", with: "-")
    }
    for match in text.matches(of: /\]\(#([a-z-]+)\)/) {
      #expect(headings.contains(String(match.output.1)), "\(match.output.0)")
    }
  }

  /// The functions that a rule names as its source are in the source of every version that it holds
  /// for.
  @Test func sourcesOfRulesAreThere() throws {
    var checked = 0
    for toolchain in GoToolchain.installed {
      for rule in ContractRule.of(GoVersion(toolchain.major, toolchain.minor)) {
        for part in rule.source.split(separator: "; ") {
          let words = part.split(separator: ": ", maxSplits: 1)
          guard let file = words.first, file.contains("/"),
            file.hasSuffix(".go") || file.hasSuffix(".s")
          else { continue }
          let path = toolchain.root + "/src/" + file
          let text = try? String(contentsOfFile: path, encoding: .utf8)
          #expect(text != nil, "\(toolchain): \(file) of \(rule.topic)")
          for name in words.dropFirst().first?.split(separator: ", ") ?? [] {
            let short = name.split(separator: ".").last.map(String.init) ?? String(name)
            let isThere = text?.contains(short) == true
            #expect(isThere, "\(toolchain): \(name) in \(file) of \(rule.topic)")
            checked += 1
          }
        }
      }
    }
    print("\(checked) functions of rules found")
  }
}
