import Foundation
import TestSupport
import Testing

enum TerminalTesting {
  static let canRun: Bool = {
    let canRun =
      TraceCommandTesting.canRun && FileManager.default.isExecutableFile(atPath: "/usr/bin/script")
    if !canRun { print("tests on a terminal are skipped: they need root, Go and script(1)") }
    return canRun
  }()
}

/// Stories on a terminal, which `script` is here.
@Suite(.serialized, .enabled(if: TerminalTesting.canRun)) struct TerminalTests {
  private static let source = """
    package main

    import "fmt"

    func helper() {
    	if r := recover(); r != nil {
    		fmt.Println(r)
    	}
    }

    func guardOfTheWorkThatHasALongName() { helper() }

    func work() {
    	defer guardOfTheWorkThatHasALongName()
    	panic("boom")
    }

    func main() { work() }
    """

  private static func program() throws -> String {
    try #require(TraceCommandTesting.go).build(source)
  }

  /// What the command writes to a terminal of that width.
  private func lines(_ columns: Int, _ command: String) throws -> [String] {
    let result = try runCommand(
      "/usr/bin/script",
      ["-qec", "stty cols \(columns); NO_COLOR=1 '\(builtProgram.path)' \(command)", "/dev/null"])
    return result.output.replacing("\r\n", with: "\n").split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
  }

  private func command(_ verb: String) throws -> String {
    let program = try Self.program()
    return verb == "trace"
      ? "trace -- '\(program)'"
      : "inject --at main.work:main.go:15 --program-output drop -- '\(program)'"
  }

  @Test(arguments: ["trace", "inject"]) func linesKeepToTheTerminal(verb: String) throws {
    let command = try command(verb)
    let narrow = try lines(64, command)
    let wide = try lines(1000, command)
    let sentence = "recover() in main.helper"
    for line in narrow where line.count > 64 {
      // A path is one word.
      #expect(line.split(separator: " ").contains { $0.count > 40 }, "\(line)")
    }
    let begin = try #require(narrow.firstIndex { $0.hasPrefix("  " + sentence) })
    #expect(narrow[begin + 1].hasPrefix("      "))
    let whole = try #require(wide.first { $0.hasPrefix("  " + sentence) })
    #expect(
      whole.split(separator: " ").starts(
        with: narrow[begin...(begin + 1)].joined(separator: " ").split(separator: " ")))
  }

  @Test(arguments: ["trace", "inject"]) func pipesGetWholeLines(verb: String) throws {
    let command = try command(verb)
    let piped = try lines(64, command + " 2>&1 | cat")
    #expect(piped.contains { $0.hasPrefix("  recover() in main.helper") && $0.count > 100 })
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("story").path
    let (name, rest) = (
      command.split(separator: " ", maxSplits: 1)[0], command.split(separator: " ", maxSplits: 1)[1]
    )
    _ = try lines(64, "\(name) -o text=\(file) \(rest)")
    let written = try String(contentsOfFile: file, encoding: .utf8)
    #expect(
      written.split(separator: "\n").contains {
        $0.hasPrefix("  recover() in main.helper") && $0.count > 100
      })
  }
}
