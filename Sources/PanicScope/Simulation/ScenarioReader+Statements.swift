import PanicContract
import Yams

extension ScenarioReader {
  /// What surrounds a statement.
  struct Place {
    var depth = 0
    /// In the `then` of a recover.
    var hasCaught = false
  }

  private static let words = [
    "say", "call", "defer", "go", "panic", "fault", "recover", "repanic", "goexit", "exit", "fatal",
    "block", "loop", "range", "yield", "call-through-c", "thread-from-c", "panic-on-fault",
  ]

  mutating func body(_ node: Node, in place: Place) throws(ConfigurationError) -> [Statement] {
    // An empty body.
    if node.null != nil { return [] }
    guard place.depth < Self.nestingLimit else {
      throw yaml.error(node, "statements nest at most \(Self.nestingLimit) deep")
    }
    var statements: [Statement] = []
    for item in try yaml.sequence(node, "a body") {
      statementCount += 1
      guard statementCount <= Self.statementLimit else {
        throw yaml.error(item, "a scenario has at most \(Self.statementLimit) statements")
      }
      statements.append(try statement(item, in: place))
    }
    return statements
  }

  private mutating func statement(
    _ node: Node, in place: Place
  ) throws(ConfigurationError) -> Statement {
    if node.mapping == nil { return try word(node, in: place) }
    let pairs = try yaml.mapping(node, "a statement")
    guard pairs.count == 1, let (key, value) = pairs.first else {
      throw yaml.error(node, "a statement has one key")
    }
    switch key.text {
    case "say": return .say(try limited(value, "say"))
    case "call":
      let callee = try callee(value, "call")
      guard callee.form == .plain || callee.form == .interface else {
        throw yaml.error(value, "the form of a call is plain or interface")
      }
      return .call(callee)
    case "defer": return try deferred(value)
    case "go": return .go(try named(value, "go"))
    case "panic": return .panic(try panicValue(value))
    case "fault": return .fault(try yaml.choice(value, "fault"))
    case "recover": return try recover(value, in: place)
    case "exit":
      guard let status = Int(try yaml.scalar(value, "exit")), (0...255).contains(status) else {
        throw yaml.error(value, "exit is a number from 0 to 255")
      }
      return .exit(status)
    case "fatal": return .fatal(try yaml.choice(value, "fatal"))
    case "loop": return try loop(value, in: place)
    case "range": return try range(value, in: place)
    case "call-through-c": return .callThroughC(try named(value, "call-through-c"))
    case "thread-from-c": return .threadFromC(try named(value, "thread-from-c"))
    default: throw yaml.unknown(key, Self.words, "a body")
    }
  }

  /// A statement that needs no more than its name.
  private func word(_ node: Node, in place: Place) throws(ConfigurationError) -> Statement {
    switch try yaml.scalar(node, "a statement") {
    case "recover": return .recover(then: [], otherwise: [])
    case "repanic":
      guard place.hasCaught else {
        throw yaml.error(node, "repanic stands in the then of a recover")
      }
      return .repanic
    case "goexit": return .goexit
    case "block": return .block
    case "yield": return .yield
    case "panic-on-fault": return .panicOnFault
    case let other:
      throw yaml.unknown(
        StrictYAML.Key(text: other, node: node), Self.words, "a body (or it needs a value)")
    }
  }

  private mutating func named(_ node: Node, _ name: String) throws(ConfigurationError) -> String {
    let function = try yaml.scalar(node, name)
    uses.append((function, false, node))
    return function
  }

  private mutating func callee(_ node: Node, _ name: String) throws(ConfigurationError) -> Callee {
    if node.mapping == nil { return Callee(try named(node, name)) }
    var function: String?
    var form = CallForm.plain
    for (key, value) in try yaml.mapping(node, name) {
      switch key.text {
      case "function": function = try named(value, "function")
      case "form": form = try yaml.choice(value, "form")
      default: throw yaml.unknown(key, ["function", "form"], name)
      }
    }
    guard let function else { throw yaml.error(node, "\(name) needs function") }
    return Callee(function, form: form)
  }

