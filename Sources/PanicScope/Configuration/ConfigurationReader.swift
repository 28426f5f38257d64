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
    self = try ConfigurationReader(path: path).read(StrictYAML.text(of: path))
  }

  /// The file that is used when none is named: `.panicscope.yaml` in the working directory, else
  /// `panicscope/config.yaml` in the user's configuration folder; nil if there is none. One that is
  /// there and no file is an error: nobody chose to wait for a pipe, or to go without.
  public static func defaultPath() throws(ConfigurationError) -> String? {
    let folder =
      Host.environment("XDG_CONFIG_HOME").flatMap { $0.isEmpty ? nil : $0 }
      ?? Host.environment("HOME").map { $0 + "/.config" }
    let candidates = [".panicscope.yaml"] + (folder.map { [$0 + "/panicscope/config.yaml"] } ?? [])
    let isThere = { (try? FileStatus(path: $0, followingLinks: false)) != nil }
    guard let path = candidates.first(where: isThere) else { return nil }
    let kind: FileStatus.Kind
    do throws(HostError) {
      kind = try FileStatus(path: path, followingLinks: true).kind
    } catch {
      throw ConfigurationError(path: path, line: nil, message: error.message)
    }
    guard kind == .regular else {
      let words = kind == .directory ? "is a folder" : "is no regular file"
      throw ConfigurationError(path: path, line: nil, message: words + "; name another by --config")
    }
    return path
  }
}

struct ConfigurationReader {
  let path: String
  private var yaml: StrictYAML { StrictYAML(path: path) }

  init(path: String) { self.path = path }

  func read(_ text: String) throws(ConfigurationError) -> Configuration {
    var configuration = Configuration()
    configuration.path = path
    guard let root = try yaml.root(of: text) else { return configuration }
    for (key, value) in try yaml.mapping(root, "the configuration") {
      switch key.text {
      case "ignore":
        for entry in try yaml.sequence(value, "ignore") {
          configuration.ignore.append(try ignoreEntry(entry))
        }
      case "fail-on": configuration.failOn = try yaml.choice(value, "fail-on")
      case "scope": configuration.scopes = try scopes(value)
      case "path-map":
        for entry in try yaml.sequence(value, "path-map") {
          guard let parsed = PathMap.Entry(parsing: try yaml.scalar(entry, "path-map")) else {
            throw yaml.error(entry, "a path-map entry is FROM=TO")
          }
          configuration.pathMap.append(parsed)
        }
      case "spawners":
        for entry in try yaml.sequence(value, "spawners") {
          configuration.spawners.append(try spawner(entry))
        }
      default:
        throw yaml.unknown(
          key, ["ignore", "fail-on", "scope", "path-map", "spawners"], "the configuration")
      }
    }
    return configuration
  }

  // MARK: Entries

  private func ignoreEntry(_ node: Node) throws(ConfigurationError) -> IgnoreEntry {
    var entry = IgnoreEntry(line: node.mark?.line ?? 1)
    for (key, value) in try yaml.mapping(node, "an ignore entry") {
      switch key.text {
      case "id":
        let ids = value.sequence == nil ? [value] : try yaml.sequence(value, "id")
        for id in ids {
          let text = try yaml.scalar(id, "id")
          guard let rule = Rule.find(text) else {
            throw yaml.error(
              id, "there is no rule \(yaml.shortened(text)); `panicscope rules` lists them")
          }
          entry.rules.insert(rule.id)
        }
      case "symbol": entry.symbol = try yaml.scalar(value, "symbol")
      case "path": entry.path = try yaml.scalar(value, "path")
      case "module": entry.module = try yaml.scalar(value, "module")
      case "fingerprint": entry.fingerprint = try yaml.scalar(value, "fingerprint")
      case "reason": entry.reason = try yaml.scalar(value, "reason")
      case "expires":
        guard let date = CivilDate(try yaml.scalar(value, "expires")) else {
          throw yaml.error(value, "expires is a date, YYYY-MM-DD")
        }
        entry.expires = date
      default:
        throw yaml.unknown(
          key, ["id", "symbol", "path", "module", "fingerprint", "reason", "expires"],
          "an ignore entry")
      }
    }
    if entry.reason.allSatisfy(\.isWhitespace) {
      throw yaml.error(node, "an ignore entry needs a reason")
    }
    guard entry.hasCriterion else {
      throw yaml.error(node, "an ignore entry needs id, symbol, path, module or fingerprint")
    }
    return entry
  }

  private func spawner(_ node: Node) throws(ConfigurationError) -> Configuration.Spawner {
    var function: String?
    var argument: Int?
    for (key, value) in try yaml.mapping(node, "a spawner") {
      switch key.text {
      case "function": function = try yaml.scalar(value, "function")
      case "argument":
        guard let number = Int(try yaml.scalar(value, "argument")), (0...15).contains(number) else {
          throw yaml.error(value, "argument is a number, 0 for the first argument")
        }
        argument = number
      default: throw yaml.unknown(key, ["function", "argument"], "a spawner")
      }
    }
    guard let function, let argument else {
      throw yaml.error(node, "a spawner needs function and argument")
    }
    return Configuration.Spawner(function: function, argument: argument)
  }

  private func scopes(_ node: Node) throws(ConfigurationError) -> Set<CodeScope> {
    let items =
      node.sequence == nil
      ? try yaml.scalar(node, "scope").split(separator: ",").map(String.init)
      : try texts(try yaml.sequence(node, "scope"))
    guard let scopes = CodeScope.parse(items) else {
      throw yaml.error(node, "scope is main, deps, std or all")
    }
    return scopes
  }

  private func texts(_ nodes: [Node]) throws(ConfigurationError) -> [String] {
    var texts: [String] = []
    for node in nodes { texts.append(try yaml.scalar(node, "scope")) }
    return texts
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
