import Foundation
import TestSupport
import Testing

/// `lab` and `repro` as users type them.
@Suite struct LabCommandTests {
  private static let newest = GoToolchain.installed(1, 27)

  private func panicscope(_ arguments: [String]) throws -> CommandResult {
    try runCommand(builtProgram.path, arguments, environment: ["NO_COLOR": "1"])
  }

  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("panicscope-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  private static let odd: [([String], Int32)] = [
    (["lab", "run", "../../etc/passwd", "--go", "/"], 2),
    (["lab", "run", "wrapper-inlin\u{1B}[31m"], 2),
    (["lab", "explain", ""], 2),
    (["lab", "run", "shapes", "--go", "/nonexistent"], 1),
    (["lab", "run", "shapes", "--go", "/proc/self"], 1),
    (["lab", "run", "shapes", "--evidence", "tea"], 2),
    (["lab", "run", "shapes", "--variant", "fast"], 2),
    (["lab", "export", "shapes", "/proc/self/shapes"], 1),
    (["lab", "export", "shapes", "/"], 1),
    (["repro", "PS999", "-o", "/nonexistent/x"], 2),
    (["repro", "PS201", "-o", "/proc/self/x"], 1),
    (["repro", "PS201", "-o", "/"], 1),
    (["repro", "aa", "--report", "/dev/zero", "-o", "/proc/self/x"], 1),
    (["repro", "aa", "--report", "/proc/self/status", "-o", "/proc/self/x"], 1),
  ]

  @Test(arguments: odd)
  func oddArgumentsAreRefusedInOneLine(arguments: [String], status: Int32) throws {
    let result = try panicscope(arguments)
    #expect(result.status == status, "\(arguments) \(result.errors)")
    #expect(result.output == "")
    let lines = result.errors.split(separator: "\n")
    #expect(lines.count == 1 && lines[0].hasPrefix("panicscope: "), "\(result.errors)")
    #expect(!result.errors.contains("\u{1B}"))
  }

  /// A toolchain that claims to be another version does not do what is expected of that one.
  @Test(.enabled(if: newest != nil, "no Go 1.27"))
  func aDifferenceIsExitStatus3() throws {
    let go = try #require(Self.newest)
    try withFolder { folder in
      for entry in try FileManager.default.contentsOfDirectory(atPath: go.root)
      where entry != "VERSION" {
        try FileManager.default.createSymbolicLink(
          atPath: folder.path + "/" + entry, withDestinationPath: go.root + "/" + entry)
      }
      try "go1.24.11\n".write(
        to: folder.appendingPathComponent("VERSION"), atomically: true, encoding: .utf8)
      let arguments = [
        "lab", "run", "wrapper-inline", "--variant", "default", "--evidence", "run", "--go",
      ]
      let wrong = try panicscope(arguments + [folder.path])
      #expect(wrong.status == 3, "\(wrong.errors)")
      #expect(wrong.output.contains("DIFFERS"))
      #expect(wrong.output.contains("(expected recover() = boom; returned)"))
      #expect(wrong.errors == "panicscope: 1 cell differs: exit status 3\n")
      let right = try panicscope(arguments + [go.root])
      #expect(right.status == 0 && right.output.contains("PASS"))
    }
  }

  @Test func aReproIsWrittenForAFindingOfAReport() throws {
    let program = try #require(GoToolchain.installed.last).build(
      """
      package main

      func helper() { println(recover() != nil) }

      func main() {
      	defer func() { helper() }()
      	panic("boom")
      }
      """, flags: ["-gcflags=-l"])
    try withFolder { folder in
      let report = folder.path + "/audit.json"
      _ = try panicscope(["audit", "-o", "json=" + report, program])
      let json = try String(contentsOfFile: report, encoding: .utf8)
      let found = json.firstMatch(of: /"fingerprint": ?"([0-9a-f]+)"/)
      let fingerprint = String(try #require(found).output.1)
      let output = folder.path + "/repro"
      let result = try panicscope([
        "repro", String(fingerprint.prefix(10)), "--report", report, "-o", output,
      ])
      #expect(result.status == 0, "\(result.errors)")
      let readme = try String(contentsOfFile: output + "/README.md", encoding: .utf8)
      #expect(readme.contains("# PS201 recover-too-deep"))
      #expect(readme.contains(fingerprint))
    }
  }
}
