import Foundation
import TestSupport

/// What `panicscope trace -o json` writes, as far as the tests look at it.
struct TraceDocument: Decodable {
  struct Place: Decodable {
    let function: String?
    let file: String?
    let line: Int?
    /// `directory/file.go:line`, as the matrix names places.
    var place: String? {
      guard let file, let line else { return nil }
      return file.split(separator: "/").suffix(2).joined(separator: "/") + ":\(line)"
    }
  }
  struct Explanation: Decodable {
    struct Evidence: Decodable { let text: String }
    let kind: String
    let cause: String?
    let sentence: String
    let details: [String]
    let advice: String?
    let contradictions: [String]
    let evidence: [Evidence]
  }
  struct Frame: Decodable { let isWrapper: Bool }
  struct Recover: Decodable {
    let place: Place?
    let frames: [Frame]
    let recovered: Bool?
    let reason: String?
    let cause: String?
  }
  struct Event: Decodable {
    let event: String
    let recover: Recover?
  }
  struct Panic: Decodable {
    let origin: String?
    let valueType: String?
    let value: String?
    let state: String?
  }
  struct Episode: Decodable {
    let outcome: String
    let explanation: Explanation
    let panics: [Panic]
    let events: [Event]
    let gaps: [String]
    var recovers: [Recover] { events.compactMap(\.recover) }
  }
  struct Summary: Decodable {
    let panics: Int
    let episodes: Int
    let lostEvents: Int
    let hits: Int
    let contradictions: Int
    let exitStatus: Int?
  }
  let engine: String
  let episodes: [Episode]
  let summary: Summary
}

extension Tool {
  /// Whether traces run here; tests that need one are skipped otherwise, and say so.
  static let canTrace: Bool = {
    guard getuid() == 0 else {
      print("trace tests are skipped: they need root (or CAP_BPF and CAP_PERFMON)")
      return false
    }
    return true
  }()

  /// Traces one run of a program.
  static func trace(
    _ program: String, _ arguments: [String] = [], options: [String] = []
  ) throws -> (document: TraceDocument, result: CommandResult) {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    let result = try runCommand(
      try panicscope(),
      ["trace", "-o", "json=\(file.path)"] + options + ["--", program] + arguments)
    guard let data = try? Data(contentsOf: file) else {
      throw TruthFailure(description: "\(program): \(result.errors.suffix(2000))")
    }
    return (try JSONDecoder().decode(TraceDocument.self, from: data), result)
  }
}
