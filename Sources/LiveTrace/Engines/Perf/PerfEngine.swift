import ByteReading
import GoBinary
import GoRuntimeModel
import MachineCode
public import ProcessControl

/// Traces with samples of the kernel's uprobe events, for kernels without BPF.
///
/// A sample holds registers and a piece of the stack as they were at the hit. All else is read from the
/// process later and may have changed by then: the goroutine's number hardly ever does, while the
/// chains of panics and deferred calls do, so they are not read.
public final class PerfEngine: TraceEngine {
  public let name = "perf"
  public private(set) var notes: [String] = []
  private let request: TraceRequest
  public let points: [ProbePoint]
  private let architecture: CodeArchitecture
  private var probes: [PerfProbe] = []
  private var rings: [PerfRing] = []
  private var pointOfIdentifier: [UInt64: Int] = [:]
  private var contents: [UInt64: PerfProbe.Contents] = [:]
  private var traced: TracedProcess?
  /// Decoded, not yet delivered: the rings of other processors may hold older ones.
  private var pending: [ProbeEvent] = []
  private struct Place: Hashable {
    var process: Int32
    var address: UInt64
  }
  private var numbers: [Place: UInt64] = [:]
  private var incomplete: UInt64 = 0
  private var missing: ProbeEvent.MissingParts = []
  private var lost: UInt64 = 0
  private var hasSmallRings = false
  private var isDetached = false

  public init(_ request: TraceRequest, points: [ProbePoint]) {
    self.request = request
    self.points = points.filter { request.detail.includes($0.kind) }
    architecture = request.image.architecture == .amd64 ? .amd64 : .arm64
    notes.append(
      "the perf engine reads goroutines, values and closures after the hit, when they may have changed; "
        + "chains of panics and deferred calls are not shown, nor where execution resumes, and a goroutine "
        + "that is gone by then has no number")
  }

  public var losses: TraceLosses {
    let unread = probes.reduce(0) { $0 + $1.lost }
    return TraceLosses(events: lost + unread, incomplete: incomplete, missing: missing)
  }
  public var end: ProcessEnding? { traced?.end }
  public var processStatus: ProcessStatus? { traced?.status }
  public var process: Int32? { traced.flatMap { $0.process == 0 ? nil : $0.process } }

  /// Whether this process may use such events: opens one and closes it again.
  func check() throws(SystemError) {
    guard let point = points.first else { return }
    _ = try PerfProbe(
      path: request.path, offset: point.fileOffset, processor: 0, contents: wanted(point))
  }

  public func start() throws(TraceError) {
    let traced = try TracedProcess(request)
    do throws(SystemError) { try open() } catch {
      stop()
      throw TraceError("\(request.path) cannot be probed: \(error.text)")
    }
    self.traced = traced
    try traced.resume(request.path)
  }

  private func open() throws(SystemError) {
    let processors = Processors.online
    let page = 4096
    // A power of two for each processor, together at most what was asked for.
    var size = page
    while size * 2 * processors.count <= request.bufferSize { size *= 2 }
    for processor in processors {
      var leader: PerfProbe?
      for (index, point) in points.enumerated() {
        let contents = wanted(point)
        let probe = try PerfProbe(
          path: request.path, offset: point.fileOffset, processor: processor, contents: contents)
        if let leader {
          try probe.redirect(to: leader)
        } else {
          leader = probe
          rings.append(try ring(of: probe, size: &size))
        }
        probes.append(probe)
        pointOfIdentifier[probe.identifier] = index
        self.contents[probe.identifier] = contents
      }
    }
  }

  /// Without CAP_IPC_LOCK the kernel allows each user only so much memory for rings
  /// (`kernel.perf_event_mlock_kb`): then a smaller one must do.
  private func ring(of probe: PerfProbe, size: inout Int) throws(SystemError) -> PerfRing {
    let page = 4096
    while true {
      do throws(SystemError) {
        return try PerfRing(probe, size: size)
      } catch {
        guard error.isNotPermitted, size > page else { throw error }
        size /= 2
        if !hasSmallRings {
          hasSmallRings = true
          notes.append(
            "this user may have only small buffers (kernel.perf_event_mlock_kb), so events are lost "
              + "sooner; CAP_IPC_LOCK lifts that")
        }
      }
    }
  }

