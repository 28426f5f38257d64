import ByteReading

extension CrashParser {
  private static let mostRequestLines = 64

  // MARK: A logger's stack

  /// `runtime.gopanic` below the frames of the deferred function that logs.
  mutating func beginsLoggedStack(_ line: CrashLine, _ number: Int) -> Bool {
    guard crash == nil || state == .head, !logged.frames.isEmpty,
      line.bytes.withoutTrailingSpaces.equals("runtime.gopanic")
    else { return false }
    let frames = logged.takeFrames()
    guard !frames.isEmpty else { return false }
    if crash == nil {
      begin(number, false)
      crash?.lines = max(1, number - 2 * frames.count)...number
    } else if let last = crash?.panics.indices.last, let panic = crash?.panics[last] {
      // The frames were taken for more lines of the value.
      crash?.panics[last].value = String(panic.value.prefix { $0 != "\n" })
    }
    crash?.origin = .printedStack
    isInValue = false
    beginAnonymousGoroutine()
    state = .loggedStack
    addLogged(frames)
    return takeLoggedFrame(line)
  }

  mutating func takeLoggedFrame(_ line: CrashLine) -> Bool {
    if wantsLocation, let location = LoggedStack.location(line.bytes) {
      wantsLocation = false
      setLocation(location)
      return true
    }
    guard let function = LoggedStack.function(line.bytes) else {
      close(isEnd: false)
      return false
    }
    addLogged([CrashFrame(function: function.text)])
    wantsLocation = true
    return true
  }

  // MARK: A report of gin

  /// `[Recovery] 2026/11/23 - 06:55:49 panic recovered:`
  mutating func beginsReport(_ line: CrashLine, _ number: Int) -> Bool {
    guard line.hasPrefix("[Recovery] "),
      line.bytes.withoutTrailingSpaces.hasSuffix(" panic recovered:")
    else { return false }
    begin(number, false)
    crash?.origin = .recoveryReport
    crash?.recoveryLine = number
    state = .recoveryReport
    blankLines = 0
    return true
  }

  /// The request, the value behind a blank line, then frames of two lines: the place, and the function
  /// with its source.
  mutating func takeReported(_ line: CrashLine) -> Bool {
    if let location = LoggedStack.reportedLocation(line.bytes.withoutTrailingSpaces) {
      if crash?.goroutines.isEmpty == true { beginAnonymousGoroutine() }
      state = .recoveryReport
      addLogged([CrashFrame(function: "")])
      setLocation(location)
      wantsLocation = true
      return true
    }
    if crash?.goroutines.isEmpty == true { return takeValueOfReport(line) }
    let trimmed = line.bytes.trimmed
    guard wantsLocation, trimmed.count < line.bytes.count,
      let colon = trimmed.firstOffset(of: ": ", from: 0)
    else {
      close(isEnd: false)
      return false
    }
    wantsLocation = false
    nameLastFrame(trimmed.prefix(colon).text)
    return true
  }

  private mutating func takeValueOfReport(_ line: CrashLine) -> Bool {
    guard let first = crash?.lines.lowerBound, let last = crash?.lines.upperBound,
      last - first < Self.mostRequestLines
    else {
      close(isEnd: false)
      return false
    }
    if line.isBlank {
      crash?.panics = []
      return true
    }
    var panic = crash?.panics.last ?? CrashText.Panic(value: "")
    guard panic.value.utf8.count < Self.longestValue else { return true }
    panic.value += (panic.value.isEmpty ? "" : "\n") + line.bytes.withoutTrailingSpaces.text
    crash?.panics = [panic]
    return true
  }
}
