import ByteReading
import Yams

/// YAML nodes as the values that a key wants, or an error with its line.
struct StrictYAML {
  /// As errors name the file.
  let path: String

  /// The bytes of a file as text; errors name the file.
  static func text(of path: String) throws(ConfigurationError) -> String {
    let bytes: [UInt8]
    do throws(HostError) {
      bytes = try Host.contents(of: path, limit: sizeLimit)
    } catch {
      throw ConfigurationError(
        path: path, line: nil,
        message: error.isTooLarge ? "is longer than \(sizeLimit >> 20) MiB" : error.message)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
      throw ConfigurationError(path: path, line: line.map { $0 + 1 }, message: "is not UTF-8")
    }
    return text
  }

  /// The document's root; nil for a file of comments only.
  func root(of text: String) throws(ConfigurationError) -> Node? {
    if let line = Self.lineWithTooManyAliases(text) {
      throw ConfigurationError(
        path: path, line: line,
        message: "has more than \(Self.aliasLimit) aliases (*name); write the values out")
    }
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch {
      throw yamlError(error)
    }
    guard let root, root.null == nil else { return nil }
    return root
  }

  struct Key {
    var text: String
    var node: Node
  }

  func mapping(_ node: Node, _ name: String) throws(ConfigurationError) -> [(Key, Node)] {
    guard let mapping = node.mapping else { throw error(node, "\(name) is a mapping of keys") }
    var pairs: [(Key, Node)] = []
    for (key, value) in mapping {
      pairs.append((Key(text: try scalar(key, "a key"), node: key), value))
    }
    return pairs
  }

  func sequence(_ node: Node, _ name: String) throws(ConfigurationError) -> [Node] {
    guard let sequence = node.sequence else { throw error(node, "\(name) is a list") }
    return Array(sequence)
  }

  func scalar(_ node: Node, _ name: String) throws(ConfigurationError) -> String {
    guard let scalar = node.scalar, node.null == nil else {
      throw error(node, "\(name) is a single value")
    }
    return scalar.string
  }

  func error(_ node: Node, _ message: String) -> ConfigurationError {
    ConfigurationError(path: path, line: node.mark?.line, message: message)
  }

  func unknown(_ key: Key, _ known: [String], _ place: String) -> ConfigurationError {
    error(
      key.node,
      "unknown key \(shortened(key.text)) in \(place); it knows "
        + known.joined(separator: ", "))
  }

  /// A value as a message shows it: it is to be recognised, not read.
  func shortened(_ value: String) -> String {
    value.count > 60 ? value.prefix(60) + "..." : value
  }

  private static let sizeLimit = 1 << 20
  private static let aliasLimit = 8

  /// Aliases of aliases stand for exponentially many nodes, all of which the YAML reader visits
  /// when one is a key. Few aliases are harmless, and without anchors `*` is only a character.
  private static func lineWithTooManyAliases(_ text: String) -> Int? {
    var anchors = 0
    var aliases = 0
    var line = 1
    var found: Int?
    var previous = UInt8(ascii: "\n")
    for byte in text.utf8 {
      switch previous {
      // Where a token can begin.
      case 0x09, 0x0A, 0x0D, 0x20, 0xBF, 0xA8, 0xA9, 0x85,
        UInt8(ascii: "["), UInt8(ascii: ","), UInt8(ascii: "{"), UInt8(ascii: ":"),
        UInt8(ascii: "?"), UInt8(ascii: "-"), UInt8(ascii: "]"), UInt8(ascii: "}"),
        UInt8(ascii: "\""), UInt8(ascii: "'"):
        if byte == UInt8(ascii: "&") { anchors += 1 }
        if byte == UInt8(ascii: "*") {
          aliases += 1
          if aliases == aliasLimit + 1 { found = line }
        }
      default: break
      }
      if byte == UInt8(ascii: "\n") { line += 1 }
      previous = byte
    }
    return anchors > 0 ? found : nil
  }

  /// The YAML reader's words where they make no sentence with the file's name.
  private static let phrases = [
    "Maximum nesting level reached, set with yaml_set_max_nest_level())":
      "is nested too deeply",
    "but found another document": "begins another document; one file holds one",
    "found undefined alias": "uses an alias (*name) that nothing before it defines",
  ]

  private func yamlError(_ error: any Error) -> ConfigurationError {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      ConfigurationError(
        path: path, line: mark.line, message: Self.phrases[problem] ?? problem)
    case .reader(_, let offset, _, let text):
      ConfigurationError(
        path: path,
        line: offset.map { text.utf8.prefix($0).count { $0 == UInt8(ascii: "\n") } + 1 },
        message: "holds a character that YAML does not allow")
    case .duplicatedKeysInMapping(let duplicates, let context):
      ConfigurationError(
        path: path, line: context.mark.line,
        message: "key \(shortened(duplicates.first ?? "?")) twice")
    default: ConfigurationError(path: path, line: nil, message: "is no YAML")
    }
  }

  func choice<Value: CaseIterable & RawRepresentable<String>>(
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
