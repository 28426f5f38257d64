import Foundation
import PanicContract
import TestSupport
import Testing

@testable import Reporting

/// The published schemas hold for real output, checked by an independent validator.
@Suite struct SchemaTests {
  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("schema")

  private static let python =
    ProcessInfo.processInfo.environment["PANICSCOPE_PYTHON"] ?? "python3"

  static let hasValidator: Bool = {
    let found = (try? run(["-c", "import jsonschema"], input: ""))?.status == 0
    if !found {
      print("schema tests are skipped: \(python) has no module jsonschema (PANICSCOPE_PYTHON)")
    }
    return found
  }()

  static func run(_ arguments: [String], input: String) throws -> (
    status: Int32, text: String
  ) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [python] + arguments
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("panicscope-schema-\(UUID().uuidString).json")
    try Data(input.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    process.standardInput = try FileHandle(forReadingFrom: file)
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.start()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: text, as: UTF8.self))
  }

  /// Validates each line, or the whole input, and prints what is wrong.
  static let script = """
    import json, sys, jsonschema
    schema = json.load(open(sys.argv[1]))
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    texts = sys.stdin.read().split("\\n") if sys.argv[2] == "lines" else [sys.stdin.read()]
    errors = [error for text in texts if text for error in validator.iter_errors(json.loads(text))]
    for error in errors: print(error.json_path, error.message[:200])
    sys.exit(1 if errors else 0)
    """

  private static let samples: [AuditReport] = [
    Sample.report([]), Sample.hostile,
    Sample.report([
      Sample.subject(findings: [Sample.tooDeep, Sample.exposed], sites: true),
      Sample.subject(findings: []),
    ]),
  ]

  @Test(.enabled(if: hasValidator), arguments: [false, true])
  func json(sites: Bool) throws {
    for sample in Self.samples {
      let result = try Self.run(
        [
          "-c", Self.script,
          Self.folder.appendingPathComponent("panicscope-audit.schema.json").path,
          "whole",
        ],
        input: sample.output(.json) { $0.sites = sites })
      #expect(result.status == 0, "\(result.text)")
    }
  }

  @Test(.enabled(if: hasValidator))
  func ndjson() throws {
    let schema = Self.folder.appendingPathComponent("panicscope-audit-ndjson.schema.json").path
    for sample in Self.samples {
      let result = try Self.run(
        ["-c", Self.script, schema, "lines"], input: sample.output(.ndjson) { $0.sites = true })
      #expect(result.status == 0, "\(result.text)")
    }
  }

  /// A schema that accepts anything would pass the tests above.
  @Test(.enabled(if: hasValidator))
  func aMissingOrWrongFieldIsRefused() throws {
    let schema = Self.folder.appendingPathComponent("panicscope-audit.schema.json").path
    let good = Self.samples[2].output(.json) { $0.sites = true }
    for (old, new) in [
      ("\"severity\": \"high\"", "\"severity\": \"severe\""),
      ("\"fingerprint\":", "\"fingerprints\":"), ("\"guard\":", "\"gard\":"),
      ("\"kind\": \"heap\"", "\"kind\": \"pile\""), ("\"go\": \"aa/bb\"", "\"go\": 1"),
      ("\"how\": \"called\"", "\"how\": null"), ("\"address\": \"0x4a3e05\"", "\"address\": 5"),
    ] {
      #expect(good.contains(old))
      let result = try Self.run(
        ["-c", Self.script, schema, "whole"], input: good.replacing(old, with: new))
      #expect(result.status == 1, "\(new) was accepted")
    }
  }
}
