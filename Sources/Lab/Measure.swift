/// Something to be measured of a built program; each gives readings, and exhibits that show why.
public enum Measure: Sendable {
  /// Runs the program without arguments: what it wrote, and how it ended.
  case outcome
  /// The rules of the findings that the audit reports of it.
  case reportedRules
  /// Runs the program with each of these words as its argument. A reading each: what it wrote, and
  /// how it ended.
  case outcomes([String])
  /// Runs it once, with words and offsets of the runtime's structures as arguments. What it writes
  /// as `name: value` are the readings.
  case selfReport([Argument])
  /// The verdict of the audit of recovers in functions whose names contain these words, literals
  /// included.
  case verdicts([String])
  /// Which kinds of defers the functions have.
  case defers([String])
  /// How often a function calls others.
  case calls(function: String, callees: [String])
  /// Which function the recovers in these call.
  case recoverTargets([String])
  /// The named decisions of the binary's own `gorecover`, and the era that its code fits.
  case decisions
  /// SP, BP and the stores of arguments in a function's first instructions, by its code.
  case entryTrail(function: String)
  /// SP and BP after each instruction of a function's beginning, as stepped.
  case window(function: String, argument: String)
  /// Which stack the thread is on when each function is first reached, as stepped.
  case stops(functions: [String], argument: String)
  /// What a trace sees of the run with this argument.
  case episode(argument: String)
  /// The length of a panic's way in instructions.
  case path(argument: String)
  /// Where execution goes on after a recovery, and the registers there, as stepped.
  case landing(argument: String)
  /// Findings of these rules, by the functions that they are in.
  case findings([String])
  /// The output of `go build -gcflags=FLAGS`: sizes of functions and their calls.
  case listing(flags: String, functions: [String])
  /// What `go vet` says.
  case vet
  /// What the recovers become with another Go.
  case upgrade(to: String)

  public enum Argument: Sendable, Hashable {
    case word(String)
    /// `g._defer`
    case goroutineDefer
    /// `_defer.link`
    case deferLink
    /// `g.m`
    case goroutineMachine
    /// `m.g0`
    case machineSystemGoroutine
    /// `m.curg`
    case machineCurrentGoroutine
  }

  /// What it needs beside the program's file.
  public var kind: EvidenceKind {
    switch self {
    case .outcome, .outcomes, .selfReport: .run
    case .verdicts, .defers, .calls, .recoverTargets, .decisions, .entryTrail, .listing, .vet,
      .upgrade, .findings, .reportedRules:
      .static
    case .episode: .live
    case .window, .stops, .path, .landing: .stepped
    }
  }
}

/// How evidence is come by.
public enum EvidenceKind: String, Sendable, CaseIterable {
  /// The program's own words and its end.
  case run
  /// Its code and tables, and what the compiler says.
  case `static`
  /// Probes while it runs.
  case live
  /// Instruction by instruction.
  case stepped
}
