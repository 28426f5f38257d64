/// Writes the functions of one scenario as Go.
///
/// A function that is named in several forms is written once for each: what the compiler inlines
/// into a wrapper must be the function itself, not a call of another copy.
struct GoFunctionWriter {
  private enum Form: Hashable {
    case call(CallForm)
    /// `func(yield func() bool)`
    case iterator
    /// With a parameter for the value of a recover.
    case value
  }
  private struct Variant: Hashable {
    var function: String
    var form: Form
  }

  private let scenario: Scenario
  private let prefix: String
  private var wanted: [Variant] = []
  private var seen: Set<Variant> = []
  private var variables = 0

  init(_ scenario: Scenario, prefix: String) {
    self.scenario = scenario
    self.prefix = prefix
  }

  mutating func write() -> String {
    want("main", .call(.plain))
    var text = ""
    var next = 0
    while next < wanted.count {
      text += function(wanted[next])
      next += 1
    }
    return text
  }

  private mutating func want(_ function: String, _ form: Form) {
    let variant = Variant(function: function, form: form)
    if seen.insert(variant).inserted { wanted.append(variant) }
  }

  private mutating func function(_ variant: Variant) -> String {
    guard let function = scenario.functions.first(where: { $0.name == variant.function }) else {
      return ""
    }
    let name = prefix + function.name
    let body = statements(function.body, in: function.name, caught: nil, indent: "\t")
    let pragma = function.isInlinable ? "" : "//go:noinline\n"
    switch variant.form {
    case .call(.plain): return "\n\(pragma)func \(name)() {\n\(body)}\n"
    case .call(.argument): return "\n\(pragma)func \(name)_argument(n int) {\n\(body)}\n"
    case .call(.method):
      return "\ntype \(name)_receiver struct{ n int }\n"
        + "\n\(pragma)func (r *\(name)_receiver) method() {\n\(body)}\n"
    case .call(.methodValue):
      return "\ntype \(name)_bound struct{ n int }\n"
        + "\n\(pragma)func (r *\(name)_bound) method() {\n\(body)}\n"
    case .call(.interface):
      return "\ntype \(name)_value struct{ a, b int }\n"
        + "\n\(pragma)func (r \(name)_value) method() {\n\(body)}\n"
        + "\n//go:noinline\nfunc \(name)_interface() interface{ method() } {\n"
        + "\treturn \(name)_value{1, 2}\n}\n"
    case .iterator: return "\n//go:noinline\nfunc \(name)_range(yield func() bool) {\n\(body)}\n"
    case .value: return "\n\(pragma)func \(name)_any(value any) {\n\(body)}\n"
    }
  }

  // MARK: Statements

  private mutating func statements(
    _ body: [Statement], in function: String, caught: String?, indent: String
  ) -> String {
    var text = ""
    for statement in body {
      for line in lines(statement, in: function, caught: caught, indent: indent) {
        text += indent + line + "\n"
      }
    }
    return text
  }

  private mutating func variable() -> String {
    variables += 1
    return "v\(variables)"
  }

  private mutating func lines(
    _ statement: Statement, in function: String, caught: String?, indent: String
  ) -> [String] {
    switch statement {
    case .say(let text): return ["say(\(goQuoted(text)))"]
    case .call(let callee): return call(callee, keyword: "")
    case .deferCall(let callee): return call(callee, keyword: "defer ")
    case .deferRecover: return ["defer recover()"]
    case .deferWithRecover(let callee):
      want(callee, .value)
      return ["defer \(prefix)\(callee)_any(saw(\(goQuoted(function)), recover()))"]
    case .go(let callee):
      want(callee, .call(.plain))
      return ["run(\(prefix)\(callee))"]
    case .panic(let value): return ["panic(\(expression(value)))"]
    case .fault(let fault): return [Self.line(fault)]
    case .recover(let then, let otherwise):
      let name = variable()
      let inner = indent + "\t"
      let name2 = goQuoted(function)
      var text = "\(name) := recover()\n\(indent)if saw(\(name2), \(name)) != nil {\n"
      text += statements(then, in: function, caught: name, indent: inner)
      if !otherwise.isEmpty {
        text += "\(indent)} else {\n"
        text += statements(otherwise, in: function, caught: caught, indent: inner)
      }
      return [text + indent + "}"]
    case .repanic: return ["panic(\(caught ?? "nil"))"]
    case .goexit: return ["goexit()"]
    case .exit(let status): return ["os.Exit(\(status))"]
    case .fatal(.unlockOfUnlockedMutex): return ["unlock()"]
    case .fatal(.goOfNilFunction): return ["go nilFunction()()"]
    case .fatal(.stackOverflow): return ["sink = overflow(1)"]
    case .block: return ["select {}"]
    case .loop(let times, let body):
      let name = variable()
      let text = statements(body, in: function, caught: caught, indent: indent + "\t")
      return ["for \(name) := 0; \(name) < \(times); \(name)++ {\n\(text)\(indent)}"]
    case .range(let iterator, let body):
      want(iterator, .iterator)
      let inner = function + "-range"
      let text = statements(body, in: inner, caught: nil, indent: indent + "\t")
      return ["for range \(prefix)\(iterator)_range {\n\(text)\(indent)}"]
    case .yield: return ["yield()"]
    case .callThroughC(let callee):
      want(callee, .call(.plain))
      return ["throughC(\(prefix)\(callee))"]
    case .threadFromC(let callee):
      want(callee, .call(.plain))
      return ["onThread(\(prefix)\(callee))"]
    case .panicOnFault: return ["debug.SetPanicOnFault(true)"]
    }
  }

  private mutating func call(_ callee: Callee, keyword: String) -> [String] {
    want(callee.function, .call(callee.form))
    let name = prefix + callee.function
    switch callee.form {
    case .plain: return ["\(keyword)\(name)()"]
    case .argument: return ["\(keyword)\(name)_argument(1)"]
    case .method:
      let receiver = variable()
      return ["\(receiver) := &\(name)_receiver{1}", "\(keyword)\(receiver).method()"]
    case .methodValue:
      let bound = variable()
      return [
        "\(bound) := (&\(name)_bound{1}).method", "sink = \(bound)", "\(keyword)\(bound)()",
      ]
    case .interface: return ["\(keyword)\(name)_interface().method()"]
    }
  }

  private func expression(_ value: ScenarioValue) -> String {
    switch value.kind {
    case .string, .runtimeError: goQuoted(value.text)
    case .error: "&failure{\(goQuoted(value.text))}"
    case .number: value.text
    case .nil: "nil"
    }
  }

  private static func line(_ fault: Fault) -> String {
    switch fault {
    case .nilDereference: "sink = *nilPointer()"
    case .index: "sink = three()[5-zero()]"
    case .divide: "sink = 10 / zero()"
    case .nilMap: "nilMap()[\"key\"] = 1"
    case .closedChannel: "close(closedChannel())"
    case .wildPointer: "sink = wildPage()[0]"
    }
  }
}
