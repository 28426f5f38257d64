import ByteReading

/// What a run wrote and how it ended, in one line.
enum Outcome {
  /// The line of a run: the program's own lines, then its death.
  static func text(_ result: ChildProcess.Result) -> String {
    var parts: [String] = []
    var isDead = false
    for line in result.output.split(separator: "\n").map(String.init) {
      if isDead {
        // What comes between is a dump of the stack.
        guard line.hasPrefix("fatal error: ") else { continue }
        parts.append(line)
        break
      }
      if let words = deathWords(line) {
        isDead = true
        parts.append(words)
        if line.hasPrefix("panic: ") || line.hasPrefix("fatal error: ") { break }
      } else {
        parts.append(line)
      }
    }
    switch result.brokenLimit {
    case .time?: parts.append("still running at the time limit")
    case .output?: parts.append("wrote more than the limit")
    case nil:
      if let signal = result.signal {
        parts.append("killed by signal \(signal)")
      } else if result.status != 0 {
        parts.append("exit status \(result.status)")
      }
    }
    return parts.joined(separator: "; ")
  }

  /// The first line that the runtime writes of a death; nil for a line of the program's own.
  private static func deathWords(_ line: String) -> String? {
    let marks = [
      "panic: ", "fatal error: ", "runtime: ", "traceback: ", "unexpected fault address", "SIG",
    ]
    guard marks.contains(where: line.hasPrefix) else { return nil }
    if line.hasPrefix("SIG") { return String(line.prefix { $0 != ":" }) }
    return withoutAddresses(line)
  }

  /// Addresses differ from run to run.
  private static func withoutAddresses(_ line: String) -> String {
    line.split(separator: "0x", omittingEmptySubsequences: false).enumerated()
      .map { index, part in
        index == 0 ? String(part) : "ADDRESS" + part.drop(while: \.isHexDigit)
      }.joined()
  }
}
