import ByteReading
public import GoBinary
import GoRuntimeModel
import MachineCode
public import PanicContract
public import ProcessControl

/// Why a run could not be made: one sentence.
public struct InjectionError: Error, Sendable, Hashable {
  public var message: String
  public init(_ message: String) { self.message = message }

  /// `RunTiming.isInterrupted` said so: what was seen until then tells nothing.
  init(_ error: SystemError, process: Int32) {
    guard error.isBusy else {
      self.init("the program could not be traced: \(error.text)")
      return
    }
    let (message, advice) = OccupiedCode.explain(error, process: process, needs: "inject")
    self.init(message + "; " + advice)
  }

  public static let interrupted = InjectionError(
    "interrupted: the program was ended before all was seen")
}

/// One run of a program with one panic injected into it, from start to end.
public final class InjectionRun {
  private let image: GoImage
  private let request: InjectionRequest
  private let timing: RunTiming
  private let program: TracedProgram
  private let reader: GoroutineReader
  private let driver: RunDriver
  private var sites: [UInt64: InjectionSite] = [:]
  /// What a trace would see of the panic, from the injection on; empty for programs whose runtime has
  /// no probe points known (before Go 1.21).
  public private(set) var events: [ProbeEvent] = []
  /// How many panics the goroutine was in the middle of when another was injected; the first events are theirs.
  public private(set) var earlierPanics = 0
  /// How the program ended; nil when it was ended by us.
  public private(set) var end: ProcessEnding?
  /// When it had ended, or was ended.
  public private(set) var endTime: UInt64 = 0
  private var probes: [UInt64: [ProbePoint]] = [:]
  private let points: [ProbePoint]
  private var eventReader: EventReader?
  private static let mostEvents = 10_000
  private let runtimeSites: [(watch: RuntimeWatch, site: InjectionSite)]
  private var watches: [UInt64: (watch: RuntimeWatch, site: InjectionSite)] = [:]
  private var hits = 0
  private var skippedHits = 0
  /// On goroutines that do not count.
  private var otherHits = 0
  /// The fault has been delivered, or the call of `runtime.gopanic` made.
  private var isFault: Bool { stringValue == nil }
  private var outcome: PanicOutcome?
  private var place: CodePlace
  private var notes: [String] = []
  private var stringValue: StringValue?
  /// Where a value's panic was made to be called.
  private var stopped: UInt64?
  private let executable: FileStatus.Identity?

  private var loaded: LoadedImage { reader.loaded }

  /// Starts the program; it stands before its first instruction until `run`.
  public init(
    image: GoImage, command: LaunchedCommand, request: InjectionRequest, timing: RunTiming
  ) throws(InjectionError) {
    guard image.architecture == .amd64, CodeArchitecture.host == .amd64 else {
      throw InjectionError("panics can be injected on amd64 only")
    }
    guard let first = request.sites.first else {
      throw InjectionError("there is no place in this function where a breakpoint can stand")
    }
    self.image = image
    self.request = request
    self.timing = timing
    place = image.codePlace(at: first.address)
    if case .panic(let text) = request.kind {
      stringValue = try StringValue(text: text, image: image)
    }
    do throws(SystemError) {
      program = try TracedProgram.launch(command)
    } catch {
      throw InjectionError("\(command.path): cannot be started: \(error.text)")
    }
    guard let loaded = LoadedImage(image: image, process: program.process) else {
      program.kill()
      throw InjectionError("\(command.path): the place of its code in memory cannot be read")
    }
    runtimeSites = RuntimeWatch.sites(in: image, InjectionSites(image: image))
    points = (try? ProbeFinder(image))?.points ?? []
    executable = Self.executable(of: program.process)
    reader = GoroutineReader(loaded: loaded, memory: program.memory)
    driver = RunDriver(process: program.process, timing: timing)
  }

