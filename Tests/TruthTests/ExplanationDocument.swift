import Foundation
import TestSupport
import Testing

/// What these tests read of `explain -o json`.
struct ExplanationDocument: Decodable {
  struct Explanation: Decodable {
    let kind: String
    let cause: String?
    let sentence: String
    let details: [String]
  }
  struct Remains: Decodable { let explanation: Explanation }
  let remains: [Remains]

  static func first(in output: String, _ name: String) throws -> Explanation {
    let document = try JSONDecoder().decode(Self.self, from: Data(output.utf8))
    return try #require(document.remains.first, "\(name)").explanation
  }

  /// Of what the program, which dies of a panic in this mode, printed.
  static func ofDeath(_ program: String, _ mode: String) throws -> Explanation {
    let died = try runCommand(program, [mode])
    #expect(died.status == 2, "\(mode) lives")
    let result = try runCommand(
      try Tool.panicscope(), ["explain", "-o", "json", "--binary", program, "-"],
      input: died.errors)
    #expect(result.status == 0, "\(result.errors)")
    return try first(in: result.output, mode)
  }
}