  private mutating func deferred(_ node: Node) throws(ConfigurationError) -> Statement {
    if node.mapping == nil, try yaml.scalar(node, "defer") == "recover" { return .deferRecover }
    guard let mapping = node.mapping, mapping["argument"] != nil else {
      return .deferCall(try callee(node, "defer"))
    }
    var function: String?
    for (key, value) in try yaml.mapping(node, "defer") {
      switch key.text {
      case "function": function = try named(value, "function")
      case "argument":
        guard try yaml.scalar(value, "argument") == "recover" else {
          throw yaml.error(value, "the only argument is recover")
        }
      default: throw yaml.unknown(key, ["function", "argument"], "defer")
      }
    }
    guard let function else { throw yaml.error(node, "defer needs function") }
    return .deferWithRecover(function)
  }

  private func panicValue(_ node: Node) throws(ConfigurationError) -> ScenarioValue {
    if node.mapping == nil {
      let text = try limited(node, "panic")
      return text == "nil" ? ScenarioValue(.nil, "nil") : ScenarioValue(.string, text)
    }
    let pairs = try yaml.mapping(node, "panic")
    guard pairs.count == 1, let (key, value) = pairs.first else {
      throw yaml.error(node, "panic is text, or one of text, error and number")
    }
    switch key.text {
    case "text": return ScenarioValue(.string, try limited(value, "text"))
    case "error": return ScenarioValue(.error, try limited(value, "error"))
    case "number":
      guard let number = Int(try yaml.scalar(value, "number")) else {
        throw yaml.error(value, "number is a whole number")
      }
      return ScenarioValue(.number, String(number))
    default: throw yaml.unknown(key, ["text", "error", "number"], "panic")
    }
  }

  private mutating func recover(
    _ node: Node, in place: Place
  ) throws(ConfigurationError) -> Statement {
    var then: [Statement] = []
    var otherwise: [Statement] = []
    var inner = place
    inner.depth += 1
    for (key, value) in try yaml.mapping(node, "recover") {
      switch key.text {
      case "then":
        var caught = inner
        caught.hasCaught = true
        then = try body(value, in: caught)
      case "else": otherwise = try body(value, in: inner)
      default: throw yaml.unknown(key, ["then", "else"], "recover")
      }
    }
    return .recover(then: then, otherwise: otherwise)
  }

  private mutating func loop(_ node: Node, in place: Place) throws(ConfigurationError) -> Statement
  {
    var times = 1
    var statements: [Statement] = []
    var inner = place
    inner.depth += 1
    for (key, value) in try yaml.mapping(node, "loop") {
      switch key.text {
      case "times":
        guard let number = Int(try yaml.scalar(value, "times")),
          (0...Self.loopLimit).contains(number)
        else { throw yaml.error(value, "times is a number from 0 to \(Self.loopLimit)") }
        times = number
      case "do": statements = try body(value, in: inner)
      default: throw yaml.unknown(key, ["times", "do"], "loop")
      }
    }
    return .loop(times: times, statements)
  }

  private mutating func range(_ node: Node, in place: Place) throws(ConfigurationError) -> Statement
  {
    var iterator: String?
    var statements: [Statement] = []
    for (key, value) in try yaml.mapping(node, "range") {
      switch key.text {
      case "over":
        let function = try yaml.scalar(value, "over")
        uses.append((function, true, value))
        iterator = function
      // What a recover returned outside of the loop is not known in its body.
      case "do": statements = try body(value, in: Place(depth: place.depth + 1))
      default: throw yaml.unknown(key, ["over", "do"], "range")
      }
    }
    guard let iterator else { throw yaml.error(node, "range needs over") }
    return .range(over: iterator, statements)
  }
}
