import ByteReading
import PanicScope

/// What holds after flags, environment, configuration and defaults, in this order.
struct EffectiveSettings {
  enum Source: String { case flag, environment, configuration, `default` }

  var configuration: Configuration
  var failOn: FailOn
  var failOnSource: Source
  /// nil for the default.
  var scopes: Set<CodeScope>?
  var scopeSource: Source

  init(config: String?, scope: String?, failOn: FailOn?) throws {
    do throws(ConfigurationError) {
      let named = config ?? Self.variable("PANICSCOPE_CONFIG")
      let path = if let named { named } else { try Configuration.defaultPath() }
      configuration =
        if let path { try Configuration(contentsOf: path) } else { Configuration() }
    } catch {
      throw ToolError.usage(error.description)
    }

    let fromEnvironment = try Self.variable("PANICSCOPE_FAIL_ON").map { text in
      guard let value = FailOn(rawValue: text) else {
        throw ToolError.usage("PANICSCOPE_FAIL_ON is high, medium, low or never, not \(text)")
      }
      return value
    }
    (self.failOn, failOnSource) = Self.first(
      failOn, fromEnvironment, configuration.failOn, default: .high)

    func parse(_ text: String, _ name: String) throws -> Set<CodeScope> {
      guard let scopes = CodeScope.parse(text.split(separator: ",").map(String.init)) else {
        throw ToolError.usage("\(name) is main, deps, std or all, not \(text)")
      }
      return scopes
    }
    let chosen = Self.first(
      try scope.map { try parse($0, "--scope") },
      try Self.variable("PANICSCOPE_SCOPE").map { try parse($0, "PANICSCOPE_SCOPE") },
      configuration.scopes, default: [])
    scopes = chosen.0.isEmpty ? nil : chosen.0
    scopeSource = chosen.1
  }

  private static func first<Value>(
    _ flag: Value?, _ environment: Value?, _ configuration: Value?, default: Value
  ) -> (Value, Source) {
    if let flag { return (flag, .flag) }
    if let environment { return (environment, .environment) }
    if let configuration { return (configuration, .configuration) }
    return (`default`, .default)
  }

  /// An empty variable is as good as none.
  private static func variable(_ name: String) -> String? {
    Host.environment(name).flatMap { $0.isEmpty ? nil : $0 }
  }
}