  /// Runs the program to its end, or ends it when all is known.
  public func run() throws(InjectionError) -> InjectionResult {
    defer { driver.end(program) }
    let result: InjectionResult
    do throws(SystemError) {
      try insertSites()
      try OccupiedCode.check(program, loaded, points, runtimeSites)
      try program.resume(program.process)
      result = try follow()
    } catch {
      throw InjectionError(error, process: program.process)
    }
    // A terminal interrupts the program too, whose end is then no news.
    if timing.isInterrupted() { throw .interrupted }
    return result
  }

  private func insertSites() throws(SystemError) {
    for site in request.sites {
      let address = loaded.toProcess(site.address)
      try program.insertBreakpoint(at: address)
      sites[address] = site
    }
  }

  private func follow() throws(SystemError) -> InjectionResult {
    let start = RunDriver.milliseconds
    var deadline = start + timing.timeout
    var phase = Phase.searching
    var nextLook = 0
    var recoveredSince: Int?
    let step = 20
    while true {
      switch try program.wait(milliseconds: step) {
      case nil: break
      case .breakpoint(let hit): try program.answer { () throws(SystemError) in try meet(hit) }
      case .signal(let thread, let information):
        try program.resume(thread, signal: information.number)
      case .executed(let thread):
        if outcome == nil { try insertAgain() }
        try program.resume(thread)
      case .ended(let ended):
        end = ProcessEnding(ended)
        return result(end: ended)
      }
      driver.poll()
      let now = RunDriver.milliseconds
      switch phase {
      case .searching where outcome != nil:
        phase = .panicking
        deadline = now + timing.hangTimeout
      case .panicking where outcome?.isDecided == true:
        phase = .settling
        // What dies may still have much to print.
        deadline = now + (outcome?.isDeadly == true ? timing.hangTimeout : timing.settle)
      case .panicking where now >= nextLook:
        let interval = 200
        nextLook = now + interval
        if outcome?.isRecoveredInside != true {
          recoveredSince = nil
        } else if let since = recoveredSince, now >= since + max(timing.settle, interval) {
          outcome?.acceptRecovery()
          notes.append(
            "recover() returned the panic's value, and the deferred function that called it goes on"
          )
          return result(end: nil)
        } else {
          recoveredSince = recoveredSince ?? now
        }
      default: break
      }
      if now >= deadline || timing.isInterrupted() { return result(end: nil) }
    }
  }

  private enum Phase { case searching, panicking, settling }

  /// The process executed a program: its breakpoints are gone, and come back if it is the same one.
  private func insertAgain() throws(SystemError) {
    sites = [:]
    guard let executable, Self.executable(of: program.process) == executable else {
      notes.append("the process executed another program, in which nothing is injected")
      return
    }
    guard LoadedImage(image: image, process: program.process)?.bias == loaded.bias else {
      notes.append(
        "the process executed itself again at other addresses, where nothing is injected")
      return
    }
    try insertSites()
  }

  private static func executable(of process: Int32) -> FileStatus.Identity? {
    (try? FileStatus(path: "/proc/\(process)/exe", followingLinks: true))?.identity
  }

  // MARK: Hits

  private func meet(_ hit: TracedProgram.Hit) throws(SystemError) {
    if let eventReader, events.count < Self.mostEvents {
      for point in probes[hit.address] ?? [] {
        events.append(readable(eventReader.event(hit, point, .full)))
      }
    }
    if let watched = watches[hit.address] {
      if !(watched.site.isStackCheck && program.branchIsTaken(hit)) {
        outcome?.meet(watched.watch, hit.registers)
      }
      if outcome != nil { return try program.pass(hit) }
    }
    guard outcome == nil, let site = sites[hit.address],
      !(site.isStackCheck && program.branchIsTaken(hit))
    else { return try program.pass(hit) }
    guard let goroutine = reader.current(hit.registers) else {
      skippedHits += 1
      return try program.pass(hit)
    }
    guard reader.matches(goroutine, request.goroutine), isGuarded(goroutine, site, hit) else {
      otherHits += 1
      return try program.pass(hit)
    }
    hits += 1
    guard hits >= request.nth else { return try program.pass(hit) }
    place = image.codePlace(at: site.address)
    if let first = request.sites.first, site.function != first.function,
      image.isWrapper(site.function)
    {
      notes.append(
        "the code of \(image.name(first.function)) is in \(image.name(site.function)), which its go or defer "
          + "statement needs")
    }
    try inject(try behindDeferBits(hit, site.function), goroutine)
  }

