import Foundation

/// Validates documents against the published schemas with an independent program.
public struct SchemaValidator {
  /// Whether Python's jsonschema is there; says so once when it is not.
  public static let isThere: Bool = {
    let found = try? runCommand("/usr/bin/env", ["python3", "-c", "import jsonschema"]).status == 0
    if found != true { print("skipped: python3 has no module jsonschema") }
    return found == true
  }()

  private static let script = """
    import json, sys, jsonschema
    schema = json.load(open(sys.argv[1]))
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    errors = [e for text in json.load(sys.stdin) for e in validator.iter_errors(json.loads(text))]
    for error in errors: print(error.json_path, error.message[:200])
    sys.exit(1 if errors else 0)
    """
  private let schema: String

  /// `name` is that of `schema/panicscope-NAME.schema.json`.
  public init(_ name: String) {
    schema =
      URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "schema/panicscope-\(name).schema.json").path
  }

  /// What is wrong, one line an error; nil when all documents are valid.
  public func errors(in documents: [String]) throws -> String? {
    let input = String(decoding: try JSONEncoder().encode(documents), as: UTF8.self)
    let result = try runCommand(
      "/usr/bin/env", ["python3", "-c", Self.script, schema], input: input)
    return result.status == 0 ? nil : result.output + result.errors
  }
}
