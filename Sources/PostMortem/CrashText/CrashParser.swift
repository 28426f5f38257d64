/// Reads the lines of one writer and puts the crashes among them together.
struct CrashParser: Sendable {
  enum State: Sendable {
    case outside
    /// Behind `panic:`, `fatal error:` or a signal, before the first goroutine.
    case head
    case goroutine
    case runtimeStack
    case registers
  }

  /// Lines inside a crash that are none of its own before it is taken to be over.
  private static let mostForeignLines = 128
  static let longestValue = 16 << 10
  static let mostPrefaces = 32
  /// `runtime: ...` lines count if the death follows within so many lines.
  private static let prefaceReach = 64

  var state = State.outside
  /// False when crashes are only counted.
  var keepsFrames = true
  var crash: CrashText?
  private var finished: [CrashText] = []
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

  var isInCrash: Bool { crash != nil }

  mutating func takeFinished() -> [CrashText] {
    if finished.isEmpty { return [] }
    defer { finished = [] }
    return finished
  }

  mutating func takeRaceReports() -> Int {
    defer { raceReports = 0 }
    return raceReports
  }

  // MARK: Lines

  /// True when the line belongs to a crash.
  mutating func take(_ line: CrashLine, number: Int, isApplicationLog: Bool) -> Bool {
    if passesOverRaceReport(line) { return false }
    if beginsCrash(line, number, isApplicationLog) {
      foreignRun = 0
      return true
    }
    guard crash != nil else { return keepPreface(line, number) }
    let isOwn: Bool
    switch state {
    case .outside: isOwn = false
    case .head: isOwn = takeHead(line)
    case .goroutine, .runtimeStack: isOwn = takeFrame(line)
    case .registers: isOwn = takeRegister(line)
    }
    if isOwn || takeEnd(line, number) {
      if crash != nil { extend(to: number) }
      foreignRun = 0
      return true
    }
    if !line.isBlank {
      foreignRun += 1
      crash?.foreignLines += 1
      wantsLocation = false
    }
    if foreignRun > Self.mostForeignLines { close(isEnd: false) }
    return false
  }

  private mutating func extend(to number: Int) {
    guard let first = crash?.lines.lowerBound else { return }
    crash?.lines = first...max(first, number)
  }

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
      line.hasPrefix("runtime:") || line.hasPrefix("unexpected fault address ")
        || line.hasPrefix("traceback: ") || line.hasPrefix("recover: ")
        || line.hasPrefix("\tm=") || line.hasPrefix("stack: ")
    else { return false }
    prefaces.append((number, line.bytes.prefix(500).text))
    if prefaces.count > Self.mostPrefaces { prefaces.removeFirst() }
    return true
  }

  /// Begins a crash; what is open ends.
  mutating func begin(_ number: Int, _ isApplicationLog: Bool) {
    close(isEnd: false)
    var crash = CrashText(lines: number...number)
    crash.isGuess = isGuess || isApplicationLog
    crash.prefaces = prefaces.filter { number - $0.line <= Self.prefaceReach }.map(\.text)
    if let first = prefaces.first(where: { number - $0.line <= Self.prefaceReach }) {
      crash.lines = first.line...number
    }
    prefaces = []
    self.crash = crash
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

  /// Nothing more follows of the open crash.
  mutating func close(isEnd: Bool) {
    defer {
      crash = nil
      state = .outside
      isInValue = false
      wantsLocation = false
    }
    guard var crash else { return }
    crash.endsWithLog = isEnd && foreignRun == 0
    if !keepsTabs {
      for index in crash.panics.indices { crash.panics[index].followsGoexit = false }
    }
    if let first = crash.goroutines.first?.frames.first,
      first.function == "runtime/debug.Stack" || first.function == "runtime/debug.PrintStack"
    {
      if crash.origin == .runtime { crash.origin = .printedStack }
    }
    CrashText.unfold(&crash)
    // A guessed beginning counts only with what the runtime prints behind it.
    if crash.isGuess && crash.goroutines.allSatisfy({ $0.frames.isEmpty }) { return }
    finished.append(crash)
  }
}