  /// Steps the thread to where the runtime can tell which deferred calls of the function are in force.
  private func behindDeferBits(
    _ hit: TracedProgram.Hit, _ function: FunctionIndex
  ) throws(SystemError) -> TracedProgram.Hit {
    guard let address = InjectionSites(image: image).afterDeferBits(of: function) else {
      return hit
    }
    let goal = loaded.toProcess(address)
    let mostSteps = 256
    var registers = hit.registers
    guard registers.programCounter < goal else { return hit }
    try program.stepping(hit.thread) { (stepper) throws(SystemError) in
      for _ in 0..<mostSteps where registers.programCounter != goal {
        if program.hasBreakpoint(at: registers.programCounter) {
          registers = try stepper.pass(registers)
        } else if case .stepped(let after) = try stepper.step() {
          registers = after
        } else {
          return
        }
      }
      stepper.keepStopped()
    }
    return TracedProgram.Hit(
      thread: hit.thread, address: registers.programCounter, registers: registers)
  }

  /// A value's panic returns to the very instruction that was stopped at. Return addresses are looked up by the
  /// byte before them, which may be another function's.
  private func readable(_ event: ProbeEvent) -> ProbeEvent {
    guard let stopped, let index = event.callers.firstIndex(of: stopped) else { return event }
    var event = event
    event.callers[index] = stopped &+ 1
    return event
  }

  private func isGuarded(
    _ goroutine: GoroutineWords, _ site: InjectionSite, _ hit: TracedProgram.Hit
  ) -> Bool {
    guard request.needsDefer else { return true }
    guard
      reader.hasDefer(
        goroutine, function: site.function, address: site.address,
        stackPointer: hit.registers.stackPointer)
    else { return false }
    guard !request.neededDefers.isEmpty,
      let frame = reader.frames(goroutine, hit.registers).frames.first
    else { return true }
    return reader.registered(goroutine, in: frame).contains(oneOf: request.neededDefers)
  }

  private func inject(
    _ hit: TracedProgram.Hit, _ goroutine: GoroutineWords
  ) throws(SystemError) {
    for (watch, site) in runtimeSites {
      let address = loaded.toProcess(site.address)
      try program.insertBreakpoint(at: address)
      watches[address] = (watch, site)
    }
    try insertProbes()
    for address in sites.keys where watches[address] == nil && probes[address] == nil {
      try program.removeBreakpoint(at: address)
    }
    if let eventReader,
      let earlier = EarlierPanics(loaded: loaded, goroutines: reader, events: eventReader)
        .read(goroutine, hit)
    {
      events += earlier.events
      earlierPanics = earlier.count
    }
    outcome = PanicOutcome(goroutine: goroutine, reader: reader)
    driver.lookAtDescendants()
    guard let stringValue else {
      try program.deliver(.nilDereference, to: hit.thread)
      return
    }
    stopped = hit.address
    try stringValue.panic(at: hit, in: program, loaded: loaded)
  }

  private func insertProbes() throws(SystemError) {
    guard !points.isEmpty else { return }
    for point in points {
      let address = loaded.toProcess(point.address)
      try program.insertBreakpoint(at: address)
      probes[address, default: []].append(point)
    }
    eventReader = EventReader(
      process: program.process, runtime: image.layout, memory: program.memory,
      hasIterator: points.contains { $0.kind == .deferNext && $0.instruction == .call })
  }

