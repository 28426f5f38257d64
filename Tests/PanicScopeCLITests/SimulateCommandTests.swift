import Foundation
import TestSupport
import Testing

/// `simulate` and `contract` as people call them.
@Suite struct SimulateCommandTests {
  private func run(_ arguments: String...) throws -> (status: Int32, output: String, errors: String)
  {
    let result = try runCommand(builtProgram.path, arguments, environment: ["NO_COLOR": "1"])
    return (result.status, result.output, result.errors)
  }

  @Test func wrongUsageIsOneLineAndTwo() throws {
    let calls: [(arguments: [String], words: String)] = [
      (["simulate", "nothing"], "there is no scenario nothing"),
      (["simulate", "./none.yaml"], "./none.yaml: No such file or directory"),
      (["simulate", "--go", "1.99", "goexit"], "known are 1.18 to 1.27"),
      (["simulate", "--go", "1.22", "range-recover-in-body"], "which Go 1.22 cannot"),
      (["simulate", "--from", "binary"], "--from is BINARY:FUNCTION"),
      (["simulate", "-o", "go", "callback-through-c"], "-o go=FOLDER/main.go"),
      (["contract", "--go", "2.0"], "the rules of Go 2.0 are not known"),
      (["contract", "--diff", "1.25", "1.99"], "the rules of Go 1.99 are not known"),
      (["facts", "--id", "C999"], "they are C001 to C217"),
      (["facts", "--chapter", "9"], "there are 1 to 5"),
    ]
    for call in calls {
      let result = try runCommand(builtProgram.path, call.arguments)
      #expect(result.status == 2 && result.output.isEmpty, "\(call.arguments)")
      #expect(result.errors.hasPrefix("panicscope: ") && result.errors.contains(call.words))
      #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
    }
  }

  /// What -o go writes does what simulate said, with C in it, too.
  @Test(arguments: ["inlined-argument", "callback-through-c"])
  func theWrittenProgramDoesTheSame(name: String) throws {
    let toolchain = try #require(GoToolchain.installed.last)
    let usesC = name == "callback-through-c"
    if usesC, try runCommand("/usr/bin/env", ["gcc", "--version"]).status != 0 {
      print("skipped: no gcc")
      return
    }
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(try run("simulate", "-o", "go=\(folder)/main.go", name).status == 0)
    try "module example.com/written\n\ngo 1.21\n"
      .write(toFile: folder + "/go.mod", atomically: true, encoding: .utf8)
    _ = try toolchain.go(
      ["build", "-o", "written", "."], environment: usesC ? ["CGO_ENABLED": "1"] : [:],
      directory: folder)
    let observed = try runCommand(folder + "/written", [])
    let simulated = try run("simulate", "--go", toolchain.version, "-o", "json", name)
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(simulated.output.utf8)) as? [String: Any])
    let runs = try #require(document["runs"] as? [[String: Any]])
    #expect(runs.first?["exitStatus"] as? Int == Int(observed.status))
    let lines = observed.output.split(separator: "\n").map(String.init)
    #expect(runs.first?["output"] as? [String] == lines)
  }

  @Test func aScenarioFileIsRunAndWrittenBack() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let help = try run("simulate", "--help").output
    // The scenario that the help shows, without its indent.
    let lines = help.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex { $0.contains("title: ") })
    let end = try #require(lines.firstIndex { $0.contains("Statements:") })
    let text = lines[start..<end].map { $0.dropFirst(2) }.joined(separator: "\n")
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    let result = try run("simulate", "--go", "1.26", path)
    #expect(result.status == 0 && result.output.contains("dies of the panic"), "\(text)")
    let again = try run("simulate", "-o", "yaml", path)
    #expect(again.output.contains("- defer: cleanup"))
  }
}
