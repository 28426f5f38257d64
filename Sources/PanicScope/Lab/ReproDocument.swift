import ByteReading
public import Lab
public import PanicContract
import Reporting

/// Writes the repro of a rule, or of a finding in a report, into a folder.
public struct ReproDocument: Sendable {
  /// A finding of a JSON report, as far as a repro tells of it.
  public struct Subject: Sendable, Hashable {
    public var fingerprint: String
    public var path: String?
    public var goVersion: String?
    public var message: String?
  }

  public var repro: Repro
  public var subject: Subject?

  public init(_ repro: Repro, subject: Subject? = nil) {
    self.repro = repro
    self.subject = subject
  }

  /// Finds a finding by the beginning of its fingerprint in what `audit -o json` wrote.
  public static func finding(
    _ fingerprint: String, inReport path: String
  ) throws(LabFailure) -> (rule: RuleID, subject: Subject) {
    let report = try read(path)
    guard let subjects = report["subjects"]?.array else {
      throw LabFailure("\(path): is no report of `panicscope audit -o json`")
    }
    var found: [(rule: RuleID, subject: Subject)] = []
    for subject in subjects {
      for finding in subject["findings"]?.array ?? [] {
        guard let text = finding["fingerprint"]?.string, text.hasPrefix(fingerprint),
          let rule = finding["rule"]?.string
        else { continue }
        found.append(
          (
            RuleID(rule),
            Subject(
              fingerprint: text, path: subject["path"]?.string,
              goVersion: subject["goVersion"]?.string, message: finding["message"]?.string)
          ))
      }
    }
    guard let first = found.first else {
      throw LabFailure(
        "\(path): has no finding whose fingerprint begins with \(VisibleText.escaping(fingerprint))"
      )
    }
    guard Set(found.map(\.subject.fingerprint)).count == 1 else {
      throw LabFailure(
        "\(path): \(found.count) findings' fingerprints begin with \(VisibleText.escaping(fingerprint)); give more of it"
      )
    }
    return first
  }

  /// A report of terraform with every site has 4 MB.
  private static let sizeLimit = 64 << 20

  private static func read(_ path: String) throws(LabFailure) -> JSONValue {
    do throws(JSONFileError) {
      return try JSONValue(contentsOf: path, limit: sizeLimit)
    } catch {
      throw LabFailure("\(path): \(error.message)")
    }
  }

  /// Writes everything into a folder that is not there yet, or empty, and tells the files.
  public func write(to folder: String) throws(LabFailure) -> [String] {
    var files = repro.files()
    files.append((name: "expected.txt", text: expected))
    files.append((name: "README.md", text: readme))
    do throws(HostError) {
      try SourceFolder.requireEmpty(folder)
      return try SourceFolder.write(files, to: folder)
    } catch {
      throw LabFailure("\(folder): \(error.message)")
    }
  }

  /// For programs: Go versions, flags, package and outcome in columns.
  private var expected: String {
    var out = "go\tbuild\tpackage\toutcome\n"
    for outcome in repro.outcomes {
      out += "\(outcome.versions.text)\t\(Self.builds(outcome))\t.\t\(outcome.value.text)\n"
    }
    return out + "\(repro.experiment.parts[1].versions.text)\tany\t./fixed\t\(repro.fixedOutcome)\n"
  }

  private static func builds(_ expectation: Expectation) -> String {
    switch expectation.variants {
    case nil: "any"
    case ["default"]: "default"
    case let names?: names.map { "-gcflags=" + $0 }.joined(separator: ", ")
    }
  }

  private var readme: String {
    let rule = repro.rule
    var out = "# \(rule.id.text) \(rule.name)\n\n\(rule.summary).\n\n"
    if let subject {
      let place = subject.path.map { " in `\(Self.code($0))`" } ?? ""
      let version = subject.goVersion.map { ", built by Go \(Self.code($0))" } ?? ""
      out += "Shows the cause of finding `\(Self.code(subject.fingerprint))`\(place)\(version):\n\n"
      if let message = subject.message { out += "> \(Self.quoted(message))\n\n" }
    }
    out += """
      ## Run it

          go run .          # with the mistake
          go run ./fixed    # without it
          go build -o program . && panicscope audit program

      ## Expected

      | Go | build | package | writes, and ends |
      |---|---|---|---|

      """
    for outcome in repro.outcomes {
      out +=
        "| \(outcome.versions.text) | \(Self.builds(outcome)) | `.` | \(Self.words(outcome.value.text)) |\n"
    }
    out +=
      "| \(repro.experiment.parts[1].versions.text) | any | `./fixed` | \(Self.words(repro.fixedOutcome)) |\n"
    out +=
      "\n`expected.txt` has the same in columns. The audit reports \(reported) for the program with"
    out += " the mistake, and nothing for the other one.\n\n## Why\n\n"
    out += rule.why.joined(separator: "\n\n") + "\n\n## How to fix it\n\n"
    return out + rule.howToFix.map { "- \($0)\n" }.joined()
  }

  /// The rules that the audit reports of the program with the mistake.
  private var reported: String {
    let all = repro.experiment.parts[0].expectations.filter { $0.name == "audit reports" }
      .map(\.value.text)
    let own = all.first { $0.contains(repro.rule.id.text) } ?? repro.rule.id.text
    let others = Set(all.filter { !$0.contains(repro.rule.id.text) }).sorted()
    return others.isEmpty
      ? own : "\(own) (\(others.joined(separator: ", ")) in builds where it dies)"
  }

  private static func words(_ outcome: String) -> String {
    outcome.isEmpty ? "nothing, exit status 0" : "`\(code(outcome))`"
  }

  /// Inside backquotes.
  private static func code(_ text: String) -> String {
    VisibleText.escaping(text).replacing("`", with: "'").replacing("|", with: "\\|")
  }

  private static func quoted(_ text: String) -> String {
    VisibleText.escaping(text).replacing("<", with: "&lt;")
  }
}