  // MARK: Result

  private func result(end: ProgramEnd?) -> InjectionResult {
    endTime = MonotonicClock.nanoseconds
    var result = InjectionResult(kind: request.kind, outcome: .notReached, place: place, hits: hits)
    result.end =
      switch end {
      case .exited(let status): .exited(status: Int(status))
      case .killed(let signal): .signal(Int(signal))
      case nil: .endedByTool
      }
    result.notes = notes + driver.notes
    if skippedHits > 0 {
      result.notes.append(
        "the place was reached \(Self.times(skippedHits)) on a stack of the runtime's own, where a panic "
          + "is always fatal; these do not count")
    }
    outcome?.finish()
    guard let outcome else {
      result.notes += notesOnMissing(end)
      return result
    }
    result.goroutine = reader.identity(outcome.goroutine)
    result.recoveredBy = outcome.recoveredBy
    result.resumedIn = outcome.resumedIn
    result.failedRecovers = outcome.failedRecovers
    result.fatalError = outcome.fatalError
    if let killer = outcome.killer {
      result.notes.append(
        "a \(killer.id == outcome.goroutine.number ? "later panic" : "panic") on goroutine "
          + "\(killer.id.map(String.init) ?? "?") ended the process")
    }
    if outcome.hasGoneExit {
      result.notes.append("runtime.Goexit ended the goroutine and its panic")
    }
    if outcome.hasExited {
      result.notes.append(
        outcome.failedRecovers.isEmpty
          ? "a deferred call ended the process by os.Exit, which hides the panic"
          : "a deferred call ended the process by os.Exit after recover() had been called")
    }
    guard outcome.hasBegun || outcome.isDecided else { return withoutPanic(result, end) }
    if outcome.isDeadly {
      result.outcome = .died
      result.diedOfAnother = outcome.isRecovered
    } else if outcome.isRecovered || outcome.hasGoneExit {
      result.outcome = .survived
    } else if case .killed = end {
      result.outcome = .died
    } else {
      result.outcome = end == nil ? .hung : .undecided
    }
    return result
  }

  private static func times(_ count: Int) -> String { count == 1 ? "once" : "\(count) times" }

  /// Why it was not reached, as far as that was seen.
  private func notesOnMissing(_ end: ProgramEnd?) -> [String] {
    var found: [String] = []
    if hits >= request.nth {
      found.append("the program ended at the moment when it was reached")
    } else if hits > 0 {
      found.append("the place was reached \(Self.times(hits)), not \(request.nth) times (--nth)")
    }
    if otherHits > 0 {
      found.append(
        "the place was reached \(Self.times(otherHits)) "
          + (request.needsDefer
            ? "on other goroutines or without its defer statement in force"
            : "on goroutines that do not count"))
    }
    if end == nil {
      found.append("it was not reached within \(timing.timeout / 1000) s (--timeout)")
      if ProcessStatus(process: program.process)?.isStopped == true {
        found.append("the program has stopped itself (SIGSTOP)")
      }
    }
    return found
  }

  /// The runtime made no panic of it: another handler of SIGSEGV had the fault, such as one of C code,
  /// or another thread ended the process at that moment.
  private func withoutPanic(_ result: InjectionResult, _ end: ProgramEnd?) -> InjectionResult {
    var result = result
    result.isPanic = false
    if case .killed = end { result.outcome = .died } else { result.outcome = .undecided }
    let handler =
      "code other than Go's has its own handler of SIGSEGV; --value TEXT needs no signal"
    switch (isFault, end) {
    case (false, _): result.notes.append("the program ended before the panic began")
    case (true, nil): result.notes.append("the Go runtime did not get the fault: " + handler)
    case (true, _?):
      result.notes.append(
        "the Go runtime did not get the fault: the program was ending anyway, or " + handler)
    }
    return result
  }
}
