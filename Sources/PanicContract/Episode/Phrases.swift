/// How explanations name things; names stay unescaped, which is the writers' task.
enum Phrase {
  /// `main.work`, or its address, or `an unknown function`.
  static func function(_ place: CodePlace?) -> String {
    if let name = place?.function { return name }
    return place?.address.map { "0x" + String($0, radix: 16) } ?? "an unknown function"
  }

  /// ` (main.go:12)`, or nothing.
  static func line(_ place: CodePlace?) -> String {
    guard let location = place?.location else { return "" }
    let file = location.file.split(separator: "/").last.map(String.init) ?? location.file
    return " (\(file):\(location.line))"
  }

  static func functionAndLine(_ place: CodePlace?) -> String { function(place) + line(place) }

  /// `main.work (main.go:12) panics with *errors.errorString "no such file"`
  static func beginning(_ panic: PanicRecord) -> String {
    if panic.isOfNilDeferred {
      return "the panic\(value(panic)) began as the runtime called a deferred function that is nil"
    }
    let place = panic.beginning
    let who = place == nil ? "" : " in " + functionAndLine(place)
    if place == nil {
      let cause = signal(panic)
      return cause.isEmpty
        ? "where the panic\(value(panic)) began is not known"
        : "the panic\(value(panic)) came\(cause.dropFirst())"
    }
    return "the panic\(value(panic)) began\(who)" + signal(panic)
  }

  /// `runtime.Goexit was called in main.work (main.go:12)`
  static func goexit(_ record: PanicRecord) -> String {
    if record.callers.beginInDeferredCall { return "runtime.Goexit ran as a deferred call itself" }
    let place = record.callers.userFrames.first?.place
    return "runtime.Goexit was called" + (place == nil ? "" : " in " + functionAndLine(place))
  }

  static func value(_ panic: PanicRecord) -> String {
    if panic.valueType == "nil" { return " of value nil" }
    let type = panic.valueType.map { " of type \($0)" } ?? ""
    return type + (panic.valueText.map { " (\($0))" } ?? "")
  }

  private static func signal(_ panic: PanicRecord) -> String {
    guard case .signal(let fact)? = panic.origin else { return "" }
    return ", from \(fact.number == 0 ? "a fault" : name(ofSignal: fact.number))"
      + (fact.address.map { " at address 0x" + String($0, radix: 16) } ?? "")
  }

  static func goroutine(_ goroutine: GoroutineIdentity) -> String {
    if goroutine.root?.function == "main.main" || goroutine.root?.function == "runtime.main" {
      return "the main goroutine"
    }
    var text = goroutine.id.map { "goroutine \($0)" } ?? "the goroutine"
    if let root = goroutine.root?.function { text += " (\(root))" }
    return text
  }

  /// `, started by main.main (main.go:20)`, or nothing.
  static func creator(_ goroutine: GoroutineIdentity) -> String {
    guard let place = goroutine.createdBy, let name = place.function,
      !name.hasPrefix("runtime.")
    else { return "" }
    return ", started by " + functionAndLine(place)
  }

  static func name(ofSignal number: Int) -> String {
    signalNames[number] ?? "signal \(number)"
  }

  static func count(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
    counted(number, noun, plural)
  }

  /// `a`, `a and b`, `a, b and 3 others`
  static func list(_ items: [String]) -> String {
    switch items.count {
    case 0: ""
    case 1: items[0]
    case 2: "\(items[0]) and \(items[1])"
    case 3: "\(items[0]), \(items[1]) and \(items[2])"
    default: "\(items[0]), \(items[1]) and \(items.count - 2) others"
    }
  }

  /// Linux numbers; the same on amd64 and arm64.
  private static let signalNames: [Int: String] = [
    1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT", 7: "SIGBUS",
    8: "SIGFPE", 9: "SIGKILL", 10: "SIGUSR1", 11: "SIGSEGV", 12: "SIGUSR2", 13: "SIGPIPE",
    14: "SIGALRM", 15: "SIGTERM", 31: "SIGSYS",
  ]
}

extension [StackFrame] {
  /// Without the runtime's own frames and the wrappers that the compiler made.
  var userFrames: [StackFrame] { filter(\.isOfUser) }

  /// The innermost function is one that the runtime runs as a deferred call.
  var beginInDeferredCall: Bool {
    first { !$0.isWrapper && $0.place.function != "runtime.Goexit" }.map(\.runsDeferred) ?? false
  }
}

extension StackFrame {
  /// Neither of the runtime nor made by the compiler.
  var isOfUser: Bool {
    guard !isWrapper, let name = place.function else { return false }
    return !name.hasPrefix("runtime.") && !name.hasPrefix("internal/runtime/") && name != "panic"
  }

  /// A function of the runtime that calls deferred functions during a panic.
  var runsDeferred: Bool { place.function.map(Self.runningDeferred.contains) ?? false }

  /// Of the packages whose checks end the process for their callers.
  var isOfLocks: Bool {
    guard let name = place.function else { return false }
    return name.hasPrefix("sync.") || name.hasPrefix("internal/sync.")
  }
}
