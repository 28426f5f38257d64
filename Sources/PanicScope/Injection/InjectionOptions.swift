/// How a program is run to inject panics into it.
public struct InjectionOptions: Sendable {
  /// What becomes of the program's standard output and standard error.
  public enum ProgramOutput: Sendable, Hashable {
    case inherited, dropped
    /// Appended to this file.
    case file(String)
  }

  /// The program and its arguments; the program is looked for in `PATH`.
  public var command: [String]
  public var output = ProgramOutput.inherited
  /// Whether the program reads this process's standard input.
  public var inheritsInput = true
  /// Milliseconds that a run may take to reach the place.
  public var timeout = 60_000
  /// Milliseconds for a panic to be recovered or to end the process.
  public var hangTimeout = 10_000
  /// Milliseconds that a program must live on after a recovery.
  public var settle = 1_000
  /// A shell command that prepares each run, such as one that restores what the last one changed.
  public var prepare: String?
  /// A shell command that makes the program work, run once it listens on a socket.
  public var drive: String?
  /// Run it so many milliseconds after the start instead.
  public var driveAfter: Int?
  /// Asked often; the run, and with it the program, ends when it says so.
  public var isInterrupted: @Sendable () -> Bool = { false }

  public init(command: [String]) { self.command = command }
}

/// Where and on which goroutine a panic is to happen.
public struct InjectionTarget: Sendable {
  /// `FUNCTION` or `FUNCTION:FILE:LINE`
  public var place: String
  public var nth = 1
  /// Only on goroutines that a `go` statement in this function made.
  public var createdBy: String?
  /// The text of an ordinary `panic(text)`; nil for a nil dereference.
  public var value: String?

  public init(place: String) { self.place = place }

  /// The parts of `place`.
  var parts: (function: String, file: String?, line: Int?) {
    let words = place.split(separator: ":", omittingEmptySubsequences: false)
    guard words.count >= 3, let line = Int(words[words.count - 1]) else {
      return (place, nil, nil)
    }
    let function = words[..<(words.count - 2)].joined(separator: ":")
    return (function, String(words[words.count - 2]), line)
  }
}