  /// What is sampled at a point.
  private func wanted(_ point: ProbePoint) -> PerfProbe.Contents {
    var contents = PerfProbe.Contents(registers: PerfRegisters(architecture).mask)
    guard request.detail == .full else { return contents }
    switch point.kind {
    case .gopanicEnter, .goexitEnter, .fatalPanic, .throwEnter, .fatalEnter, .exit:
      contents.callers = true
      contents.stack = 4096
    case .recoverEnter:
      contents.callers = true
      contents.stack = 2048
    case .deferNext, .goexitNext: contents.stack = 1024
    default: break
    }
    return contents
  }

  public func next(milliseconds: Int) throws(TraceError) -> [ProbeEvent]? {
    guard let traced else { return nil }
    var rest = max(0, milliseconds)
    while true {
      let wasOver = traced.isOver || isDetached
      if !wasOver {
        let step = min(rest, 10)
        traced.wait(milliseconds: step)
        rest -= step
      }
      let begin = MonotonicClock.nanoseconds
      for ring in rings { ring.read { type, bytes in accept(type, bytes) } }
      pending.sort { $0.time < $1.time }
      // A sample that was being written meanwhile is not older than this.
      let settled: UInt64 = 1_000_000
      let limit = wasOver ? UInt64.max : begin > settled ? begin - settled : 0
      let ready = pending.partitioningIndex { $0.time > limit }
      if ready > 0 {
        let events = Array(pending[..<ready])
        pending.removeFirst(ready)
        return events
      }
      if wasOver { return nil }
      if rest == 0 { return [] }
    }
  }

  public func detach() {
    for probe in probes { probe.disable() }
    isDetached = true
  }

  public func stop() {
    lost = losses.events
    rings = []
    probes = []
  }

  private func accept(_ type: UInt32, _ bytes: RawSpan) {
    guard type == PerfSample.recordType,
      let sample = PerfSample(bytes, contents: { contents[$0] }),
      let index = pointOfIdentifier[sample.identifier], points.indices.contains(index),
      let registers = PerfRegisters(architecture).registers(sample.registers)
    else { return }
    // The probes are in every process that runs the file.
    if let process, sample.process != process { return }
    let reader = SampleReader(
      point: points[index], image: request.image, sample: sample, registers: registers,
      isFull: request.detail == .full)
    var event = reader.event()
    identify(&event, reader)
    // These are in no sample at all.
    let lacking = event.missing.subtracting([.panics, .defers])
    if !lacking.isEmpty { incomplete += 1 }
    missing.formUnion(lacking)
    pending.append(event)
  }
}

extension PerfEngine {
  /// Steps of one panic must belong together, although some are read when the process is gone: then
  /// the last number known for this `runtime.g` stands, or its address in place of a number.
  private func identify(_ event: inout ProbeEvent, _ reader: SampleReader) {
    let address = reader.goroutineAddress
    let key = Place(process: event.process, address: address)
    if let number = event.goroutine?.id, event.probe == .gopanicEnter || numbers[key] == nil {
      numbers[key] = number
    }
    // What ends a process may run on no goroutine at all.
    if numbers[key] == nil, ProbeKind.deadly.contains(event.probe) { return }
    let number = numbers[key] ?? address
    numbers[key] = number
    event.goroutine =
      event.goroutine
      ?? GoroutineWords(
        address: address, id: number, stackLow: 0, stackHigh: 0, panicAddress: 0, deferAddress: 0)
    event.goroutine?.id = number
    event.goroutine?.panicAddress = reader.panicAddress ?? 0
  }
}

extension Array {
  /// The first index from which on `belongs` is true; the elements before are those where it is false.
  func partitioningIndex(where belongs: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if belongs(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
