/// Reads the lines of one writer and puts the crashes among them together.
struct CrashParser: Sendable {
  enum State: Sendable {
    case outside
    /// Behind `panic:`, `fatal error:` or a signal, before the first goroutine.
    case head
    case goroutine
    case runtimeStack
    case registers
    /// Functions without arguments, as loggers write them.
    case loggedStack
    case recoveryReport
  }

  /// Lines inside a crash that are none of its own before it is taken to be over.
  private static let mostForeignLines = 128
  static let longestValue = 16 << 10
  static let mostPrefaces = 32
  /// `runtime: ...` lines count if the death follows within so many lines.
  private static let prefaceReach = 64

  var state = State.outside
  /// False when crashes that begin now are only counted.
  var isKeeping = true
  /// The open crash is kept.
  private(set) var keepsFrames = true
  /// The open crash has some, where they are not kept.
  var hasFrames = false
  var crash: CrashText?
  private var finished: [CrashText] = []
  /// Crashes that were only counted.
  private var counted = 0
  private var raceReports = 0
  private var prefaces: [(line: Int, text: String)] = []
  /// The last panic's value may go on in the next line.
  var isInValue = false
  var blankLines = 0
  var foreignRun = 0
  private var isInRaceReport = false
  var wantsLocation = false
  /// Tabs reach this reader, so that their absence means something.
  var keepsTabs = false
  /// The writer's prefix was guessed.
  var isGuess = false
  /// What the lines of the open crash are indented by, as in a list or a block of code.
  private var indent = 0
  /// A line of Markdown ended the block of code that the open crash began in.
  var isBehindFence = false
  /// A line `-----` stands before, which the runtime prints between the stacks of threads.
  var isBehindRuler = false
  /// Guessed beginnings that nothing followed.
  private var orphans: [CrashText] = []
  private static let mostOrphans = 16
  var logged = LoggedStack()
  /// Frames that nothing stands before.
  var above = FramesAbove()
  /// The last line `--- FAIL: ...`.
  private var lineOfFailedTest: Int?

  var isInCrash: Bool { crash != nil }

  /// Something is there to be taken.
  var hasResults: Bool {
    !finished.isEmpty || counted > 0 || !orphans.isEmpty || raceReports > 0
  }

  mutating func takeFinished() -> [CrashText] {
    defer { finished = [] }
    return finished
  }

  mutating func takeCounted() -> Int {
    defer { counted = 0 }
    return counted
  }

  mutating func takeOrphans() -> [CrashText] {
    defer { orphans = [] }
    return orphans
  }

  mutating func takeRaceReports() -> Int {
    defer { raceReports = 0 }
    return raceReports
  }

  // MARK: Lines

  /// True when the line belongs to a crash.
  mutating func take(_ line: CrashLine, number: Int, isApplicationLog: Bool) -> Bool {
    if passesOverRaceReport(line) { return false }
    let line = withoutIndent(line)
    if isSeparator(line) { return crash != nil }
    defer { if !line.isBlank { isBehindRuler = false } }
    if beginsCrash(line, number, isApplicationLog) {
      foreignRun = 0
      return true
    }
    if crash == nil {
      if line.bytes.trimmed.hasPrefix("--- FAIL: ") { lineOfFailedTest = number }
      logged.takeWords(line.bytes, number: number)
      logged.take(line.bytes)
      above.take(line.bytes, number: number)
      return keepPreface(line, number)
    }
    let isOwn: Bool
    switch state {
    case .outside: isOwn = false
    case .head:
      logged.take(line.bytes)
      isOwn = takeHead(line)
    case .goroutine, .runtimeStack: isOwn = takeFrame(line)
    case .registers: isOwn = takeRegister(line)
    case .loggedStack: isOwn = takeLoggedFrame(line)
    case .recoveryReport: isOwn = takeReported(line)
    }
    if isOwn || takeEnd(line, number) {
      if crash != nil, !line.isBlank {
        extend(to: number)
      }
      return true
    }
    if !line.isBlank {
      foreignRun += 1
      wantsLocation = false
    }
    if foreignRun > Self.mostForeignLines { close(isEnd: false) }
    return false
  }

  /// `-----`, or the fence of a block of code in Markdown.
  private mutating func isSeparator(_ line: CrashLine) -> Bool {
    if !isInValue && line.bytes.equals("-----") {
      isBehindRuler = true
      return true
    }
    guard crash != nil, line.hasPrefix("```") else { return false }
    isBehindFence = true
    isInValue = false
    return true
  }

  /// Text in a list or in a block of code is indented as a whole.
  private mutating func withoutIndent(_ line: CrashLine) -> CrashLine {
    if crash != nil ? indent == 0 : line.bytes.first.map(LineText.isSpace) != true {
      indent = 0
      return line
    }
    let trimmed = line.bytes.trimmed
    let depth = line.bytes.count - trimmed.count
    if crash == nil {
      indent = 0
      guard depth > 0, beginsIndented(trimmed) else { return line }
      // One tab is the runtime's own, before a panic inside another.
      if depth == 1 && line.bytes.first == UInt8(ascii: "\t") { return line }
      indent = depth
    }
    return indent == 0 ? line : CrashLine(line.bytes.dropFirst(min(indent, depth)))
  }

