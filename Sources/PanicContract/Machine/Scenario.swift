/// A small program for the goroutine machine: functions made of statements, of which `main` runs
/// first.
public struct Scenario: Hashable, Sendable {
  public var name: String
  /// What it shows, in one sentence.
  public var title: String
  public var build: ScenarioBuild
  /// In the order of the file; names are unique and one of them is `main`.
  public var functions: [ScenarioFunction]
  public init(
    name: String, title: String = "", build: ScenarioBuild = ScenarioBuild(),
    functions: [ScenarioFunction]
  ) {
    self.name = name
    self.title = title
    self.build = build
    self.functions = functions
  }
}

/// How the program is compiled, as far as its panics notice.
public struct ScenarioBuild: Hashable, Sendable {
  /// Off with `-gcflags=-l`.
  public var inlines: Bool
  /// Off with `-gcflags=-N` and with `-race`: no open-coded defers.
  public var openCodesDefers: Bool
  /// `GODEBUG=panicnil=1`, or a main module of Go 1.20 and older.
  public var allowsNilPanics: Bool
  public init(
    inlines: Bool = true, openCodesDefers: Bool = true, allowsNilPanics: Bool = false
  ) {
    self.inlines = inlines
    self.openCodesDefers = openCodesDefers
    self.allowsNilPanics = allowsNilPanics
  }
}

public struct ScenarioFunction: Hashable, Sendable {
  public var name: String
  /// Small enough that the compiler inlines it; otherwise it is marked `//go:noinline`.
  public var isInlinable: Bool
  public var body: [Statement]
  public init(name: String, isInlinable: Bool = false, body: [Statement]) {
    self.name = name
    self.isInlinable = isInlinable
    self.body = body
  }
}

/// What a scenario's function does, in Go's words.
public indirect enum Statement: Hashable, Sendable {
  /// Prints a line.
  case say(String)
  case call(Callee)
  case deferCall(Callee)
  /// `defer recover()`
  case deferRecover
  /// `defer f(recover())`: the argument is evaluated when the statement is reached.
  case deferWithRecover(String)
  /// `go f()`; the statement after it runs when the goroutine has ended.
  case go(String)
  case panic(ScenarioValue)
  case fault(Fault)
  /// `if r := recover(); r != nil { then } else { otherwise }`
  case recover(then: [Statement], otherwise: [Statement])
  /// `panic(r)` with the value that the enclosing recover returned.
  case repanic
  case goexit
  case exit(Int)
  case fatal(FatalError)
  /// Blocks for ever.
  case block
  /// A loop that runs so many times.
  case loop(times: Int, [Statement])
  /// `for range f { … }` over a function; its body becomes a function of its own.
  case range(over: String, [Statement])
  /// In a function that is ranged over: calls the loop's body.
  case yield
  /// Calls a C function that calls the Go function back.
  case callThroughC(String)
  /// A thread made by C calls the Go function.
  case threadFromC(String)
  /// `debug.SetPanicOnFault(true)`
  case panicOnFault
}

/// The function of a call or defer statement, and how it is named there.
public struct Callee: Hashable, Sendable {
  public var function: String
  public var form: CallForm
  public init(_ function: String, form: CallForm = .plain) {
    self.function = function
    self.form = form
  }
}

/// What stands between the statement and the function: the forms differ in the wrappers that the
/// compiler makes for them.
public enum CallForm: String, Hashable, Sendable, CaseIterable {
  /// `defer f()`
  case plain
  /// `defer f(1)`
  case argument
  /// `defer p.f()`
  case method
  /// `g := p.f; defer g()`
  case methodValue = "method-value"
  /// `defer i.f()`, i an interface that holds a struct.
  case interface
}

extension Scenario {
  /// The bodies nested in this statement.
  static func bodies(of statement: Statement) -> [[Statement]] {
    switch statement {
    case .recover(let then, let otherwise): [then, otherwise]
    case .loop(_, let body), .range(_, let body): [body]
    default: []
    }
  }

  /// Whether a body holds a statement that fits, nested ones included.
  public static func contains(_ body: [Statement], where fits: (Statement) -> Bool) -> Bool {
    body.contains { statement in
      fits(statement) || bodies(of: statement).contains { contains($0, where: fits) }
    }
  }
}
