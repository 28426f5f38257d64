import ByteReading
import GoBinary
import GoRuntimeModel
import LiveTrace
import ProcessControl
import StaticAudit

/// One trace: a program is audited, watched, and each of its panics explained.
///
/// ```swift
/// let trace = try ProgramTrace(TraceOptions(target: .command(["./server"])))
/// let summary = try trace.run { print($0.explanation.sentence) }
/// ```
public final class ProgramTrace {
  /// Waits for the audit. Complete after the trace has begun.
  public private(set) lazy var header = makeHeader()
  private let options: TraceOptions
  private let shownPath: String
  private let program: ProgramFile
  private let audited: Background<AuditSubject>
  private lazy var subject = audited.result
  private lazy var audit = AuditFacts(subject)
  private let session: TraceSession

  /// Opens the program and begins its audit; nothing is started or probed yet.
  public init(_ options: TraceOptions) throws(TraceFailure) {
    self.options = options
    let path: String
    var shownPath: String?
    switch options.target {
    case .command(let arguments):
      guard let name = arguments.first, !name.isEmpty else {
        throw TraceFailure("the name of the program to trace is empty")
      }
      guard let found = LaunchedCommand.find(name) else {
        throw TraceFailure("\(name): no such program in PATH")
      }
      path = found
    case .process(let number):
      if let obstacle = ProcessDiagnosis.obstacle(number) { throw obstacle }
      // Also right where the file was replaced, or lies in another mount namespace.
      path = "/proc/\(number)/exe"
      if let target = Host.linkTarget(path) {
        let mark = " (deleted)"
        shownPath = target.hasSuffix(mark) ? String(target.dropLast(mark.count)) : target
      }
    case .executable(let file): path = file
    }
    do throws(AuditError) {
      program = try ProgramFile(path: path)
    } catch {
      if case .process(let number) = options.target {
        throw ProcessDiagnosis.failure(number, error)
      }
      throw TraceFailure(error.description)
    }
    var request = TraceRequest(
      target: Self.target(options.target), path: path, image: program.image)
    request.detail = options.light ? .light : .full
    request.readsValues = options.showValues
    request.bufferSize = options.bufferSize
    request.foldsStories = !options.everyEpisode
    if options.steppedPanics != nil || options.window != nil {
      var limits = StepLimits()
      limits.panics = options.steppedPanics ?? 0
      limits.window = options.window
      request.steps = limits
    }
    self.shownPath = shownPath ?? path
    // The kernel checks the engine's program meanwhile, and the probes are set.
    audited = Background { [image = program.image, shownPath = self.shownPath] in
      BinaryAudit.run(image: image, path: shownPath)
    }
    do throws(TraceError) {
      session = try TraceSession(request, engine: Self.choice(options.engine))
    } catch {
      throw TraceFailure(error.message, advice: error.advice)
    }
  }

  private func makeHeader() -> TraceHeader {
    var command: [String] = []
    var processes: [Int] = []
    switch options.target {
    case .command(let arguments): command = arguments
    case .process(let number): processes = [Int(number)]
    case .executable: break
    }
    var header = TraceHeader(
      tool: AuditReport.Tool(name: "panicscope", version: PanicScope.version), path: shownPath,
      command: command, processes: processes, goVersion: subject.goVersion, era: subject.era,
      mainModule: subject.mainModule, engine: session.plan.engine,
      probes: session.plan.points.count, notes: subject.notes)
    for kind in session.plan.missing {
      header.notes.append("this program has no place to watch \(kind.label); it is not seen")
    }
    if case .command = options.target, session.plan.engine == "ptrace" {
      header.notes += [program.noteOnRights].compactMap(\.self)
    }
    header.notes += session.plan.refusals.map { refusal in
      refusal.message + (refusal.advice.map { "; " + $0 } ?? "")
    }
    return header
  }