  private func beginsIndented(_ trimmed: LineText) -> Bool {
    switch trimmed.first {
    case UInt8(ascii: "p"): trimmed.hasPrefix("panic: ")
    case UInt8(ascii: "f"): trimmed.hasPrefix("fatal error: ")
    case UInt8(ascii: "g"): GoroutineHeader(trimmed) != nil
    case UInt8(ascii: "S"): CrashText.FatalSignal(head: trimmed) != nil
    default: false
    }
  }

  /// A line of the open crash.
  mutating func extend(to number: Int) {
    guard let first = crash?.lines.lowerBound else { return }
    crash?.lines = first...max(first, number)
    crash?.foreignLines += foreignRun
    foreignRun = 0
  }

  /// Nothing is taken off the lines of the open crash, and none is passed over.
  var readsPlainly: Bool { indent == 0 && !isInRaceReport }

  private mutating func passesOverRaceReport(_ line: CrashLine) -> Bool {
    let isRuler = line.bytes.equals("==================")
    if isInRaceReport {
      if isRuler { isInRaceReport = false }
      return true
    }
    guard line.bytes.equals("WARNING: DATA RACE") else { return isRuler }
    isInRaceReport = true
    raceReports += 1
    return true
  }

  private mutating func keepPreface(_ line: CrashLine, _ number: Int) -> Bool {
    guard
      line.hasPrefix("runtime:") || line.hasPrefix("runtime/cgo: ")
        || line.hasPrefix("unexpected fault address ")
        || line.hasPrefix("traceback: ") || line.hasPrefix("recover: 0x")
        || line.hasPrefix("\tm=") || line.hasPrefix("stack: ")
    else { return false }
    prefaces.append((number, line.bytes.prefix(500).text))
    if prefaces.count > Self.mostPrefaces { prefaces.removeFirst() }
    return true
  }

  /// Begins a crash; what is open ends.
  mutating func begin(_ number: Int, _ isApplicationLog: Bool) {
    close(isEnd: false)
    crash = CrashText(lines: number...number)
    crash?.isGuess = isGuess || isApplicationLog || indent > 0
    crash?.recoveryLine = logged.lineOfWords(before: number)
    crash?.followsFailedTest = lineOfFailedTest == number - 1
    if !prefaces.isEmpty {
      let near = prefaces.filter { number - $0.line <= Self.prefaceReach }
      crash?.prefaces = near.map(\.text)
      if let first = near.first { crash?.lines = first.line...number }
      prefaces = []
    }
    keepsFrames = isKeeping
    hasFrames = false
    state = .head
    foreignRun = 0
  }

  // MARK: The end

  /// `exit status 2`, which `go run` and `go test` print.
  private mutating func takeEnd(_ line: CrashLine, _ number: Int) -> Bool {
    guard let status = line.rest(after: "exit status ")?.decimal.flatMap({ Int(exactly: $0) })
    else { return false }
    crash?.exitStatus = status
    extend(to: number)
    close(isEnd: false)
    return true
  }

  /// What programs print stacks with that live on.
  private static let printers: Set<String> = [
    "runtime/debug.Stack", "runtime/debug.PrintStack", "runtime/pprof.writeGoroutineStacks",
    "runtime/pprof.writeGoroutine",
  ]

  /// Nothing more follows of the open crash.
  mutating func close(isEnd: Bool) {
    defer {
      state = .outside
      isInValue = false
      wantsLocation = false
      isBehindFence = false
    }
    guard keepsFrames else {
      if crash?.isProven(isIndented: indent > 0) == true { counted += 1 }
      crash = nil
      return
    }
    guard var crash = crash.take() else { return }
    crash.endsWithLog = isEnd && foreignRun == 0
    crash.dropCutParts()
    if !keepsTabs {
      for index in crash.panics.indices { crash.panics[index].followsGoexit = false }
    }
    if let first = crash.goroutines.first?.frames.first, first.function.hasPrefix("runtime/"),
      Self.printers.contains(first.function)
    {
      if crash.origin == .runtime { crash.origin = .printedStack }
    }
    if crash.isPrintedByHandler || crash.isLoggedByHandler {
      let isServed = crash.panicParts.first?.first { !$0.isRuntime }?.isServer ?? false
      crash.origin = isServed ? .httpServer : .printedStack
    }
    CrashText.unfold(&crash)
    if crash.isProven(isIndented: indent > 0) {
      finished.append(crash)
    } else if orphans.count < Self.mostOrphans {
      orphans.append(crash)
    }
  }
}
