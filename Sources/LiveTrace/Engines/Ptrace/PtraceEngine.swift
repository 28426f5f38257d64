import GoBinary
import GoRuntimeModel
import MachineCode
public import PanicContract
public import ProcessControl

/// Traces by breakpoints (ptrace), for a program that it starts itself: needs no privilege, costs more
/// for each hit, and the program ends when this tool is killed.
public final class PtraceEngine: TraceEngine {
  public let name = "ptrace"
  public private(set) var notes: [String] = []
  public private(set) var losses = TraceLosses()
  public private(set) var end: ProcessEnding?
  private let request: TraceRequest
  public let points: [ProbePoint]
  private let hasIterator: Bool
  private var program: TracedProgram?
  private var reader: EventReader?
  private let snapshots: SnapshotReader
  /// By address in the process; some instructions tell two things.
  private var probes: [UInt64: [ProbePoint]] = [:]
  /// Nil until the first panic has told whether the offsets are this program's.
  private var layoutFits: Bool?
  private var stepper: PanicStepper?
  private var windowAddress: UInt64?
  private var hasToldOfSteps = false

  private static let batchSize = 256

  /// - Throws: why this engine cannot be used.
  public init(_ request: TraceRequest, points: [ProbePoint]) throws(TraceError) {
    guard case .launch = request.target else {
      throw TraceError(
        "the ptrace engine traces only programs that it starts (-- CMD)",
        advice: "it would leave breakpoints in others if it were killed")
    }
    guard request.image.architecture == .amd64, CodeArchitecture.host == .amd64 else {
      throw TraceError("the ptrace engine works on amd64 only")
    }
    self.request = request
    snapshots = SnapshotReader(image: request.image)
    hasIterator = points.contains { $0.kind == .deferNext && $0.instruction == .call }
    // Stepping begins and ends at probes that tell nothing else.
    self.points =
      request.steps == nil
      ? request.detail.chosen(points) : points.filter { request.detail.includes($0.kind) }
    if let steps = request.steps { stepper = try PanicStepper(image: request.image, limits: steps) }
  }

  public private(set) var processStatus: ProcessStatus?
  public var process: Int32? { program?.process }

  /// The paths that were stepped so far; empty unless the request asks for them.
  public func takeSteppedPaths() -> [SteppedPath] { stepper?.take() ?? [] }

  public func start() throws(TraceError) {
    guard case .launch(let arguments) = request.target, program == nil else { return }
    do throws(SystemError) {
      let program = try TracedProgram.launch(
        LaunchedCommand(path: request.path, arguments: arguments))
      self.program = program
      reader = EventReader(
        process: program.process, runtime: request.image.layout, memory: program.memory,
        hasIterator: hasIterator)
      try insertProbes(program)
      try program.resume(program.process)
    } catch {
      if let process, error.isBusy {
        let (message, advice) = OccupiedCode.explain(
          error, process: process, needs: "the ptrace engine")
        throw TraceError("\(request.path): \(message)", advice: advice)
      }
      throw TraceError("\(request.path): \(error.text)")
    }
  }

  private func insertProbes(_ program: TracedProgram) throws(SystemError) {
    guard let loaded = LoadedImage(image: request.image, process: program.process) else {
      throw SystemError("read /proc/\(program.process)/auxv", 2)
    }
    probes = [:]
    for point in points {
      let address = loaded.toProcess(point.address)
      try program.insertBreakpoint(at: address)
      probes[address, default: []].append(point)
    }
    stepper?.begin(loaded)
    if let site = stepper?.window {
      windowAddress = loaded.toProcess(site.address)
      try program.insertBreakpoint(at: loaded.toProcess(site.address))
    }
  }

  public func next(milliseconds: Int) throws(TraceError) -> [ProbeEvent]? {
    guard let program else { return nil }
    var events: [ProbeEvent] = []
    do throws(SystemError) {
      while events.count < Self.batchSize {
        // Once there is something to deliver, only what has happened already is added.
        let stop = try program.wait(milliseconds: events.isEmpty ? milliseconds : 0)
        guard let stop else { return events }
        switch stop {
        case .breakpoint(let hit):
          try program.answer { () throws(SystemError) in try meet(hit, program, &events) }
        case .signal(let thread, let information):
          // The handler is called, or the process ends, once the thread goes on.
          processStatus = ProcessStatus(process: program.process) ?? processStatus
          try program.resume(thread, signal: information.number)
        case .executed(let thread):
          notes.append("the process executed another program, which is not traced")
          probes = [:]
          try program.resume(thread)
        case .ended(let ended):
          end = ProcessEnding(ended)
          stepper?.finish()
          tellOfSteps()
          return events.isEmpty ? nil : events
        }
      }
      return events
    } catch {
      throw TraceError("the program could not be traced further: \(error.text)")
    }
  }

  private func meet(
    _ hit: TracedProgram.Hit, _ program: TracedProgram, _ events: inout [ProbeEvent]
  ) throws(SystemError) {
    let points = probes[hit.address] ?? []
    for point in points {
      if let event = reader?.event(hit, point, request.detail) { events.append(accept(event)) }
    }
    if hit.address == windowAddress, let stepper, stepper.window != nil {
      return try stepper.lookThroughWindow(hit, in: program)
    }
    let goroutine = events.last.flatMap { $0.goroutine?.id }
    if let stepper, let id = goroutine,
      points.contains(where: { stepper.isWanted($0.kind, goroutine: id) })
    {
      // Hits on the way are events as well.
      var inner: [ProbeEvent] = []
      defer { events += inner }
      return try stepper.follow(hit, points.first?.kind, goroutine: id, in: program) { hit in
        let points = probes[hit.address] ?? []
        for point in points {
          if let event = reader?.event(hit, point, request.detail) { inner.append(accept(event)) }
        }
        return points.first?.kind
      }
    }
    try program.pass(hit)
  }

  private func accept(_ event: ProbeEvent) -> ProbeEvent {
    var event = event
    if layoutFits == nil, event.probe == .gopanicEnter {
      let fits = RecordDecoder.isPlausible(event, current: nil)
      layoutFits = fits
      if !fits {
        notes.append(
          "the goroutine's words are not where Go \(request.image.layout.version.minorText) has "
            + "them; only registers are shown")
      }
    }
    if layoutFits == false { event.keepRegistersOnly() }
    // The thread stands still until the event is answered.
    if request.detail == .full, let process {
      event.snapshot = snapshots.read(event, process: process)
    }
    if !event.missing.isEmpty { losses.incomplete += 1 }
    losses.missing.formUnion(event.missing)
    return event
  }

  public func stop() {
    if program != nil { tellOfSteps() }
    try? program?.detach()
    program = nil
  }

  /// Says what was to be stepped and was not seen.
  private func tellOfSteps() {
    guard let stepper, let steps = request.steps, !hasToldOfSteps else { return }
    hasToldOfSteps = true
    if steps.panics > 0, !stepper.hasBegun {
      notes.append("no panic began, so there was nothing to step")
    }
    guard stepper.window != nil, let name = steps.window else { return }
    notes.append(
      "\(name) was never called, so there is nothing to show of it; make the program do what "
        + "calls it, and mind that calls which the compiler inlined do not reach it")
  }
}

extension ProcessEnding {
  init(_ end: ProgramEnd) {
    switch end {
    case .exited(let status): self = .exited(status)
    case .killed(let signal): self = .signalled(signal)
    }
  }
}
