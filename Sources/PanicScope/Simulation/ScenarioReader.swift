public import PanicContract
import Yams

extension Scenario {
  /// Reads a scenario file strictly: unknown words, functions that are not there and what no Go
  /// program could do are errors with their line.
  public init(contentsOf path: String) throws(ConfigurationError) {
    self = try Scenario(yaml: StrictYAML.text(of: path), path: path)
  }

  /// `path` is how errors name the text; its last part without ending is the scenario's name.
  public init(yaml text: String, path: String) throws(ConfigurationError) {
    self = try ScenarioReader(path: path).read(text)
  }
}

/// A scenario's outer parts; its statements are read in `ScenarioReader+Statements`.
struct ScenarioReader {
  static let functionLimit = 100
  static let statementLimit = 2000
  static let nestingLimit = 16
  static let loopLimit = 100
  static let textLimit = 200

  let yaml: StrictYAML
  /// Where each function's name is used: function, and the node for errors.
  var uses: [(function: String, isIterator: Bool, node: Node)] = []
  var statementCount = 0

  init(path: String) { yaml = StrictYAML(path: path) }

  consuming func read(_ text: String) throws(ConfigurationError) -> Scenario {
    guard let root = try yaml.root(of: text) else {
      throw ConfigurationError(path: yaml.path, line: nil, message: "holds no scenario")
    }
    var scenario = Scenario(name: Self.name(of: yaml.path), functions: [])
    var places: [String: Node] = [:]
    for (key, value) in try yaml.mapping(root, "a scenario") {
      switch key.text {
      case "title": scenario.title = try limited(value, "title")
      case "build": scenario.build = try build(value)
      case "functions":
        for (name, body) in try yaml.mapping(value, "functions") {
          scenario.functions.append(try function(name, body))
          places[name.text] = name.node
        }
      default: throw yaml.unknown(key, ["title", "build", "functions"], "a scenario")
      }
    }
    try check(scenario, places: places, root: root)
    return scenario
  }

  private static func name(of path: String) -> String {
    let last = path.split(separator: "/").last.map(String.init) ?? path
    for ending in [".yaml", ".yml"] where last.hasSuffix(ending) {
      return String(last.dropLast(ending.count))
    }
    return last
  }

  func limited(_ node: Node, _ name: String) throws(ConfigurationError) -> String {
    let text = try yaml.scalar(node, name)
    guard text.utf8.count <= Self.textLimit, !text.utf8.contains(where: { $0 < 0x20 }) else {
      throw yaml.error(node, "\(name) is one line of at most \(Self.textLimit) bytes")
    }
    return text
  }

  func flag(_ node: Node, _ name: String) throws(ConfigurationError) -> Bool {
    switch try yaml.scalar(node, name) {
    case "true": return true
    case "false": return false
    default: throw yaml.error(node, "\(name) is true or false")
    }
  }

  private func build(_ node: Node) throws(ConfigurationError) -> ScenarioBuild {
    var build = ScenarioBuild()
    for (key, value) in try yaml.mapping(node, "build") {
      switch key.text {
      case "inlines": build.inlines = try flag(value, "inlines")
      case "open-codes-defers": build.openCodesDefers = try flag(value, "open-codes-defers")
      case "allows-nil-panics": build.allowsNilPanics = try flag(value, "allows-nil-panics")
      default:
        throw yaml.unknown(key, ["inlines", "open-codes-defers", "allows-nil-panics"], "build")
      }
    }
    return build
  }

  private mutating func function(
    _ name: StrictYAML.Key, _ node: Node
  ) throws(ConfigurationError) -> ScenarioFunction {
    guard isIdentifier(name.text) else {
      throw yaml.error(name.node, "a function's name is made of letters, digits and _")
    }
    var function = ScenarioFunction(name: name.text, body: [])
    if node.sequence != nil || node.null != nil {
      function.body = try body(node, in: Place())
      return function
    }
    for (key, value) in try yaml.mapping(node, "a function") {
      switch key.text {
      case "inline": function.isInlinable = try flag(value, "inline")
      case "do": function.body = try body(value, in: Place())
      default: throw yaml.unknown(key, ["inline", "do"], "a function")
      }
    }
    return function
  }

  private func isIdentifier(_ text: String) -> Bool {
    let isLetter = { (byte: UInt8) in
      byte == 0x5F || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
    guard let first = text.utf8.first, isLetter(first), text.utf8.count <= 64 else { return false }
    return text.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) }
  }

  // MARK: The whole

  private func check(
    _ scenario: Scenario, places: [String: Node], root: Node
  ) throws(ConfigurationError) {
    guard places["main"] != nil else { throw yaml.error(root, "there is no function main") }
    guard scenario.functions.count <= Self.functionLimit else {
      throw yaml.error(root, "a scenario has at most \(Self.functionLimit) functions")
    }
    var iterators: Set<String> = []
    var others: Set<String> = ["main"]
    for use in uses {
      guard places[use.function] != nil else {
        throw yaml.error(use.node, "there is no function \(yaml.shortened(use.function))")
      }
      if use.isIterator { iterators.insert(use.function) } else { others.insert(use.function) }
      if use.function == "main" { throw yaml.error(use.node, "main is not called") }
    }
    for function in scenario.functions {
      guard let node = places[function.name] else { continue }
      let yields = Scenario.contains(function.body, where: { $0 == .yield })
      if iterators.contains(function.name) && others.contains(function.name) {
        throw yaml.error(node, "\(function.name) is ranged over, so it is not called")
      }
      if yields && !iterators.contains(function.name) {
        throw yaml.error(node, "\(function.name) yields, but no loop ranges over it")
      }
      if function.isInlinable && !isInlinable(function, scenario, depth: 0) {
        throw yaml.error(
          node,
          "\(function.name) cannot be inlined: such a function holds one call, panic or say")
      }
    }
  }

  /// The compiler's budget allows for one call, and for few calls inlined into each other.
  private func isInlinable(_ function: ScenarioFunction, _ scenario: Scenario, depth: Int) -> Bool {
    guard function.name != "main", function.body.count <= 1, depth < 4 else { return false }
    switch function.body.first {
    case nil, .say, .panic: return true
    case .call(let callee):
      guard callee.form == .plain else { return false }
      guard let next = scenario.functions.first(where: { $0.name == callee.function }) else {
        return false
      }
      return !next.isInlinable || isInlinable(next, scenario, depth: depth + 1)
    default: return false
    }
  }
}
