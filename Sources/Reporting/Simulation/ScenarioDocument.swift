public import PanicContract

/// A scenario as the YAML that it can be read from.
public enum ScenarioDocument {
  /// `comments` stand before it, one a line.
  public static func yaml(_ scenario: Scenario, comments: [String] = []) -> String {
    var out = comments.map { "# " + VisibleText.escaping($0) + "\n" }.joined()
    out += "title: \(quoted(scenario.title))\n"
    let build = scenario.build
    if build != ScenarioBuild() {
      out += "build:\n  inlines: \(build.inlines)\n  open-codes-defers: \(build.openCodesDefers)\n"
      out += "  allows-nil-panics: \(build.allowsNilPanics)\n"
    }
    out += "functions:\n"
    for function in scenario.functions {
      if function.isInlinable {
        out += "  \(function.name):\n    inline: true\n    do:\n"
        out += body(function.body, indent: "      ")
      } else if function.body.isEmpty {
        out += "  \(function.name): []\n"
      } else {
        out += "  \(function.name):\n" + body(function.body, indent: "    ")
      }
    }
    return out
  }

  private static func body(_ statements: [Statement], indent: String) -> String {
    statements.map { indent + "- " + text($0, indent: indent) + "\n" }.joined()
  }

  private static func nested(_ key: String, _ statements: [Statement], indent: String) -> String {
    statements.isEmpty
      ? "" : "\n\(indent)    \(key):\n" + trimmed(body(statements, indent: indent + "      "))
  }

  private static func trimmed(_ text: String) -> String {
    text.hasSuffix("\n") ? String(text.dropLast()) : text
  }

  private static func text(_ statement: Statement, indent: String) -> String {
    switch statement {
    case .say(let text): return "say: \(quoted(text))"
    case .call(let callee): return "call: \(self.callee(callee))"
    case .deferCall(let callee): return "defer: \(self.callee(callee))"
    case .deferRecover: return "defer: recover"
    case .deferWithRecover(let function):
      return "defer: {function: \(function), argument: recover}"
    case .go(let function): return "go: \(function)"
    case .panic(let value):
      switch value.kind {
      case .nil: return "panic: nil"
      case .error: return "panic: {error: \(quoted(value.text))}"
      case .number: return "panic: {number: \(value.text)}"
      case .string, .runtimeError: return "panic: {text: \(quoted(value.text))}"
      }
    case .fault(let fault): return "fault: \(fault.rawValue)"
    case .recover(let then, let otherwise):
      if then.isEmpty && otherwise.isEmpty { return "recover" }
      return "recover:" + nested("then", then, indent: indent)
        + nested("else", otherwise, indent: indent)
    case .repanic: return "repanic"
    case .goexit: return "goexit"
    case .exit(let status): return "exit: \(status)"
    case .fatal(let error): return "fatal: \(error.rawValue)"
    case .block: return "block"
    case .loop(let times, let body):
      return "loop:\n\(indent)    times: \(times)" + nested("do", body, indent: indent)
    case .range(let iterator, let body):
      return "range:\n\(indent)    over: \(iterator)" + nested("do", body, indent: indent)
    case .yield: return "yield"
    case .callThroughC(let function): return "call-through-c: \(function)"
    case .threadFromC(let function): return "thread-from-c: \(function)"
    case .panicOnFault: return "panic-on-fault"
    }
  }

  private static func callee(_ callee: Callee) -> String {
    callee.form == .plain
      ? callee.function : "{function: \(callee.function), form: \(callee.form.rawValue)}"
  }

  /// A double-quoted JSON string is one in YAML too.
  private static func quoted(_ text: String) -> String {
    var writer = JSONWriter(OutputBuffer(), layout: .compact)
    writer.element(text)
    return writer.out.text
  }
}
