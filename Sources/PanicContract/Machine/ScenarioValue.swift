/// The value of a panic, as far as printing and comparing it needs.
public struct ScenarioValue: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable {
    case string, error, number, runtimeError, `nil`
  }
  public var kind: Kind
  /// As the runtime prints it.
  public var text: String
  public init(_ kind: Kind, _ text: String) {
    self.kind = kind
    self.text = text
  }

  /// Its Go type.
  public var typeName: String {
    switch kind {
    case .string: "string"
    case .error: "*main.failure"
    case .number: "int"
    case .runtimeError: "runtime.Error"
    case .nil: "nil"
    }
  }
}

/// Something that goes wrong in an expression.
public enum Fault: String, Hashable, Sendable, CaseIterable {
  case nilDereference = "nil-dereference"
  case index
  case divide
  case nilMap = "nil-map"
  case closedChannel = "closed-channel"
  /// A load from an address where nothing is mapped; fatal unless the goroutine called
  /// `debug.SetPanicOnFault(true)`.
  case wildPointer = "wild-pointer"

  var text: String {
    switch self {
    case .nilDereference, .wildPointer:
      "runtime error: invalid memory address or nil pointer dereference"
    case .index: "runtime error: index out of range [5] with length 3"
    case .divide: "runtime error: integer divide by zero"
    case .nilMap: "assignment to entry in nil map"
    case .closedChannel: "close of closed channel"
    }
  }

  /// The value's type, with what is in it where that is a string: `runtime/error.go`.
  var rawText: String {
    switch self {
    case .nilDereference:
      "runtime.errorString(\"invalid memory address or nil pointer dereference\")"
    case .divide: "runtime.errorString(\"integer divide by zero\")"
    case .nilMap, .closedChannel: "runtime.plainError(\"\(text)\")"
    case .index: "(runtime.boundsError) 0x0"
    case .wildPointer: "(runtime.errorAddressString) 0x0"
    }
  }

  /// The kernel reports it as a signal.
  var isSignal: Bool { self == .nilDereference || self == .wildPointer }

  /// The runtime panics with a variable of its own, so that two such panics have one value.
  var hasOneValue: Bool { self != .index && self != .wildPointer }
}

/// What ends the process whatever is deferred.
public enum FatalError: String, Hashable, Sendable, CaseIterable {
  case unlockOfUnlockedMutex = "unlock-of-unlocked-mutex"
  case goOfNilFunction = "go-of-nil-function"
  case stackOverflow = "stack-overflow"

  public var text: String {
    switch self {
    case .unlockOfUnlockedMutex: "sync: unlock of unlocked mutex"
    case .goOfNilFunction: "go of nil func value"
    case .stackOverflow: "stack overflow"
    }
  }

  /// Raised by `runtime.fatal` on the goroutine itself. The others are raised on the thread's own
  /// stack, whose `g` has neither panics nor a signal to print.
  var isRaisedOnGoroutine: Bool { self == .unlockOfUnlockedMutex }
}
