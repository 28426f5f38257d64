import ByteReading
public import GoBinary
public import ProcessControl

/// One run of a program, without any panic of ours, to see which goroutine roots it reaches.
public final class ObservedRun {
  /// A root to look for.
  public struct Candidate: Sendable {
    /// Where it begins.
    public var sites: [InjectionSite]
    public var condition: GoroutineCondition
    public init(sites: [InjectionSite], condition: GoroutineCondition) {
      self.sites = sites
      self.condition = condition
    }
  }

  private let image: GoImage
  private let timing: RunTiming
  private let program: TracedProgram
  private let reader: GoroutineReader
  private let driver: RunDriver
  private let candidates: [Candidate]
  private let handlerCalls: HandlerCalls?
  private var handlerSites: Set<UInt64> = []
  private var stackChecks: Set<UInt64> = []
  /// Indices of candidates, by the address of their site in the process.
  private var waiting: [UInt64: [Int]] = [:]
  /// In the order in which they were reached.
  public private(set) var reached: [Int] = []
  /// Handlers, in the order in which they were first called.
  public private(set) var handlers: [ObservedHandler] = []
  public private(set) var end: ProgramEnd?
  public var notes: [String] { driver.notes }

  public init(
    image: GoImage, command: LaunchedCommand, candidates: [Candidate],
    handlerCalls: HandlerCalls? = nil, timing: RunTiming
  ) throws(InjectionError) {
    self.image = image
    self.timing = timing
    self.candidates = candidates
    self.handlerCalls = handlerCalls
    do throws(SystemError) {
      program = try TracedProgram.launch(command)
    } catch {
      throw InjectionError("\(command.path): cannot be started: \(error.text)")
    }
    guard let loaded = LoadedImage(image: image, process: program.process) else {
      program.kill()
      throw InjectionError("\(command.path): the place of its code in memory cannot be read")
    }
    reader = GoroutineReader(loaded: loaded, memory: program.memory)
    driver = RunDriver(process: program.process, timing: timing)
  }

  /// Until the program ends, the work of `--drive` is done, or the time is over.
  public func run() throws(InjectionError) {
    defer { driver.end(program) }
    do throws(SystemError) {
      for (index, candidate) in candidates.enumerated() {
        for site in candidate.sites {
          let address = reader.loaded.toProcess(site.address)
          try program.insertBreakpoint(at: address)
          if site.isStackCheck { stackChecks.insert(address) }
          waiting[address, default: []].append(index)
        }
      }
      for site in handlerCalls?.sites ?? [] {
        let address = reader.loaded.toProcess(site.address)
        try program.insertBreakpoint(at: address)
        handlerSites.insert(address)
      }
      // So that no run with an injection fails for it.
      try OccupiedCode.check(
        program, reader.loaded, (try? ProbeFinder(image))?.points ?? [],
        RuntimeWatch.sites(in: image, InjectionSites(image: image)))
      try program.resume(program.process)
      try follow()
    } catch {
      throw InjectionError(error, process: program.process)
    }
    if timing.isInterrupted() { throw .interrupted }
  }

  private func follow() throws(SystemError) {
    let start = RunDriver.milliseconds
    var deadline = start + timing.timeout
    var isDriven = false
    let step = 20
    while true {
      switch try program.wait(milliseconds: step) {
      case nil: break
      case .breakpoint(let hit): try program.answer { () throws(SystemError) in try meet(hit) }
      case .signal(let thread, let information):
        try program.resume(thread, signal: information.number)
      case .executed(let thread): try program.resume(thread)
      case .ended(let ended):
        end = ended
        return
      }
      driver.poll()
      let now = RunDriver.milliseconds
      if driver.isDone && !isDriven {
        isDriven = true
        deadline = min(deadline, now + timing.settle)
      }
      if now >= deadline || timing.isInterrupted() { return }
    }
  }

  private func meet(_ hit: TracedProgram.Hit) throws(SystemError) {
    if handlerSites.contains(hit.address) { meetHandlerCall(hit) }
    guard let indices = waiting[hit.address] else { return try program.pass(hit) }
    let isEntry = !(stackChecks.contains(hit.address) && program.branchIsTaken(hit))
    if isEntry, let goroutine = reader.current(hit.registers) {
      let found = indices.filter {
        reached.contains($0) || reader.matches(goroutine, candidates[$0].condition)
      }
      reached += found.filter { !reached.contains($0) }
      let rest = indices.filter { !found.contains($0) }
      waiting[hit.address] = rest
      if rest.isEmpty {
        waiting[hit.address] = nil
        return try program.pass(hit, removing: true)
      }
    }
    try program.pass(hit)
  }

  private func meetHandlerCall(_ hit: TracedProgram.Hit) {
    guard let target = program.callTarget(hit),
      let handler = handlerCalls?.handler(calledAt: reader.loaded.toFile(target)),
      !handlers.contains(where: { $0.function == handler }),
      let goroutine = reader.current(hit.registers)
    else { return }
    let (frames, isComplete) = reader.frames(goroutine, hit.registers)
    let deferring = frames.filter { reader.hasDefer(goroutine, in: $0) }.map { frame in
      ObservedHandler.Deferring(
        function: frame.function, registered: reader.registered(goroutine, in: frame))
    }
    handlers.append(
      ObservedHandler(
        function: handler, caller: reader.loaded.toFile(hit.address), deferring: deferring,
        isComplete: isComplete))
  }
}
