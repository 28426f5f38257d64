import ByteReading
import Reporting
import Synchronization

/// Standard output and standard error as people see them.
enum Terminal {
  /// One line on standard error, under the tool's name.
  static func complain(_ message: String) {
    printError("panicscope: " + VisibleText.escaping(message))
  }

  static func printError(_ text: String) { try? HostStream.error.write(Array((text + "\n").utf8)) }

  /// For help and documents; nobody needs to hear that a pager was closed.
  static func printOutput(_ text: String) throws(ToolError) {
    do throws(HostError) {
      try HostStream.output.write(Array((text + "\n").utf8))
    } catch {
      if !error.isClosedPipe { throw .failure("standard output: \(error.message)") }
    }
  }

  /// As https://no-color.org and CLICOLOR_FORCE have it; the flag wins over both.
  static func wantsColor(noColor: Bool, stream: HostStream = .output) -> Bool {
    if noColor { return false }
    if let value = Host.environment("NO_COLOR"), !value.isEmpty { return false }
    if let value = Host.environment("CLICOLOR_FORCE"), !value.isEmpty, value != "0" { return true }
    return stream.isTerminal && Host.environment("TERM") != "dumb"
  }
}

/// One line on a terminal's standard error that tells how far an audit of many or huge files is.
final class ProgressLine: Sendable {
  private struct State {
    /// Of the process; the line appears only when the work turns out to be long.
    var nextUpdate = 0.3
    var isShown = false
  }
  private let state = Mutex(State())

  func show(_ finished: Int, of total: Int, path: String) {
    show("\(finished)/\(total)", path: path)
  }

  func showHashing(_ path: String, done: Int, of total: Int) {
    show("hashed \(done / max(1, total / 100)) % of", path: path)
  }

  private func show(_ words: String, path: String) {
    state.withLock { state in
      let now = Host.processorSeconds
      guard now >= state.nextUpdate else { return }
      state.nextUpdate = now + 0.1
      state.isShown = true
      let text = "\r\u{1B}[K\(words) \(VisibleText.escaping(path).suffix(60))"
      try? HostStream.error.write(Array(text.utf8))
    }
  }

  func clear() {
    state.withLock { state in
      if state.isShown { try? HostStream.error.write(Array("\r\u{1B}[K".utf8)) }
      state.isShown = false
    }
  }
}
