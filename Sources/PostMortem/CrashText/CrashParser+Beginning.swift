extension CrashParser {
  private static let mostPanics = 128

  /// True when the line is the first of a crash, or of another one inside its head.
  mutating func beginsCrash(_ line: CrashLine, _ number: Int, _ isApplicationLog: Bool) -> Bool {
    switch line.bytes.first {
    case UInt8(ascii: "p"):
      if let value = line.rest(after: "panic: ")
        ?? (line.bytes.equals("panic:") ? LineText([]) : nil)
      {
        if state != .head || crash?.fatalError != nil || crash?.fatalSignal != nil || isBehindFence
          || isBehindOtherLines
        {
          begin(number, isApplicationLog)
        }
        addPanic(Self.unquoted(value).text, isIndented: false)
        if Self.isOfKernel(value: value) { crash?.isForeign = true }
        return true
      }
    case UInt8(ascii: "f"):
      if failsAgain(line) { return true }
      if let text = Self.textOfFatalError(line) {
        // Several threads may print the same before one of them ends the process.
        let isRepeated = state == .head && !isBehindFence && crash?.fatalError == text
        if isRepeated { return true }
        if state != .head || crash?.fatalError != nil || isBehindFence {
          begin(number, isApplicationLog)
        }
        isInValue = false
        state = .head
        crash?.fatalError = text
        return true
      }
    case UInt8(ascii: "S"), UInt8(ascii: "E"):
      if var signal = CrashText.FatalSignal(head: line.bytes) ?? Self.windowsException(line) {
        signal.isRelayed = signal.name == "SIGQUIT" && isBehindRuler
        signal.followsDeath = signal.name == "SIGQUIT" && crash != nil
        if signal.isRelayed, crash != nil {
          state = .registers
          return true
        }
        if state != .head || crash?.fatalSignal != nil || crash?.panics.isEmpty == false {
          begin(number, isApplicationLog)
        }
        isInValue = false
        crash?.fatalSignal = signal
        return true
      }
    case UInt8(ascii: "h"): if beginsServed(line, number) { return true }
    case UInt8(ascii: "r"):
      if beginsLoggedStack(line, number) { return true }
      // The line before says why, and is missing.
      if crash == nil, line.bytes.withoutTrailingSpaces.equals("runtime stack:") {
        beginHeadless(number)
        state = .runtimeStack
        return true
      }
    case UInt8(ascii: "["): if beginsReport(line, number) { return true }
    default: break
    }
    return crash == nil && beginsWithoutHead(line, number)
  }

  /// A panic within another one follows it at once, indented; behind lines of something else it is that of
  /// the program's next start (GOTRACEBACK=none).
  private var isBehindOtherLines: Bool {
    crash?.panics.last.map { !$0.recovered && $0.value.utf8.contains(0x0A) } ?? false
  }

  /// The runtime failed again where it was to print a stack: `fatal: bad g in signal handler`.
  private mutating func failsAgain(_ line: CrashLine) -> Bool {
    guard state == .head || state == .runtimeStack, foreignRun == 0, !isBehindFence,
      let crash, crash.fatalError != nil || crash.fatalSignal != nil, crash.goroutines.isEmpty,
      line.hasPrefix("fatal: "), let text = Self.textOfFatalError(line), text != crash.fatalError
    else { return false }
    self.crash?.failedWhileDying = true
    isInValue = false
    return true
  }

  /// What `throw` and `fatal` print; `fatal: ` only as the runtime's few assembly messages have it,
  /// since every other program says it too.
  private static func textOfFatalError(_ line: CrashLine) -> String? {
    if let text = line.rest(after: "fatal error: ") { return unquoted(text).text }
    guard let text = line.rest(after: "fatal: ") else { return nil }
    let own: [StaticString] = [
      "morestack on g", "bad g in signal handler", "systemstack called from unexpected goroutine",
      "cgo callback before cgo call",
    ]
    return own.contains { text.hasPrefix($0) } ? text.text : nil
  }

  /// Without spaces and the marks of code that a text ends with when it is posted.
  static func unquoted(_ text: LineText) -> LineText {
    var text = text
    while let byte = text.last, LineText.isSpace(byte) { text = text.dropLast() }
    if text.hasSuffix("```") { return text.dropLast(3) }
    // One that was not opened here closes what was opened before.
    guard text.last == UInt8(ascii: "`") else { return text }
    let marks = (0..<text.count).count { text[$0] == UInt8(ascii: "`") }
    return marks == 1 ? text.dropLast() : text
  }

  /// `Exception 0xc0000005 0x0 0x8 0x7ff6a10d1c2b`: the code, two numbers that for this code are the
  /// kind of access and its address, and where it happened.
  private static func windowsException(_ line: CrashLine) -> CrashText.FatalSignal? {
    guard line.hasPrefix("Exception 0x") else { return nil }
    let words = line.bytes.words
    guard words.count == 5, words.dropFirst().allSatisfy({ $0.number != nil }) else { return nil }
    return CrashText.FatalSignal(
      name: "exception \(words[1].text)", programCounter: words[4].number, code: 1,
      address: words[1].equals("0xc0000005") ? words[3].number : nil)
  }

  /// `2026/11/23 06:55:49 http: panic serving 127.0.0.1:4242: boom`
  private mutating func beginsServed(_ line: CrashLine, _ number: Int) -> Bool {
    guard
      let rest = line.rest(after: "http: panic serving ")
        ?? line.rest(after: "http2: panic serving ")
    else { return false }
    begin(number, false)
    let parts = rest.text.split(separator: ": ", maxSplits: 1, omittingEmptySubsequences: false)
    crash?.origin = .httpServer
    crash?.client = parts.first.map(String.init)
    addPanic(parts.count > 1 ? String(parts[1]) : "")
    isInValue = false
    return true
  }

  /// A crash whose first lines are not in the log.
  private mutating func beginsWithoutHead(_ line: CrashLine, _ number: Int) -> Bool {
    switch line.bytes.first {
    case UInt8(ascii: "g"):
      guard let header = GoroutineHeader(line.bytes) else { return false }
      beginHeadless(number)
      beginGoroutine(header)
      return true
    case UInt8(ascii: "["), UInt8(ascii: "\t"):
      guard
        line.hasPrefix("[signal SIG") || line.hasPrefix("[signal 0x") || line.hasPrefix("\tpanic: ")
      else { return false }
      beginHeadless(number)
      return takeHead(line)
    case UInt8(ascii: "p"), UInt8(ascii: "c"):
      guard line.hasPrefix("panic({0x") || CreatorLine(line.bytes) != nil else { return false }
      beginHeadless(number)
      beginAnonymousGoroutine()
      if let lines = above.lines, let last = crash?.lines.upperBound {
        crash?.lines = min(lines.lowerBound, last)...last
        addLogged(above.takeFrames())
      }
      return takeFrame(line)
    default: return false
    }
  }

  private mutating func beginHeadless(_ number: Int) {
    begin(number, false)
    crash?.isHeadMissing = true
  }

  mutating func addPanic(_ text: String, isIndented: Bool = true) {
    // Counting characters takes longer than all the rest.
    let isShort = text.utf8.count <= Self.longestValue
    var panic = CrashText.Panic(value: isShort ? text : String(text.prefix(Self.longestValue)))
    panic.followsGoexit = !isIndented && crash?.panics.isEmpty == false
    Self.takeMarks(from: &panic)
    crash?.panics.append(panic)
    if let count = crash?.panics.count, count > Self.mostPanics {
      // The first ones say how it began, the last ones how it ended.
      crash?.panics.remove(at: Self.mostPanics / 2)
      crash?.omittedPanics += 1
    }
    isInValue = !panic.recovered
    blankLines = 0
    state = .head
  }

  /// ` [recovered]` and ` [recovered, repanicked]` behind the value.
  static func takeMarks(from panic: inout CrashText.Panic) {
    guard panic.value.utf8.last == UInt8(ascii: "]") else { return }
    for (mark, repanicked) in [(" [recovered, repanicked]", true), (" [recovered]", false)]
    where panic.value.hasSuffix(mark) {
      panic.value.removeLast(mark.count)
      panic.recovered = true
      panic.repanicked = repanicked
    }
  }
}
