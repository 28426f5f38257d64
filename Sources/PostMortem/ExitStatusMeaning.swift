public import PanicContract

/// What the exit status of a Go program alone can and cannot mean.
public enum ExitStatusMeaning {
  struct Row {
    var status: Int
    var kind: Explanation.Kind
    var sentence: String
    /// The likely first.
    var possibilities: [String]
    var exclusions: [String]
    var advice: String
  }

  static let mostStatus = 255

  /// Nil for a number that is no exit status.
  public static func remains(of status: Int) -> Remains? {
    guard (0...mostStatus).contains(status) else { return nil }
    let row = ExitStatusTable.rows.first { $0.status == status } ?? other(status)
    return Remains(
      episode: PanicEpisode(
        source: .text, era: nil, goroutine: GoroutineIdentity(),
        gaps: ["an exit status alone: no text, no stack"]),
      explanation: Explanation(
        kind: row.kind, sentence: row.sentence, advice: row.advice, confidence: .low),
      possibilities: row.possibilities, exclusions: row.exclusions)
  }

  private static func other(_ status: Int) -> Row {
    if status > 128, status <= 128 + 64 {
      let name = SignalNameTable.name(of: status - 128)
      return Row(
        status: status, kind: .unknown,
        sentence:
          "\(status) is what shells and container runtimes report for a program that \(name) ended",
        possibilities: [
          "\(name) was sent to the process, or raised in it, and Go did not handle it",
          "the program called os.Exit(\(status))",
        ],
        exclusions: [
          "an uncaught panic or a fatal error of Go with the default GOTRACEBACK: both exit with 2"
        ],
        advice: "Look into the log for the last lines, and into the kernel's log for the signal.")
    }
    return Row(
      status: status, kind: .exit,
      sentence: "\(status) is a status that the program or a library chose by os.Exit or C's exit",
      possibilities: [
        "os.Exit(\(status)), in the program or a library; deferred calls do not run",
        "a C library called exit(\(status))",
      ],
      exclusions: [
        "an uncaught panic or a fatal error of Go: both exit with 2, or by SIGABRT with GOTRACEBACK=crash"
      ],
      advice: "Search the program and its libraries for os.Exit.")
  }
}
