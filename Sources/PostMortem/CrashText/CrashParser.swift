/// Reads the lines of one writer and puts the crashes among them together.
struct CrashParser: Sendable {
  private enum State: Sendable {
    case outside
    /// Behind `panic:`, `fatal error:` or a signal, before the first goroutine.
    case head
    case goroutine
    case runtimeStack
    case registers
  }

  /// Lines inside a crash that are none of its own before it is taken to be over.
  private static let mostForeignLines = 128
  private static let mostGoroutines = 2000
  private static let mostFrames = 400
  private static let longestValue = 16 << 10
  private static let mostPrefaces = 32
  /// `runtime: ...` lines count if the death follows within so many lines.
  private static let prefaceReach = 64

  private var state = State.outside
  private var crash: CrashText?
  private var finished: [CrashText] = []
  private var raceReports = 0
  private var prefaces: [(line: Int, text: String)] = []
  /// The last panic's value may go on in the next line.
  private var isInValue = false
  private var blankLines = 0
  private var foreignRun = 0
  private var isInRaceReport = false
  private var wantsLocation = false
  private var lastNumber = 0
  /// Tabs reach this reader, so that their absence means something.
  private var keepsTabs = false
  /// The writer's prefix was guessed.
  var isGuess = false

  var isInCrash: Bool { crash != nil }

