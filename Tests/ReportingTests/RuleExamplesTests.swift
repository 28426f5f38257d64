import Foundation
import PanicContract
import Testing

/// Each rule's example is built and run: what its text promises is what Go does.
@Suite(.serialized) struct RuleExamplesTests {
  private static let toolchains: [(version: String, root: URL)] = {
    let environment = ProcessInfo.processInfo.environment
    let cache =
      environment["XDG_CACHE_HOME"].map { URL(fileURLWithPath: $0) }
      ?? FileManager.default.homeDirectoryForCurrentUser.appendingPathComponent(".cache")
    let folder = cache.appendingPathComponent("panicscope/go")
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let found = versions.map { ($0, folder.appendingPathComponent("\($0)/go")) }.filter {
      FileManager.default.isExecutableFile(atPath: $0.1.appendingPathComponent("bin/go").path)
    }.sorted { $0.0.compare($1.0, options: .numeric) == .orderedAscending }
    if found.isEmpty { print("rule examples are not run: no Go toolchain below \(folder.path)") }
    return found.map { (version: $0.0, root: $0.1) }
  }()

  private static func toolchain(_ prefix: String) -> (version: String, root: URL)? {
    toolchains.last { $0.version.hasPrefix(prefix) }
  }

  private struct Outcome {
    var status: Int32
    var text: String
  }

  private func run(_ source: String, with go: (version: String, root: URL), flags: [String] = [])
    throws -> Outcome
  {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("panicscope-rule-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("main.go")
    try Data(source.utf8).write(to: file)
    let program = folder.appendingPathComponent("program")
    var environment = ProcessInfo.processInfo.environment
    environment["GOROOT"] = go.root.path
    environment["GOTOOLCHAIN"] = "local"
    environment["GOPROXY"] = "off"
    environment["GO111MODULE"] = "off"
    environment["CGO_ENABLED"] = "0"
    environment["GOCACHE"] =
      go.root.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("gocache/\(go.version)").path
    let build = try execute(
      go.root.appendingPathComponent("bin/go"),
      ["build"] + flags + ["-o", program.path, file.path],
      environment)
    try #require(build.status == 0, "\(build.text)")
    return try execute(program, [], [:])
  }

  private func execute(_ program: URL, _ arguments: [String], _ environment: [String: String])
    throws -> Outcome
  {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.environment = environment
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(status: process.terminationStatus, text: String(decoding: data, as: UTF8.self))
  }

  @Test(.enabled(if: toolchain("1.27") != nil), arguments: Rule.all.map(\.id.text))
  func examplesDoWhatTheirTextSays(id: String) throws {
    let rule = try #require(Rule.find(id))
    let go = try #require(Self.toolchain("1.27"))
    let bad = try run(rule.example.bad, with: go)
    let fixed = try run(rule.example.fixed, with: go)
    #expect(!bad.text.contains("never printed"))
    switch id {
    case "PS401":
      #expect(bad.status == 0 && bad.text == "")
      #expect(fixed.status == 2 && fixed.text.contains("panic: boom"))
    default:
      #expect(bad.status == 2 && bad.text.contains("panic: "))
      #expect(fixed.status == 0, "\(fixed.text)")
    }
    if id == "PS205" { #expect(bad.text.hasPrefix("recovered: <nil>\n")) }
    if id == "PS206" { #expect(bad.text.hasPrefix("log false\n")) }
  }

  @Test(.enabled(if: toolchain("1.25") != nil && toolchain("1.21") != nil))
  func theAccidentHappensInGo122To125AndOnlyWithInlining() throws {
    let old = try #require(Self.toolchain("1.21"))
    let last = try #require(Self.toolchain("1.25"))
    let example = Rule.accidentalRecover.example
    #expect(try run(example.bad, with: last).status == 0)
    #expect(try run(example.bad, with: last, flags: ["-gcflags=-l"]).status == 2)
    #expect(try run(example.bad, with: old).status == 2)
    #expect(try run(example.fixed, with: last, flags: ["-gcflags=-N -l"]).status == 0)
  }
}
