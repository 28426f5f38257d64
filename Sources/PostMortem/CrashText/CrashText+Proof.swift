import PanicContract

extension CrashText {
  /// A guessed beginning counts only with what the runtime prints behind it; so do fatal errors in
  /// words that compilers and other programs use as well.
  func isProven(isIndented: Bool) -> Bool {
    if isForeign { return false }
    if goroutines.contains(where: { !$0.frames.isEmpty }) || !runtimeStack.isEmpty { return true }
    if origin == .httpServer || origin == .recoveryReport { return true }
    let isOwnFatalError = fatalError.map { FatalErrorTable.knows($0) } ?? false
    if isGuess {
      let isDeadlock = isOwnFatalError && fatalError?.hasSuffix(" - deadlock!") == true
      return signal != nil || panics.contains(where: \.recovered) || isIndented && isOwnFatalError
        || isDeadlock || followsFailedTest
    }
    guard fatalError != nil, panics.isEmpty else { return true }
    let isAccompanied =
      signal != nil || exitStatus != nil || !goroutines.isEmpty || failedWhileDying
      || prefaces.contains { $0.utf8.starts(with: "runtime: ".utf8) }
    return isOwnFatalError || isAccompanied
  }

  /// `Observed a panic: boom` and a stack with the function that wrote it above the panic: the runtime
  /// shows nothing above, unless it says `[recovered]`. From Go 1.26 on it does where a deferred function
  /// panics with the same value again.
  var isPrintedByHandler: Bool {
    guard origin == .runtime, panics.count == 1, panics[0].recovered == false,
      fatalError == nil, isGuess ? signal == nil : true, let frames = failing?.frames,
      let panic = frames.firstIndex(where: \.isPanic),
      let last = frames[..<panic].first(where: { !$0.isRuntime })
    else { return false }
    return isGuess || last.isServer || CrashVersion(self).isBefore126
  }

  /// A function stands above the only panic that is printed: it panicked with the same value again, which
  /// Go 1.26 prints as one, or it wrote this text itself.
  var isMaybePrintedByHandler: Bool {
    origin == .runtime && panics.count == 1 && panics[0].recovered == false && fatalError == nil
      && panicParts.count > 1 && panicParts[0].contains { !$0.isRuntime }
  }

  /// A stack that a function wrote during a panic behind words that it recovered.
  var isLoggedByHandler: Bool {
    guard recoveryLine != nil, origin == .runtime, isHeadMissing, panics.isEmpty, fatalError == nil,
      fatalSignal == nil, let frames = failing?.frames,
      let panic = frames.firstIndex(where: \.isPanic)
    else { return false }
    return frames[..<panic].contains { !$0.isRuntime }
  }

  /// What stands at the end of a text that was cut and may not be what it looks like.
  mutating func dropCutParts() {
    if endsWithLog, let last = goroutines.indices.last, goroutines[last].createdBy?.file == nil,
      goroutines[last].creatorID == nil
    {
      goroutines[last].createdBy = nil
    }
    // Without the stacks that end it, a value ends with the paragraph.
    guard goroutines.isEmpty, exitStatus == nil, let last = panics.indices.last,
      panics[last].value.utf8.contains(0x0A)
    else { return }
    let lines = panics[last].value.split(separator: "\n", omittingEmptySubsequences: false)
    if let blank = lines.firstIndex(where: { $0.allSatisfy(\.isWhitespace) }), blank > 0 {
      panics[last].value = lines[..<blank].joined(separator: "\n")
    }
  }

  /// Lines before the stacks, and no stack.
  var isBare: Bool {
    origin == .runtime && !isHeadMissing && goroutines.isEmpty && runtimeStack.isEmpty
      && exitStatus == nil
  }

  /// Takes over the beginning that stands directly before in the log, behind another prefix or cut.
  ///
  /// A stack that a deferred function printed shows that function above the panic; the runtime's own
  /// does not.
  mutating func adopt(_ head: CrashText) -> Bool {
    let reach = 8
    guard !head.isForeign, origin == .runtime, isHeadMissing, panics.isEmpty, fatalError == nil,
      fatalSignal == nil,
      head.lines.upperBound < lines.lowerBound,
      lines.lowerBound - head.lines.upperBound <= reach,
      let failing,
      failing.status == "running" || head.fatalError != nil || head.fatalSignal != nil,
      (failing.frames.firstIndex { $0.isPanic } ?? 0) == 0
    else { return false }
    panics = head.panics
    fatalError = head.fatalError
    fatalSignal = head.fatalSignal
    signal = signal ?? head.signal
    prefaces = head.prefaces + prefaces
    isHeadMissing = false
    isGuess = true
    lines = head.lines.lowerBound...lines.upperBound
    return true
  }

  /// Takes over the stack that stands directly below a report of net/http, as the logger left it.
  mutating func join(_ stack: CrashText) -> Bool {
    guard origin == .httpServer, goroutines.isEmpty, stack.isHeadMissing, stack.panics.isEmpty,
      stack.lines.lowerBound == lines.upperBound + 1,
      let first = stack.failing?.frames.first, first.function.hasPrefix("net/http.")
    else { return false }
    goroutines = stack.goroutines
    isGuess = true
    lines = lines.lowerBound...stack.lines.upperBound
    return true
  }
}
