import Foundation
import PanicScope
import TestSupport
import Testing

/// What the README files promise.
@Suite("README")
struct ReadmeTests {
  /// The library example of README.md, word for word; it compiles, and `libraryExample` runs it.
  private func auditServer() throws -> [String] {
    var printed: [String] = []
    func print(_ items: Any...) { printed.append(items.map { "\($0)" }.joined(separator: " ")) }
    // README
    let report = try PanicScope.audit(path: "bin/server")
    for finding in report.activeFindings where finding.severity == .high {
      print(finding.rule, finding.place.function ?? "?", finding.message)
    }
    // README
    return printed
  }

  @Test("the library example is this file's")
  func libraryExample() throws {
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    let parts = source.components(separatedBy: "    // README\n")
    try #require(parts.count == 3)
    let code = parts[1].split(separator: "\n").map { $0.dropFirst(4) }.joined(separator: "\n")
    let readme = try String(contentsOfFile: Tool.packageRoot + "/README.md", encoding: .utf8)
    #expect(readme.contains("import PanicScope\n\n\(code)\n"))
    // There is no bin/server here: the example tells so by throwing.
    #expect(throws: AuditError.self) { try auditServer() }
  }

  @Test("docs/cli.md is what --help says")
  func commandLine() throws {
    _ = try Tool.run(
      Tool.packageRoot + "/Scripts/document-cli", ["--check", "--panicscope", Tool.panicscope()])
  }

  /// A row of the table in the example service's README.
  struct Mistake: Equatable {
    var file: String
    var rule: String
  }

  static func plantedMistakes() throws -> [Mistake] {
    let readme = try String(
      contentsOfFile: Tool.packageRoot + "/Examples/service/README.md", encoding: .utf8)
    return readme.matches(of: /\|\s*\d+\s*\|\s*`([^`]+\.go)`.*\|\s*(PS\d+)\s*\|/).map {
      Mistake(file: String($0.output.1), rule: String($0.output.2))
    }
  }

  @Test(
    "the audit finds the six mistakes of the example service", arguments: ["1.24.11", "1.27.3"])
  func exampleService(version: String) throws {
    let mistakes = try Self.plantedMistakes()
    #expect(mistakes.count == 6)
    let binary = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: binary) }
    _ = try Tool.run(Tool.packageRoot + "/Scripts/build-example", [version, binary])
    let findings = try PanicScope.audit(path: binary).activeFindings
    for mistake in mistakes {
      #expect(
        findings.contains {
          $0.rule.text == mistake.rule && $0.severity == .high
            && $0.place.location?.file.hasSuffix("/" + mistake.file) ?? false
        }, "\(mistake)")
    }
    // What is right in it stays unmentioned: the middleware and the shutdown goroutine's guard.
    #expect(!findings.contains { $0.place.function?.contains("recovering") ?? false })
    #expect(
      !findings.contains { $0.rule.text.hasPrefix("PS2") && $0.place.function == "main.main.func1" }
    )
  }
}
