import ByteReading
import Yams

/// Why a configuration is refused; nothing of it is used then.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
  public var path: String
  /// From 1; nil where the file as a whole is meant.
  public var line: Int?
  public var message: String
  public var description: String {
    line.map { "\(path):\($0): \(message)" } ?? "\(path): \(message)"
  }
}

extension Configuration {
  /// Reads a file strictly: unknown keys, missing reasons and values of the wrong kind are errors.
  public init(contentsOf path: String) throws(ConfigurationError) {
    let bytes: [UInt8]
    do throws(HostError) {
      bytes = try Host.contents(of: path, limit: 1 << 20)
    } catch {
      throw ConfigurationError(path: path, line: nil, message: error.message)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ConfigurationError(path: path, line: nil, message: "is not UTF-8")
    }
    self = try ConfigurationReader(path: path).read(text)
  }

  /// The file that is used when none is named: `.panicscope.yaml` in the working directory, else
  /// `panicscope/config.yaml` in the user's configuration folder; nil if there is none.
  public static var defaultPath: String? {
    let folder =
      Host.environment("XDG_CONFIG_HOME").flatMap { $0.isEmpty ? nil : $0 }
      ?? Host.environment("HOME").map { $0 + "/.config" }
    let candidates = [".panicscope.yaml"] + (folder.map { [$0 + "/panicscope/config.yaml"] } ?? [])
    return candidates.first { (try? FileStatus(path: $0, followingLinks: true)) != nil }
  }
}

struct ConfigurationReader {
  let path: String

  func read(_ text: String) throws(ConfigurationError) -> Configuration {
    let root: Node?
    if Self.hasAnchorsAndManyAliases(text) {
      throw ConfigurationError(
        path: path, line: nil,
        message: "has more than \(Self.aliasLimit) aliases (*name); write the values out")
    }
    do {
      root = try Yams.compose(yaml: text)
    } catch {
      throw yamlError(error)
    }
    var configuration = Configuration()
    configuration.path = path
    // A file of comments only.
    guard let root, root.null == nil else { return configuration }
    for (key, value) in try mapping(root, "the configuration") {
      switch key.text {
      case "ignore":
        for entry in try sequence(value, "ignore") {
          configuration.ignore.append(try ignoreEntry(entry))
        }
      case "fail-on": configuration.failOn = try choice(value, "fail-on")
      case "scope": configuration.scopes = try scopes(value)
      case "path-map":
        for entry in try sequence(value, "path-map") {
          guard let parsed = PathMap.Entry(parsing: try scalar(entry, "path-map")) else {
            throw error(entry, "a path-map entry is FROM=TO")
          }
          configuration.pathMap.append(parsed)
        }
      case "spawners":
        for entry in try sequence(value, "spawners") {
          configuration.spawners.append(try spawner(entry))
        }
      default:
        throw unknown(
          key, ["ignore", "fail-on", "scope", "path-map", "spawners"], "the configuration")
      }
    }
    return configuration
  }

  // MARK: Entries

  private func ignoreEntry(_ node: Node) throws(ConfigurationError) -> IgnoreEntry {
    var entry = IgnoreEntry(line: node.mark?.line ?? 1)
    for (key, value) in try mapping(node, "an ignore entry") {
      switch key.text {
      case "id":
        let ids = value.sequence == nil ? [value] : try sequence(value, "id")
        for id in ids {
          let text = try scalar(id, "id")
          guard let rule = Rule.find(text) else {
            throw error(id, "there is no rule \(shortened(text)); `panicscope rules` lists them")
          }
          entry.rules.insert(rule.id)
        }
      case "symbol": entry.symbol = try scalar(value, "symbol")
      case "path": entry.path = try scalar(value, "path")
      case "module": entry.module = try scalar(value, "module")
      case "fingerprint": entry.fingerprint = try scalar(value, "fingerprint")
      case "reason": entry.reason = try scalar(value, "reason")
      case "expires":
        guard let date = CivilDate(try scalar(value, "expires")) else {
          throw error(value, "expires is a date, YYYY-MM-DD")
        }
        entry.expires = date
      default:
        throw unknown(
          key, ["id", "symbol", "path", "module", "fingerprint", "reason", "expires"],
          "an ignore entry")
      }
    }
    if entry.reason.allSatisfy(\.isWhitespace) {
      throw error(node, "an ignore entry needs a reason")
    }
    guard entry.hasCriterion else {
      throw error(node, "an ignore entry needs id, symbol, path, module or fingerprint")
    }
    return entry
  }

  private func spawner(_ node: Node) throws(ConfigurationError) -> Configuration.Spawner {
    var function: String?
    var argument: Int?
    for (key, value) in try mapping(node, "a spawner") {
      switch key.text {
      case "function": function = try scalar(value, "function")
      case "argument":
        guard let number = Int(try scalar(value, "argument")), (0...15).contains(number) else {
          throw error(value, "argument is a number, 0 for the first argument")
        }
        argument = number
      default: throw unknown(key, ["function", "argument"], "a spawner")
      }
    }
    guard let function, let argument else {
      throw error(node, "a spawner needs function and argument")
    }
    return Configuration.Spawner(function: function, argument: argument)
  }

  private func scopes(_ node: Node) throws(ConfigurationError) -> Set<CodeScope> {
    let items =
      node.sequence == nil
      ? try scalar(node, "scope").split(separator: ",").map(String.init)
      : try texts(try sequence(node, "scope"))
    guard let scopes = CodeScope.parse(items) else {
      throw error(node, "scope is main, deps, std or all")
    }
    return scopes
  }

  private func texts(_ nodes: [Node]) throws(ConfigurationError) -> [String] {
    var texts: [String] = []
    for node in nodes { texts.append(try scalar(node, "scope")) }
    return texts
  }

  private func choice<Value: CaseIterable & RawRepresentable<String>>(
    _ node: Node, _ name: String
  ) throws(ConfigurationError) -> Value {
    let text = try scalar(node, name)
    guard let value = Value(rawValue: text) else {
      let values = Value.allCases.map(\.rawValue).joined(separator: ", ")
      throw error(node, "\(name) is one of \(values), not \(shortened(text))")
    }
    return value
  }
}

extension CodeScope {
  /// Reads `main`, `deps`, `std` and `all`; nil if there is another word or none at all.
  public static func parse(_ words: [String]) -> Set<CodeScope>? {
    var scopes: Set<CodeScope> = []
    for word in words {
      let name = word.filter { !$0.isWhitespace }
      if name == "all" {
        scopes.formUnion(allCases)
      } else if let scope = CodeScope(rawValue: name) {
        scopes.insert(scope)
      } else {
        return nil
      }
    }
    return scopes.isEmpty ? nil : scopes
  }
}
