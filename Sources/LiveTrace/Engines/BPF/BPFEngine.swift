import ByteReading
import GoBinary
import GoRuntimeModel
import MachineCode
import PanicContract
public import ProcessControl

/// Traces with a BPF program at each probe, which reads the runtime's structures at the instant of the
/// hit, and one ring buffer. When this tool ends, in whatever way, the kernel takes the probes away.
public final class BPFEngine: TraceEngine {
  public let name = "BPF"
  public private(set) var notes: [String] = []
  private let request: TraceRequest
  public let points: [ProbePoint]
  private let layouts: [RecordLayout]
  private let decoder: RecordDecoder
  private let architecture: CodeArchitecture
  private let cookies: [UInt64]
  private var ring: RingBuffer?
  /// What may be the last of a process comes through a ring of its own, which wakes the reader.
  private var urgentRing: RingBuffer?
  private var urgentMap: Descriptor?
  private var urgent: [ProbeEvent] = []
  private let snapshots: SnapshotReader
  private let preferredLinks: BPFSystem.LinkKind
  private var linkKind: BPFSystem.LinkKind
  /// The last batch was full: there is more to be read at once.
  private var hasMore = false
  private var counters: SharedWords?
  /// The time up to which each process was read, so that it waits no longer.
  private var releases: SharedWords?
  private var program: Descriptor?
  private var links: [Descriptor] = []
  private var events: [Descriptor] = []
  private var traced: TracedProcess?
  private let numbers: GoroutineNumbers
  private var fold: StoryFold?
  private var isDetached = false
  public private(set) var seenUntil: UInt64 = 0
  /// When all probes were set; those of a process that runs are set one by one.
  private var began: UInt64 = 0
  private var incomplete: UInt64 = 0
  private var missing: ProbeEvent.MissingParts = []
  private var lost: UInt64 = 0
  /// Nil until the first panic has told whether the offsets are this program's.
  private var layoutFits: Bool?

  public convenience init(_ request: TraceRequest, points: [ProbePoint]) {
    self.init(request, points: points, runtime: request.image.layout)
  }

  /// - Parameters:
  ///   - runtime: where the program's structures are believed to have their members.
  ///   - links: how the program is attached; one link for each probe where the kernel has no other.
  init(
    _ request: TraceRequest, points: [ProbePoint], runtime: RuntimeLayout,
    links: BPFSystem.LinkKind = .multi
  ) {
    self.request = request
    preferredLinks = links
    linkKind = links
    snapshots = SnapshotReader(image: request.image)
    self.points = request.detail.chosen(points)
    architecture = request.image.architecture == .amd64 ? .amd64 : .arm64
    let hasIterator = points.contains { $0.kind == .deferNext && $0.instruction == .call }
    var kinds: [RecordClass] = []
    var cookies: [UInt64] = []
    for (index, point) in self.points.enumerated() {
      let kind = RecordClass(
        point, detail: request.detail, hasIterator: hasIterator, readsValues: request.readsValues)
      let number = kinds.firstIndex(of: kind) ?? kinds.count
      if number == kinds.count { kinds.append(kind) }
      cookies.append(ProbeProgram.cookie(point: index, kind: number))
    }
    self.cookies = cookies
    let registerCount = ProbeRegisters.count(architecture)
    layouts = kinds.map { kind in
      RecordLayout(kind, runtime, registers: registerCount)
    }
    numbers = GoroutineNumbers(offset: runtime.goroutine.goid)
    let image = request.image
    let runners = image.functions(named: Array(StackFrame.runningDeferred)).values
    decoder = RecordDecoder(
      architecture: architecture, points: self.points, layouts: layouts,
      runners: runners.map { image.entry($0)..<max(image.entry($0), image.end($0)) })
    fold = request.foldsStories ? StoryFold(decoder: decoder) : nil
  }

  public var losses: TraceLosses {
    TraceLosses(
      events: counters.map { $0[0] } ?? lost, incomplete: incomplete, missing: missing)
  }

  public var end: ProcessEnding? { traced?.end }
  public var processStatus: ProcessStatus? { traced?.status }
  public var process: Int32? { traced.flatMap { $0.process == 0 ? nil : $0.process } }

