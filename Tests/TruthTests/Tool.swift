import Foundation
import TestSupport

struct TruthFailure: Error, CustomStringConvertible {
  let description: String
}

/// Programs that the tests run.
enum Tool {
  static let packageRoot = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// The executable next to the test bundle, or `PANICSCOPE_BINARY`.
  static func panicscope() throws -> String {
    if let path = ProcessInfo.processInfo.environment["PANICSCOPE_BINARY"] { return path }
    let bundle = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let candidates = [
      URL(filePath: bundle).deletingLastPathComponent().appending(path: "panicscope").path,
      packageRoot + "/.build/debug/panicscope",
    ]
    guard let found = candidates.first(where: FileManager.default.isExecutableFile) else {
      throw TruthFailure(
        description: "no panicscope executable: swift build --product panicscope")
    }
    return found
  }

  /// Runs a program and returns what it wrote to standard output.
  static func run(_ program: String, _ arguments: [String]) throws -> String {
    let result = try runCommand(program, arguments)
    guard result.status == 0 else {
      throw TruthFailure(
        description: "\(program) \(arguments.joined(separator: " ")) ended with status"
          + " \(result.status): \(result.errors.suffix(2000))")
    }
    return result.output
  }

  /// The audit of one executable with every site.
  static func audit(_ binary: String) throws -> AuditDocument.Subject {
    let output = try run(
      try panicscope(),
      ["audit", "-o", "json", "--sites", "--scope", "all", "--fail-on", "never", binary])
    let document = try JSONDecoder().decode(AuditDocument.self, from: Data(output.utf8))
    guard let subject = document.subjects.first, document.subjects.count == 1 else {
      throw TruthFailure(description: "\(document.subjects.count) subjects for \(binary)")
    }
    return subject
  }
}