  mutating func takeFinished() -> [CrashText] {
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
    lastNumber = number
    if passesOverRaceReport(line) { return false }
    if beginsCrash(line, number, isApplicationLog) {
      foreignRun = 0
      return true
    }
    guard crash != nil else { return keepPreface(line, number) }
    let isOwn: Bool
    switch state {
    case .outside: isOwn = false
    case .head: isOwn = takeHead(line, number)
    case .goroutine, .runtimeStack: isOwn = takeFrame(line, number)
    case .registers: isOwn = takeRegister(line)
    }
    if isOwn || takeEnd(line) {
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
    let isRuler = line.text == "=================="
    if isInRaceReport {
      if isRuler { isInRaceReport = false }
      return true
    }
    guard line.text == "WARNING: DATA RACE" else { return isRuler }
    isInRaceReport = true
    raceReports += 1
    return true
  }

  private mutating func keepPreface(_ line: CrashLine, _ number: Int) -> Bool {
    let text = line.text
    guard
      text.hasPrefix("runtime: ") || text.hasPrefix("unexpected fault address ")
        || text.hasPrefix("traceback: ") || text.hasPrefix("recover: ")
        || text.hasPrefix("runtime:") || text.hasPrefix("\tm=") || text.hasPrefix("stack: ")
    else { return false }
    prefaces.append((number, String(text.prefix(500))))
    if prefaces.count > Self.mostPrefaces { prefaces.removeFirst() }
    return true
  }

  // MARK: Beginnings

  private mutating func beginsCrash(
    _ line: CrashLine, _ number: Int, _ isApplicationLog: Bool
  ) -> Bool {
    if let value = line.rest(after: "panic: ") ?? (line.text == "panic:" ? "" : nil) {
      if state != .head || crash?.fatalError != nil || crash?.fatalSignal != nil {
        begin(number, isApplicationLog)
      }
      addPanic(String(value), isIndented: false)
      return true
    }
    if let text = line.rest(after: "fatal error: ") ?? line.rest(after: "fatal: ") {
      if state != .head || crash?.fatalError != nil { begin(number, isApplicationLog) }
      isInValue = false
      state = .head
      crash?.fatalError = String(text)
      return true
    }
    if let name = Self.fatalSignalName(line.text) {
      if state != .head || crash?.fatalSignal != nil || crash?.panics.isEmpty == false {
        begin(number, isApplicationLog)
      }
      isInValue = false
      crash?.fatalSignal = CrashText.FatalSignal(name: name)
      return true
    }
    if beginsServed(line, number) { return true }
    if crash == nil { return beginsWithoutHead(line, number) }
    return false
  }

  private mutating func begin(_ number: Int, _ isApplicationLog: Bool) {
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

  private mutating func addPanic(_ text: String, isIndented: Bool = true) {
    var panic = CrashText.Panic(value: String(text.prefix(Self.longestValue)))
    panic.followsGoexit = !isIndented && crash?.panics.isEmpty == false
    Self.takeMarks(from: &panic)
    crash?.panics.append(panic)
    isInValue = !panic.recovered
    blankLines = 0
    state = .head
  }

  /// ` [recovered]` and ` [recovered, repanicked]` behind the value.
  private static func takeMarks(from panic: inout CrashText.Panic) {
    for (mark, repanicked) in [(" [recovered, repanicked]", true), (" [recovered]", false)]
    where panic.value.hasSuffix(mark) {
      panic.value.removeLast(mark.count)
      panic.recovered = true
      panic.repanicked = repanicked
    }
  }

  /// `SIGQUIT: quit`
  private static func fatalSignalName(_ text: String) -> String? {
    guard text.hasPrefix("SIG"), let colon = text.firstIndex(of: ":") else { return nil }
    let name = String(text[..<colon])
    guard let words = SignalNameTable.fatal[name],
      text[colon...].dropFirst(2).hasPrefix(words)
    else { return nil }
    return name
  }

  /// `2026/11/23 06:55:49 http: panic serving 127.0.0.1:4242: boom`
  private mutating func beginsServed(_ line: CrashLine, _ number: Int) -> Bool {
    guard
      let rest = line.rest(after: "http: panic serving ")
        ?? line.rest(after: "http2: panic serving ")
    else { return false }
    begin(number, false)
    let parts = rest.split(separator: ": ", maxSplits: 1, omittingEmptySubsequences: false)
    crash?.origin = .httpServer
    crash?.client = parts.first.map(String.init)
    addPanic(parts.count > 1 ? String(parts[1]) : "")
    isInValue = false
    return true
  }

  /// A crash whose first lines are not in the log.
  private mutating func beginsWithoutHead(_ line: CrashLine, _ number: Int) -> Bool {
    let header = GoroutineHeader(line.text)
    let isTail =
      line.text.hasPrefix("[signal SIG") || line.text.hasPrefix("\tpanic: ")
      || line.text.hasPrefix("panic({0x") || Self.createdBy(line.text) != nil
    guard header != nil || isTail else { return false }
    begin(number, false)
    crash?.isHeadMissing = true
    if let header {
      beginGoroutine(header)
      return true
    }
    if line.text.hasPrefix("[signal ") || line.text.hasPrefix("\tpanic: ") {
      return takeHead(line, number)
    }
    crash?.goroutines.append(CrashGoroutine(id: 0, status: ""))
    state = .goroutine
    return takeFrame(line, number)
  }

  // MARK: The head

  private mutating func takeHead(_ line: CrashLine, _ number: Int) -> Bool {
    if let header = GoroutineHeader(line.text) {
      beginGoroutine(header)
      return true
    }
    if takeSignal(line) || takeFatalSignalDetail(line) { return true }
    if let value = line.indentedRest(after: "panic: ") {
      addPanic(String(value))
      return true
    }
    if let text = line.indentedRest(after: "fatal error: ") {
      crash?.fatalError = String(text)
      isInValue = false
      return true
    }
    if line.text == "runtime stack:" {
      isInValue = false
      state = .runtimeStack
      return true
    }
    if line.text.hasPrefix("panic during panic") || line.text.hasPrefix("stack trace unavailable") {
      crash?.failedWhileDying = true
      return true
    }
    if line.text.hasPrefix("exit status ") { return false }
    if isInValue { return continueValue(line) }
    if line.text.hasPrefix("runtime: ") || line.text.hasPrefix("unexpected fault address ") {
      if let count = crash?.prefaces.count, count < Self.mostPrefaces {
        crash?.prefaces.append(String(line.text.prefix(500)))
      }
      return true
    }
    return line.isBlank
  }

  private mutating func continueValue(_ line: CrashLine) -> Bool {
    guard var panic = crash?.panics.last else { return false }
    if line.isBlank {
      blankLines += 1
      return true
    }
    // After the blank line that ends the message stand the stacks; a program's next line of log
    // looks the same as one more line of its value.
    if blankLines > 0 && foreignRun > 0 { return false }
    let text = line.text.hasPrefix("\t") ? String(line.text.dropFirst()) : line.text
    guard panic.value.utf8.count + text.utf8.count < Self.longestValue else { return true }
    panic.value += String(repeating: "\n", count: blankLines + 1) + text
    blankLines = 0
    Self.takeMarks(from: &panic)
    isInValue = !panic.recovered
    crash?.panics.removeLast()
    crash?.panics.append(panic)
    return true
  }

  private mutating func takeSignal(_ line: CrashLine) -> Bool {
    guard let rest = line.rest(after: "[signal "), rest.last == "]" else { return false }
    let words = rest.dropLast().split(separator: " ")
    guard let first = words.first else { return false }
    var signal = CrashText.Signal(name: String(first.prefix { $0 != ":" }))
    for word in words {
      if word.hasPrefix("code=") { signal.code = Self.number(word.dropFirst(5)) }
      if word.hasPrefix("addr=") { signal.address = Self.number(word.dropFirst(5)) }
      if word.hasPrefix("pc=") { signal.programCounter = Self.number(word.dropFirst(3)) }
    }
    isInValue = false
    crash?.signal = signal
    return true
  }

  /// `PC=0x47d5e9 m=0 sigcode=1 addr=0x0` and what may follow.
  private mutating func takeFatalSignalDetail(_ line: CrashLine) -> Bool {
    guard crash?.fatalSignal != nil else { return false }
    if line.text.hasPrefix("PC=0x") {
      for word in line.text.split(separator: " ") {
        if word.hasPrefix("PC=") {
          crash?.fatalSignal?.programCounter = Self.number(word.dropFirst(3))
        }
        if word.hasPrefix("m=") { crash?.fatalSignal?.machine = Int(word.dropFirst(2)) }
        if word.hasPrefix("sigcode=") {
          // Printed as an unsigned number by some versions.
          let text = word.dropFirst(8)
          crash?.fatalSignal?.code =
            Int64(text) ?? UInt64(text).map { Int64(Int32(truncatingIfNeeded: $0)) }
        }
        if word.hasPrefix("addr=") { crash?.fatalSignal?.address = Self.number(word.dropFirst(5)) }
      }
      return true
    }
    if line.text.hasPrefix("signal arrived during cgo execution") {
      crash?.fatalSignal?.isInC = true
      return true
    }
    if line.text.hasPrefix("signal arrived during external code execution") {
      crash?.fatalSignal?.isInC = true
      return true
    }
    return line.text.hasPrefix("instruction bytes:")
  }

  private static func number(_ text: Substring) -> UInt64? {
    text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text)
  }

  // MARK: Goroutines

  private mutating func beginGoroutine(_ header: GoroutineHeader) {
    isInValue = false
    wantsLocation = false
    state = .goroutine
    if let count = crash?.goroutines.count, count >= Self.mostGoroutines {
      crash?.omittedGoroutines += 1
      return
    }
    crash?.goroutines.append(
      CrashGoroutine(
        id: header.id, status: header.status, minutes: header.minutes,
        isLockedToThread: header.isLockedToThread, hasAddresses: header.hasAddresses))
  }

  private mutating func takeFrame(_ line: CrashLine, _ number: Int) -> Bool {
    if let header = GoroutineHeader(line.text) {
      beginGoroutine(header)
      return true
    }
    if wantsLocation, let location = CrashLocation(line.trimmed) {
      keepsTabs = keepsTabs || line.text.first == "\t"
      wantsLocation = false
      setLocation(location)
      return true
    }
    if let created = Self.createdBy(line.text) {
      if state == .goroutine, let index = lastGoroutine {
        crash?.goroutines[index].createdBy = CrashFrame(function: created.function)
        crash?.goroutines[index].creatorID = created.goroutine
      }
      wantsLocation = true
      return true
    }
    if line.text.hasSuffix("frames elided...") {
      if let index = lastGoroutine { crash?.goroutines[index].hasElidedFrames = true }
      return true
    }
    if let frame = CrashFrame(functionLine: line.text) {
      add(frame)
      wantsLocation = true
      return true
    }
    if Self.register(line.text) != nil, crash?.fatalSignal != nil || crash?.signal != nil {
      state = .registers
      return takeRegister(line)
    }
    if line.text.hasPrefix("\tgoroutine running on other thread")
      || line.text.hasPrefix("non-Go function") || line.text.hasPrefix("[originating from ")
      || line.text == "runtime stack:" || line.text.hasPrefix("\tpc=0x")
    {
      if line.text == "runtime stack:" { state = .runtimeStack }
      return true
    }
    if line.text.hasPrefix("panic during panic") || line.text.hasPrefix("stack trace unavailable") {
      crash?.failedWhileDying = true
      return true
    }
    return line.isBlank
  }

  /// Nil when the last goroutine was not kept.
  private var lastGoroutine: Int? {
    guard let crash, crash.omittedGoroutines == 0, !crash.goroutines.isEmpty else { return nil }
    return crash.goroutines.count - 1
  }

  private mutating func add(_ frame: CrashFrame) {
    if state == .runtimeStack {
      if let count = crash?.runtimeStack.count, count < Self.mostFrames {
        crash?.runtimeStack.append(frame)
      }
      return
    }
    guard let index = lastGoroutine else { return }
    if crash?.goroutines[index].frames.count ?? 0 < Self.mostFrames {
      crash?.goroutines[index].frames.append(frame)
    } else {
      crash?.goroutines[index].hasElidedFrames = true
    }
  }

  private mutating func setLocation(_ location: CrashLocation) {
    func fill(_ frame: inout CrashFrame) {
      frame.file = location.file
      frame.line = location.line
      frame.offset = location.offset
      frame.programCounter = location.programCounter
    }
    if state == .runtimeStack {
      if var frame = crash?.runtimeStack.popLast() {
        fill(&frame)
        crash?.runtimeStack.append(frame)
      }
      return
    }
    guard let index = lastGoroutine else { return }
    if var created = crash?.goroutines[index].createdBy {
      fill(&created)
      crash?.goroutines[index].createdBy = created
    } else if var frame = crash?.goroutines[index].frames.popLast() {
      fill(&frame)
      crash?.goroutines[index].frames.append(frame)
    }
  }

  /// `created by main.main in goroutine 1`
  private static func createdBy(_ text: String) -> (function: String, goroutine: UInt64?)? {
    guard text.hasPrefix("created by ") else { return nil }
    var name = text.dropFirst(11)
    var goroutine: UInt64?
    if let range = name.firstRange(of: " in goroutine ") {
      goroutine = UInt64(name[range.upperBound...])
      name = name[..<range.lowerBound]
    }
    guard !name.isEmpty, name.contains("."), !name.contains(" ") || name.contains("[") else {
      return nil
    }
    return (String(name), goroutine)
  }

  // MARK: Registers and the end

  /// `rax    0x0`, `r29     0x4000`
  private static func register(_ text: String) -> (name: String, value: UInt64)? {
    let words = text.split(whereSeparator: { $0 == " " || $0 == "\t" })
    guard words.count == 2, words[1].hasPrefix("0x"), words[0].utf8.count <= 6,
      let value = UInt64(words[1].dropFirst(2), radix: 16), words[0].first?.isLetter == true
    else { return nil }
    return (String(words[0]), value)
  }

  private mutating func takeRegister(_ line: CrashLine) -> Bool {
    guard let register = Self.register(line.text) else {
      if let header = GoroutineHeader(line.text) {
        beginGoroutine(header)
        return true
      }
      return line.isBlank
    }
    if crash?.registers.count ?? 0 < 64 { crash?.registers[register.name] = register.value }
    return true
  }

  /// `exit status 2`, which `go run` and `go test` print.
  private mutating func takeEnd(_ line: CrashLine) -> Bool {
    guard let rest = line.rest(after: "exit status "), let status = Int(rest) else { return false }
    crash?.exitStatus = status
    extend(to: lastNumber)
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
      crash.panics = crash.panics.map {
        var panic = $0
        panic.followsGoexit = false
        return panic
      }
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
