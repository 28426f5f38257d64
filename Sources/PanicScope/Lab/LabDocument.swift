import ByteReading
public import Lab
import Reporting

/// What can be told of experiments without running them.
public enum LabDocument {
  public static func list(as isJSON: Bool) -> String { isJSON ? json : text }

  private static var text: String {
    let width = Experiment.ids.map(\.count).max() ?? 0
    return Experiment.all.map { experiment in
      experiment.id + String(repeating: " ", count: width + 2 - experiment.id.count)
        + experiment.question + "\n"
    }.joined()
  }

  private static var json: String {
    var writer = JSONWriter(OutputBuffer(), layout: .lines)
    writer.object { writer in
      writer.field("schemaVersion", "1.0.0")
      writer.array("experiments", Experiment.all) { writer, experiment in
        writer.object {
          $0.field("id", experiment.id)
          $0.field("question", experiment.question)
          $0.field("answer", experiment.answer)
          $0.strings("claims", experiment.claims)
        }
      }
    }
    writer.endLine()
    return writer.out.text
  }

  public static func explanation(of experiment: Experiment) -> String {
    var out = "\(experiment.id): \(experiment.question)\n\n\(experiment.answer)\n"
    if !experiment.claims.isEmpty {
      out += "\nStatements of the article: \(experiment.claims.joined(separator: ", "))\n"
    }
    for part in experiment.parts {
      let files = part.program.files.keys.sorted().joined(separator: ", ")
      out += "\nProgram \(part.program.name) (\(files)), Go \(part.versions.text), built as "
      out += part.variants.map(\.name).joined(separator: ", ") + "\n"
      out += "Expected\n"
      for expectation in part.expectations {
        var line = "  \(expectation.name): \(expectation.value.text)"
        var limits: [String] = []
        if expectation.versions != .all { limits.append("Go \(expectation.versions.text)") }
        if let variants = expectation.variants { limits.append(variants.joined(separator: ", ")) }
        if !limits.isEmpty { line += "   [\(limits.joined(separator: "; "))]" }
        out += line + "\n"
      }
    }
    out += recorded(experiment)
    return out + "\nTo run it: panicscope lab run \(experiment.id)\n"
  }

  private static func recorded(_ experiment: Experiment) -> String {
    let results = RecordedResult.all.filter { $0.experiment == experiment.id }
    guard !results.isEmpty else { return "" }
    var out = "\nRecorded, not run here: \(RecordedResult.origin)\n"
    var last: String?
    for result in results {
      if result.name != last { out += "  \(result.name)\n" }
      last = result.name
      out += "    \(result.value.isEmpty ? "(nothing)" : result.value)"
      out += result.builds == "all" ? "\n" : "   [\(result.builds)]\n"
    }
    return out
  }

  /// Writes the programs, a folder each, and tells the files.
  public static func export(
    _ experiment: Experiment, to folder: String
  ) throws(LabFailure) -> [String] {
    var written: [String] = []
    do throws(HostError) {
      try SourceFolder.requireEmpty(folder)
      for part in experiment.parts {
        let place = experiment.parts.count > 1 ? "\(folder)/\(part.program.name)" : folder
        written += try part.program.write(to: place, version: part.versions.first ?? "1.21")
      }
    } catch {
      throw LabFailure("\(folder): \(error.message)")
    }
    return written
  }
}
