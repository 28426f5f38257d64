import ByteReading
import GoBinary
import GoRuntimeModel
import MachineCode
public import ProcessControl

/// Traces with a BPF program at each probe, which reads the runtime's structures at the instant of the
/// hit, and one ring buffer. When this tool ends, in whatever way, the kernel takes the probes away.
public final class BPFEngine: TraceEngine {
  public let name = "BPF"
  public private(set) var notes: [String] = []
  private let request: TraceRequest
  private let points: [ProbePoint]
  private let layouts: [RecordLayout]
  private let decoder: RecordDecoder
  private let architecture: CodeArchitecture
  private let cookies: [UInt64]
  private var ring: RingBuffer?
  /// The last batch was full: there is more to be read at once.
  private var hasMore = false
  private var counters: SharedCounters?
  private var program: Descriptor?
  private var links: [Descriptor] = []
  private var traced: TracedProcess?
  private let numbers: GoroutineNumbers
  private var incomplete: UInt64 = 0
  private var lost: UInt64 = 0
  /// Nil until the first panic has told whether the offsets are this program's.
  private var layoutFits: Bool?

  public convenience init(_ request: TraceRequest, points: [ProbePoint]) {
    self.init(request, points: points, runtime: request.image.layout)
  }

  /// `runtime`: where the program's structures are believed to have their members.
  init(_ request: TraceRequest, points: [ProbePoint], runtime: RuntimeLayout) {
    self.request = request
    self.points = points.filter { request.detail.includes($0.kind) }
    architecture = request.image.architecture == .amd64 ? .amd64 : .arm64
    let hasIterator = points.contains { $0.kind == .deferNext && $0.instruction == .call }
    var kinds: [RecordClass] = []
    var cookies: [UInt64] = []
    for (index, point) in self.points.enumerated() {
      let kind = RecordClass(point, detail: request.detail, hasIterator: hasIterator)
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
    decoder = RecordDecoder(architecture: architecture, points: self.points, layouts: layouts)
  }

  public var losses: TraceLosses {
    TraceLosses(events: counters.map { $0[0] } ?? lost, incomplete: incomplete)
  }

  public var end: ProcessEnding? { traced?.end }
  public var process: Int32? { traced.flatMap { $0.process == 0 ? nil : $0.process } }

  /// Loads the program and makes the buffers; throws what the kernel says.
  func load() throws(SystemError) {
    guard program == nil else { return }
    let ringMap = try BPFSystem.makeRing(size: request.bufferSize)
    let counterMap = try BPFSystem.makeCounters(count: 1)
    guard
      let code = ProbeProgram.assemble(
        layouts, architecture: architecture, ring: ringMap, counters: counterMap)
    else { throw SystemError("bpf(BPF_PROG_LOAD)", 7) }
    program = try BPFSystem.loadProgram(code, links: .multi)
    ring = try RingBuffer(map: ringMap, size: request.bufferSize)
    counters = try SharedCounters(map: counterMap, count: 1)
  }

  public func start() throws(TraceError) {
    do throws(SystemError) { try load() } catch {
      throw TraceError("the kernel takes no BPF program: \(error.text)")
    }
    guard let program else { return }
    let traced = try TracedProcess(request)
    do throws(SystemError) {
      links = [
        try BPFSystem.linkProbes(
          program: program, path: request.path, offsets: points.map(\.fileOffset),
          cookies: cookies, process: traced.process)
      ]
    } catch {
      throw TraceError("\(request.path) cannot be probed: \(error.text)")
    }
    self.traced = traced
    try traced.resume(request.path)
  }

  public func next(milliseconds: Int) throws(TraceError) -> [ProbeEvent]? {
    guard let ring, let traced else { return nil }
    var events: [ProbeEvent] = []
    var rest = max(0, milliseconds)
    while true {
      let wasOver = traced.isOver
      // Records wake nobody: waking would cost the traced program more than the record does.
      if !wasOver, !hasMore {
        let step = min(rest, Self.pollInterval)
        traced.wait(milliseconds: step)
        rest -= step
      }
      // The number of a goroutine may have been in an event that was lost.
      if losses.events != lost {
        lost = losses.events
        numbers.forget()
      }
      let count = ring.read(limit: Self.batchSize) { bytes in
        if let event = accept(bytes) { events.append(event) }
      }
      hasMore = count == Self.batchSize
      if !events.isEmpty { break }
      if wasOver { return nil }
      if rest == 0 { return [] }
    }
    if !zip(events, events.dropFirst()).allSatisfy({ $0.time <= $1.time }) {
      events.sort { $0.time < $1.time }
    }
    return events
  }

  private static let pollInterval = 10
  private static let batchSize = 4096

  public func stop() {
    lost = losses.events
    links = []
    program = nil
    counters = nil
    ring = nil
  }

  private func accept(_ bytes: RawSpan) -> ProbeEvent? {
    guard var event = decoder.event(bytes) else { return nil }
    if layoutFits == nil, event.probe == .gopanicEnter {
      let fits = RecordDecoder.isPlausible(event, current: decoder.currentGoroutine(bytes))
      layoutFits = fits
      if !fits {
        notes.append(
          "the goroutine's words are not where Go \(request.image.layout.version.minorText) has "
            + "them; only registers are shown")
      }
    }
    if layoutFits == false { event.keepRegistersOnly() }
    numbers.complete(&event)
    if !event.missing.isEmpty { incomplete += 1 }
    return event
  }
}

extension ProbeEvent {
  /// Drops all that was read by offsets that are not this program's.
  mutating func keepRegistersOnly() {
    goroutine = nil
    panics = []
    defers = []
    closure = nil
    missing.formUnion([.goroutine, .panics, .defers, .closure])
  }
}
