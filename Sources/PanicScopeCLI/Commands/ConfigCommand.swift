import ArgumentParser
import PanicScope
import Reporting

struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Check the configuration and print what is in effect, and from where.",
    discussion: """
      Flags win over the environment (PANICSCOPE_CONFIG, PANICSCOPE_FAIL_ON, PANICSCOPE_SCOPE), \
      that over the configuration, that over the defaults.

      EXAMPLES
        panicscope config
        panicscope config --config ci/panicscope.yaml
      """)

  @Option(
    help: ArgumentHelp("Read this file instead of the default one.", valueName: "file"),
    completion: .file(extensions: ["yaml", "yml"]))
  var config: String?

  func run() throws {
    let settings = try EffectiveSettings(config: config, scope: nil, failOn: nil)
    try Terminal.printOutput(Self.text(settings))
  }

  /// YAML that could be a configuration itself.
  static func text(_ settings: EffectiveSettings) -> String {
    let configuration = settings.configuration
    var lines = ["# configuration: \(VisibleText.escaping(configuration.path ?? "none"))"]
    lines.append("fail-on: \(settings.failOn.rawValue)  # \(settings.failOnSource.rawValue)")
    let scopes = settings.scopes ?? [.main, .deps]
    let names = CodeScope.allCases.filter(scopes.contains).map(\.rawValue)
    lines.append("scope: [\(names.joined(separator: ", "))]  # \(settings.scopeSource.rawValue)")
    lines.append("path-map:" + (configuration.pathMap.isEmpty ? " []" : ""))
    for entry in configuration.pathMap {
      lines.append("  - " + quoted("\(entry.from)=\(entry.to)"))
    }
    lines.append("spawners:" + (configuration.spawners.isEmpty ? " []" : ""))
    for spawner in configuration.spawners {
      lines.append("  - {function: \(quoted(spawner.function)), argument: \(spawner.argument)}")
    }
    lines.append("ignore:" + (configuration.ignore.isEmpty ? " []" : ""))
    for entry in configuration.ignore {
      lines.append("  - reason: \(quoted(entry.reason))")
      if !entry.rules.isEmpty {
        lines.append("    id: [\(entry.rules.sorted().map(\.text).joined(separator: ", "))]")
      }
      let criteria = [
        ("symbol", entry.symbol), ("path", entry.path), ("module", entry.module),
        ("fingerprint", entry.fingerprint), ("expires", entry.expires?.description),
      ]
      for (key, value) in criteria {
        if let value { lines.append("    \(key): \(quoted(value))") }
      }
    }
    return lines.joined(separator: "\n")
  }

  /// A double-quoted JSON string is one in YAML too.
  private static func quoted(_ text: String) -> String {
    var writer = JSONWriter(OutputBuffer(), layout: .compact)
    writer.element(text)
    return writer.out.text
  }
}