  /// Loads the program and makes the buffers; throws what the kernel says.
  func load() throws(SystemError) {
    guard program == nil else { return }
    let ringMap = try BPFSystem.makeRing(size: request.bufferSize)
    let urgentMap = try BPFSystem.makeRing(size: Self.urgentSize)
    let counterMap = try BPFSystem.makeWords(count: 1)
    let releaseMap = try BPFSystem.makeWords(count: ProbeProgram.releaseCount)
    func load(waits: Bool) throws(SystemError) {
      guard
        let code = ProbeProgram.assemble(
          layouts, architecture: architecture, ring: ringMap, urgentRing: urgentMap,
          counters: counterMap, releases: waits ? releaseMap : nil)
      else { throw SystemError("bpf(BPF_PROG_LOAD)", 7) }
      try self.load(code)
    }
    do throws(SystemError) {
      try load(waits: true)
      releases = try SharedWords(map: releaseMap, count: ProbeProgram.releaseCount)
    } catch {
      // Linux before 6.9 knows no loop without a visible end.
      guard error.isInvalidArgument else { throw error }
      try load(waits: false)
    }
    ring = try RingBuffer(map: ringMap, size: request.bufferSize)
    urgentRing = try RingBuffer(map: urgentMap, size: Self.urgentSize)
    self.urgentMap = urgentMap
    counters = try SharedWords(map: counterMap, count: 1)
  }

  private static let urgentSize = 1 << 20

  /// Where one link cannot hold all probes, each gets one of its own.
  private func load(_ code: [UInt64]) throws(SystemError) {
    if preferredLinks == .multi {
      do throws(SystemError) {
        let loaded = try BPFSystem.loadProgram(code, links: .multi)
        if BPFSystem.linksMany(program: loaded) {
          program = loaded
          return
        }
      } catch {
        guard error.isInvalidArgument else { throw error }
      }
    }
    program = try BPFSystem.loadProgram(code, links: .perfEvent)
    linkKind = .perfEvent
    if let point = points.first {
      _ = try PerfProbe.event(path: request.path, offset: point.fileOffset, process: 0)
    }
  }

  private func link(_ program: Descriptor, to process: Int32) throws(SystemError) {
    switch linkKind {
    case .multi:
      links = [
        try BPFSystem.linkProbes(
          program: program, path: request.path, offsets: points.map(\.fileOffset),
          cookies: cookies, process: process)
      ]
    case .perfEvent:
      for (point, cookie) in zip(points, cookies) {
        let event = try PerfProbe.event(
          path: request.path, offset: point.fileOffset, process: process)
        links.append(try BPFSystem.linkEvent(program: program, event: event, cookie: cookie))
        events.append(event)
      }
    }
  }

  public func start() throws(TraceError) {
    do throws(SystemError) { try load() } catch {
      throw TraceError("the kernel takes no BPF program: \(error.text)")
    }
    guard let program else { return }
    let traced = try TracedProcess(request)
    do throws(SystemError) {
      try link(program, to: traced.process)
    } catch {
      links = []
      events = []
      throw TraceError("\(request.path) cannot be probed: \(error.text)")
    }
    self.traced = traced
    began = MonotonicClock.nanoseconds
    seenUntil = began
    try traced.resume(request.path)
  }

  public func next(milliseconds: Int) throws(TraceError) -> [ProbeEvent]? {
    guard let ring, let traced else { return nil }
    var events: [ProbeEvent] = []
    var rest = max(0, milliseconds)
    while true {
      let wasOver = traced.isOver || isDetached
      // Records wake nobody: waking would cost the traced program more than the record does.
      if !wasOver, !hasMore {
        let step = min(rest, Self.pollInterval)
        traced.wait(milliseconds: step, or: [urgentMap].compactMap(\.self))
        rest -= step
      }
      // The number of a goroutine may have been in an event that was lost.
      if losses.events != lost {
        lost = losses.events
        numbers.forget()
      }
      readUrgent(traced)
      let now = MonotonicClock.nanoseconds
      var isNew = false
      let count = ring.read(limit: Self.batchSize) {
        isNew = take($0, &events)
        return !isNew
      }
      // A new story is told first, since the same one may come next.
      hasMore = count == Self.batchSize || isNew
      if !hasMore {
        seenUntil = now
        endBatch(isLast: wasOver, &events)
      }
      if !events.isEmpty || count > 0 { break }
      if wasOver { return nil }
      if rest == 0 { return [] }
    }
    if !zip(events, events.dropFirst()).allSatisfy({ $0.time <= $1.time }) {
      events.sort { $0.time < $1.time }
    }
    for index in events.indices { complete(&events[index]) }
    if let first = events.first {
      snapshots.prepare(process: first.process, loadBias: first.loadBias)
    }
    return events
  }