  /// Follows the program until it ends or `isInterrupted` says so.
  ///
  /// - Parameters:
  ///   - begun: called once the probes are set and the audit is done, with the complete `header`.
  ///   - signals: what to send to a program that was started here.
  ///   - stepped: called for each panic that was stepped through.
  ///   - repeated: without ``TraceOptions/everyEpisode``, an episode that was delivered and how often it
  ///     came again.
  public func run(
    begun: (TraceHeader) -> Void = { _ in }, isInterrupted: () -> Bool = { false },
    signals: () -> [Int32] = { [] }, stepped: (SteppedPath) -> Void = { _ in },
    repeated: (TracedEpisode, Int) -> Void = { _, _ in },
    deliver: (TracedEpisode) -> Void
  ) throws(TraceFailure) -> TraceSummary {
    // A program that is started here waits for its audit; in one that runs the probes come first, and
    // what panics meanwhile waits to be explained.
    if case .command = options.target { _ = audit }
    do throws(TraceError) {
      try session.start()
    } catch {
      throw TraceFailure(error.message, advice: error.advice)
    }
    defer { session.stop() }
    let begin = MonotonicClock.nanoseconds
    let notesBefore = session.notes
    var early = try eventsDuringAudit(isInterrupted: isInterrupted)
    if isInterrupted() { session.detach() }
    header.notes += notesBefore
    begun(header)
    let ownBegin = Host.processorSeconds
    var summary = TraceSummary()
    var builder = EpisodeBuilder(symbols: symbols, era: era, options: builderOptions)
    var processes: Set<Int32> = []
    var stories: [Int: TracedEpisode] = [:]

    @discardableResult
    func tell(_ finished: [EpisodeBuilder.Finished]) -> TracedEpisode? {
      var last: TracedEpisode?
      for item in finished {
        let traced = TracedEpisode(
          number: item.number, process: Int(item.process),
          began: item.began > begin ? item.began - begin : 0,
          ended: item.ended > begin ? item.ended - begin : 0, isInterim: item.isInterim,
          episode: item.episode, explanation: item.episode.explain(with: audit))
        summary.add(traced)
        deliver(traced)
        last = traced
      }
      return last
    }

    func take(_ events: [ProbeEvent]) {
      summary.hits += events.count
      for event in events {
        if processes.isEmpty || session.process == nil { processes.insert(event.process) }
        let finished = builder.add(event)
        let told = tell(finished)
        // Its records alone make this story, and no other comes of them.
        if let story = event.story, let told, finished.count == 1, !told.isInterim {
          stories[story] = told
          session.remember(story)
        }
      }
      for one in session.takeRepeats() {
        summary.hits += one.hits
        guard let story = stories[one.story] else { continue }
        summary.add(story, times: one.times)
        repeated(story, one.times)
      }
    }

    var isOver = early.isOver
    take(early.events)
    early.events = []
    do throws(TraceError) {
      while !isOver, !isInterrupted() {
        for signal in signals() { session.send(signal: signal) }
        guard let events = try session.next(milliseconds: 10) else {
          isOver = true
          break
        }
        for path in session.takeSteppedPaths() { stepped(path) }
        take(events)
        tell(builder.advance(to: session.seenUntil))
      }
      // What has come before the probes were gone.
      session.detach()
      while !isOver, let events = try session.next(milliseconds: 0) { take(events) }
    } catch {
      throw TraceFailure(error.message, advice: error.advice)
    }
    for path in session.takeSteppedPaths() { stepped(path) }
    let end = session.end
    var handler: SignalFact.Handler?
    if case .signalled(let number)? = end {
      handler = session.handler(ofSignal: number)
      if processes.isEmpty { processes = [session.process ?? 0] }
    }
    for process in processes.sorted() {
      tell(
        builder.processEnded(
          process, Self.traceEnd(end, isOver: isOver), time: MonotonicClock.nanoseconds,
          handler: handler))
    }
    session.stop()
    summary.notes = Array(session.notes.dropFirst(notesBefore.count))
    summary.lostEvents = session.losses.events
    summary.incompleteEvents = session.losses.incomplete
    if session.losses.incomplete > 0 {
      let count = session.losses.incomplete
      summary.notes.append(
        "\(count) \(count == 1 ? "event is" : "events are") incomplete, lacking: "
          + session.losses.missing.text)
    }
    summary.duration = MonotonicClock.nanoseconds - begin
    summary.ownTime = UInt64(max(0, Host.processorSeconds - ownBegin) * 1e9)
    summary.estimatedCost = estimatedCost(hits: summary.hits)
    summary.exitStatus = end.map { Int($0.shellStatus) }
    return summary
  }

  /// The first events until the audit is done; the rest wait in the kernel, since the same stories
  /// can be counted only once they were told.
  private func eventsDuringAudit(
    isInterrupted: () -> Bool
  ) throws(TraceFailure) -> (events: [ProbeEvent], isOver: Bool) {
    var early: [ProbeEvent] = []
    do throws(TraceError) {
      while !audited.isDone, early.count < Self.earlyLimit, !isInterrupted() {
        guard let events = try session.next(milliseconds: 2) else { return (early, true) }
        early += events
      }
    } catch {
      throw TraceFailure(error.message, advice: error.advice)
    }
    return (early, false)
  }

  private static let earlyLimit = 4096

  private static func traceEnd(_ end: ProcessEnding?, isOver: Bool) -> TraceEnd {
    switch end {
    case .exited(let status)?: .exited(status: status)
    case .signalled(let number)?: .signal(number)
    case nil: isOver ? .unknown : .detached
    }
  }

  // MARK: Parts

  private var symbols: ProgramSymbols { ProgramSymbols(image: program.image, audit: audit) }

  /// The code's own, as the audit read it.
  private var era: ContractEra? { ContractEra.all.first { $0.name == subject.era } }

  private var builderOptions: EpisodeBuilder.Options {
    var result = EpisodeBuilder.Options()
    result.stuckAfter = options.stuckAfter
    result.showValues = options.showValues
    result.registers = options.registers
    result.isLight = options.light
    result.seesResumption = session.plan.points.contains { $0.kind == .recoveryGogo }
    return result
  }

  private static func target(_ target: TraceOptions.Target) -> TraceRequest.Target {
    switch target {
    case .command(let arguments): .launch(arguments: arguments)
    case .process(let number): .process(number)
    case .executable: .everyProcess
    }
  }

  private static func choice(_ engine: TraceOptions.Engine) -> TraceSession.EngineChoice {
    switch engine {
    case .auto: .automatic
    case .bpf: .bpf
    case .perf: .perf
    case .ptrace: .ptrace
    }
  }

  /// By the measured cost of a panic that one deferred function recovers.
  private func estimatedCost(hits: Int) -> UInt64 {
    let plan = session.plan
    return UInt64(plan.expectedCost.upperBound * 1_000 / plan.hitsOfAPanic * Double(hits))
  }

  // MARK: Without running

  /// What `run` would watch: one line a probe.
  public var plan: [String] {
    session.plan.points.map { point in
      "0x\(String(point.address, radix: 16))  offset 0x\(String(point.fileOffset, radix: 16))  "
        + "\(point.instruction.rawValue)  \(point.function)  \(point.kind.label)"
    }
  }

  /// Microseconds of processor time that tracing adds to a panic that is recovered, as measured.
  public var expectedCost: ClosedRange<Double> { session.plan.expectedCost }
}