  private static let pollInterval = 10
  private static let batchSize = 4096
  /// Nanoseconds after which a panic is no longer waited for to be whole.
  private static let patience: UInt64 = 100_000_000

  /// Whether a story ends with the record that was not met before.
  private func take(_ bytes: RawSpan, _ events: inout [ProbeEvent]) -> Bool {
    guard bytes.uint64OrZero(at: RecordLayout.Header.time) >= began else { return false }
    guard fold != nil else {
      if let event = decode(bytes) { events.append(event) }
      return false
    }
    return fold?.add(bytes) { accept($0, $1, &events) } ?? false
  }

  private func accept(_ bytes: RawSpan, _ story: Int?, _ events: inout [ProbeEvent]) {
    guard var event = decode(bytes) else { return }
    event.story = story
    events.append(event)
  }

  /// All that is in the buffer was read: what is held back for too long comes as well, and before the
  /// end of a process all.
  private func endBatch(isLast: Bool, _ events: inout [ProbeEvent]) {
    let isEnd = isLast || !urgent.isEmpty || layoutFits == false
    let limit = isEnd ? .max : seenUntil &- Self.patience
    fold?.release(notSince: limit) { accept($0, $1, &events) }
    if layoutFits == false { fold = nil }
    events += urgent
    urgent = []
  }

  public func remember(_ story: Int) { fold?.remember(story) }

  public func takeRepeats() -> [StoryRepeat] {
    let repeats = fold?.takeRepeats() ?? []
    for one in repeats { incomplete += one.incomplete }
    return repeats
  }

  public func detach() {
    for index in 0..<(releases?.count ?? 0) { releases?[index] = .max }
    links = []
    events = []
    isDetached = true
  }

  public func stop() {
    lost = losses.events
    detach()
    program = nil
    urgentMap = nil
    urgentRing = nil
    counters = nil
    releases = nil
    ring = nil
  }

  /// What a process that ends has left, before anything else is looked at.
  private func readUrgent(_ traced: TracedProcess) {
    _ = urgentRing?.read(limit: Self.batchSize) { bytes in
      let task = bytes.uint64OrZero(at: RecordLayout.Header.task)
      let time = bytes.uint64OrZero(at: RecordLayout.Header.time)
      defer { release(task, time) }
      guard var event = decode(bytes) else { return true }
      if request.detail == .full {
        event.snapshot = snapshots.read(event, process: event.process)
      }
      urgent.append(event)
      return true
    }
  }

  private func release(_ task: UInt64, _ time: UInt64) {
    guard let releases else { return }
    let index = ProbeProgram.release(ofTask: task)
    releases[index] = max(releases[index], time)
  }

  private func decode(_ bytes: RawSpan) -> ProbeEvent? {
    guard var event = decoder.event(bytes) else { return nil }
    // The kernel tells the number in its own namespace.
    if let process { event.process = process }
    if layoutFits == nil, event.probe == .gopanicEnter {
      let fits = RecordDecoder.isPlausible(event, current: decoder.currentGoroutine(bytes))
      layoutFits = fits
      if !fits {
        notes.append(
          "the goroutine's words are not where Go \(request.image.layout.version.minorText) has "
            + "them; only registers are shown")
      }
    }
    return event
  }

  /// In the order in which the events happened.
  private func complete(_ event: inout ProbeEvent) {
    if layoutFits == false { event.keepRegistersOnly() }
    numbers.complete(&event)
    if !event.missing.isEmpty { incomplete += 1 }
    missing.formUnion(event.missing)
  }
}

extension ProbeEvent {
  /// Drops all that was read by offsets that are not this program's.
  mutating func keepRegistersOnly() {
    goroutine = nil
    panics = []
    defers = []
    closure = nil
    snapshot = nil
    missing.formUnion([.goroutine, .panics, .defers, .closure])
  }
}
