import ByteReading
import GoRuntimeModel
import MachineCode

/// Turns the records of a ``ProbeProgram`` into events.
struct RecordDecoder {
  typealias Header = RecordLayout.Header

  let architecture: CodeArchitecture
  private let points: [Point]
  let layouts: [RecordLayout]
  /// The runtime's functions that call deferred ones.
  private let runners: [Range<UInt64>]

  /// What an event needs of its probe.
  private struct Point {
    var kind: ProbeKind
    var address: UInt64
    var verdict: ProbePoint.VerdictBranch?
  }

  init(
    architecture: CodeArchitecture, points: [ProbePoint], layouts: [RecordLayout],
    runners: [Range<UInt64>] = []
  ) {
    self.runners = runners
    self.architecture = architecture
    self.points = points.map { Point(kind: $0.kind, address: $0.address, verdict: $0.verdict) }
    self.layouts = layouts
  }

  /// Nil for bytes that no probe of these wrote.
  func event(_ bytes: RawSpan) -> ProbeEvent? {
    guard let cookie = bytes.uint64(at: Header.cookie),
      points.indices.contains(ProbeProgram.point(cookie)),
      layouts.indices.contains(ProbeProgram.kind(cookie)),
      let task = bytes.uint64(at: Header.task), let time = bytes.uint64(at: Header.time)
    else { return nil }
    let point = points[ProbeProgram.point(cookie)]
    let layout = layouts[ProbeProgram.kind(cookie)]
    guard bytes.byteCount >= layout.size else { return nil }
    var event = ProbeEvent(
      probe: point.kind, time: time, process: Int32(truncatingIfNeeded: task >> 32),
      thread: Int32(truncatingIfNeeded: task),
      processor: bytes.uint32(at: Header.processor) ?? 0,
      registers: readRegisters(bytes, layout))
    event.missing = ProbeEvent.MissingParts(
      rawValue: UInt16(truncatingIfNeeded: bytes.uint32(at: Header.missing) ?? 0))
    event.loadBias = event.registers.programCounter &- point.address
    event.recovers = point.verdict?.recovers(event.registers)
    readGoroutine(bytes, layout, &event)
    if layout.kind.panics > 0 { readPanics(bytes, layout, &event) }
    if layout.kind.defers > 0 { readDefers(bytes, layout, &event) }
    if layout.kind.hasValue { readValue(bytes, layout, &event) }
    if layout.kind.hasValueAddresses { event.value = ValueWords(addressesIn: event.registers) }
    if layout.kind.hasMessage { event.message = text(bytes, layout) }
    if layout.kind.closure != nil { readClosure(bytes, layout, &event) }
    if layout.kind.hasSignal { readSignal(bytes, layout, &event) }
    if layout.kind.callers > 0 { readCallers(bytes, layout, &event) }
    if event.missing.contains(.rest), hasWholeRecover(bytes, ProbeProgram.point(cookie), layout) {
      event.missing.remove(.rest)
    }
    if layout.kind.stack > 0, !event.missing.contains(.stack) {
      event.stack = MemoryBytes(
        address: layout.kind.stackIsOfSystemCall
          ? event.goroutine?.details?.systemCallSP ?? 0 : event.registers.stackPointer,
        bytes: array(
          bytes, layout.stack, count(bytes, Header.stackCount, most: layout.kind.stack)))
    }
    return event
  }

  /// Whether the words of an event at the beginning of a panic are those of a goroutine that runs:
  /// if they are not, the offsets are not this program's.
  static func isPlausible(_ event: ProbeEvent, current: UInt64?) -> Bool {
    guard let goroutine = event.goroutine, !event.missing.contains(.goroutine) else { return false }
    let stackPointer = event.registers.stackPointer
    return goroutine.stackLow <= stackPointer && stackPointer < goroutine.stackHigh
      && goroutine.id != 0 && current.map { $0 == goroutine.address } ?? true
  }

  /// `g.m.curg` of a record that has it.
  func currentGoroutine(_ bytes: RawSpan) -> UInt64? {
    guard let cookie = bytes.uint64(at: Header.cookie),
      layouts.indices.contains(ProbeProgram.kind(cookie))
    else { return nil }
    let layout = layouts[ProbeProgram.kind(cookie)]
    return layout.kind.hasCurrent ? bytes.uint64(at: layout.currentGoroutine) : nil
  }

  // MARK: Single words

  func kind(ofPoint point: Int) -> ProbeKind { points[point].kind }
  func address(ofPoint point: Int) -> UInt64 { points[point].address }

  /// The place and class of the probe that wrote a record; nil for bytes that no probe of these wrote.
  func origin(_ bytes: RawSpan) -> (point: Int, layout: RecordLayout)? {
    guard let cookie = bytes.uint64(at: Header.cookie) else { return nil }
    let point = ProbeProgram.point(cookie)
    let kind = ProbeProgram.kind(cookie)
    guard points.indices.contains(point), layouts.indices.contains(kind),
      bytes.byteCount >= layouts[kind].size
    else { return nil }
    return (point, layouts[kind])
  }

  func programCounter(_ bytes: RawSpan, _ layout: RecordLayout) -> UInt64 {
    let place = layout.kind.isLight ? 0 : ProbeRegisters.programCounterIndex(architecture)
    return bytes.uint64OrZero(at: layout.registers + 8 * place)
  }

  func argument(_ index: Int, _ bytes: RawSpan, _ layout: RecordLayout) -> UInt64 {
    let place =
      layout.kind.isLight ? 2 + index : Int(architecture.goArguments[index].rawValue)
    return bytes.uint64OrZero(at: layout.registers + 8 * place)
  }

  /// 1 where the branch at this point stops the panic, 0 where it does not; nil at other points.
  func verdict(ofPoint point: Int, _ bytes: RawSpan, _ layout: RecordLayout) -> UInt64? {
    guard let branch = points[point].verdict else { return nil }
    return branch.recovers(readRegisters(bytes, layout)).map { $0 ? 1 : 0 } ?? 2
  }

  // MARK: Parts

  private func array(_ bytes: RawSpan, _ offset: Int, _ count: Int) -> [UInt8] {
    guard let part = bytes.part(offset: offset, count: count) else { return [] }
    return part.array()
  }

  private func readRegisters(_ bytes: RawSpan, _ layout: RecordLayout) -> ProbeRegisters {
    let count = ProbeRegisters.count(architecture)
    func word(_ index: Int) -> UInt64 {
      bytes.uint64(at: layout.registers + 8 * index) ?? 0
    }
    guard layout.kind.isLight else {
      var words: [UInt64] = []
      words.reserveCapacity(count)
      for index in 0..<count { words.append(word(index)) }
      return ProbeRegisters(architecture: architecture, words: words)
    }
    var words = [UInt64](repeating: 0, count: count)
    let programCounter = ProbeRegisters.programCounterIndex(architecture)
    let arguments = architecture.goArguments
    words[programCounter] = word(0)
    words[Int(architecture.stackPointer.rawValue)] = word(1)
    words[Int(arguments[0].rawValue)] = word(2)
    words[Int(arguments[1].rawValue)] = word(3)
    words[programCounter + 1] = word(4)
    return ProbeRegisters(architecture: architecture, words: words)
  }

  private func readGoroutine(_ bytes: RawSpan, _ layout: RecordLayout, _ event: inout ProbeEvent) {
    guard !event.missing.contains(.goroutine),
      let address = bytes.uint64(at: Header.goroutine), address != 0
    else { return }
    let model = layout.runtime.goroutine
    if layout.kind.hasDetails {
      if let part = bytes.part(offset: layout.goroutine, count: GoroutineWords.size(model)) {
        event.goroutine = GoroutineWords(address: address, bytes: part, layout: model)
      }
      return
    }
    func word(_ offset: Int) -> UInt64 { bytes.uint64(at: layout.goroutine + offset) ?? 0 }
    event.goroutine = GoroutineWords(
      address: address,
      id: layout.kind.hasID ? bytes.uint64(at: layout.goroutineID) ?? 0 : 0,
      stackLow: word(model.stack), stackHigh: word(model.stack + 8),
      panicAddress: word(model._panic), deferAddress: word(model._defer))
  }

  private func count(_ bytes: RawSpan, _ offset: Int, most: Int) -> Int {
    min(Int(bytes.uint32(at: offset) ?? 0), most)
  }

  private func readPanics(_ bytes: RawSpan, _ layout: RecordLayout, _ event: inout ProbeEvent) {
    for index in 0..<count(bytes, Header.panicCount, most: layout.kind.panics) {
      let start = layout.panics + index * layout.panicStride
      guard let address = bytes.uint64(at: start),
        let part = bytes.part(offset: start + 8, count: layout.runtime.panic.size),
        let panic = PanicWords(address: address, bytes: part, layout: layout.runtime.panic)
      else { return }
      event.panics.append(panic)
    }
  }

  private func readDefers(_ bytes: RawSpan, _ layout: RecordLayout, _ event: inout ProbeEvent) {
    for index in 0..<count(bytes, Header.deferCount, most: layout.kind.defers) {
      let start = layout.defers + index * layout.deferStride
      guard let address = bytes.uint64(at: start),
        let part = bytes.part(offset: start + 16, count: layout.runtime.deferRecord.size),
        var record = DeferWords(
          address: address, bytes: part, layout: layout.runtime.deferRecord)
      else { return }
      record.functionEntry = bytes.uint64(at: start + 8).flatMap { $0 == 0 ? nil : $0 }
      event.defers.append(record)
    }
  }

  private func readValue(_ bytes: RawSpan, _ layout: RecordLayout, _ event: inout ProbeEvent) {
    var value = ValueWords(type: event.registers.argument(0), data: event.registers.argument(1))
    if value.type != 0, !event.missing.contains(.valueType) {
      value.typeBytes = array(bytes, layout.type, RecordLayout.typeSize)
    }
    if layout.kind.hasValueBytes {
      let size = count(bytes, Header.valueCount, most: RecordLayout.valueSize)
      if size > 0 { value.bytes = array(bytes, layout.value, size) }
      value.text = text(bytes, layout)
    }
    let kind = value.typeBytes.map { Int32($0[TypeBytes.kind]) & TypeBytes.kindMask }
    // For other types the words need not be a string at all.
    if kind != TypeBytes.string { event.missing.remove(.valueText) }
    event.value = value
  }

  private func text(_ bytes: RawSpan, _ layout: RecordLayout) -> [UInt8]? {
    guard let length = bytes.uint64(at: layout.text), length > 0 else { return nil }
    return array(bytes, layout.text + 8, min(Int(clamping: length), RecordLayout.textSize))
  }

  private func readClosure(_ bytes: RawSpan, _ layout: RecordLayout, _ event: inout ProbeEvent) {
    // `nextDefer` gives back a function and whether there is one.
    if layout.kind.closure == .argument(0), event.registers.argument(1) & 0xff == 0 {
      event.missing.remove(.closure)
      return
    }
    guard let address = bytes.uint64(at: layout.closure), address != 0,
      !event.missing.contains(.closure), let entry = bytes.uint64(at: layout.closure + 16)
    else { return }
    let size = min(Int(clamping: bytes.uint64(at: layout.closure + 8) ?? 0), 64)
    var closure = ClosureWords(address: address, entry: entry)
    for offset in stride(from: 8, to: size, by: 8) {
      closure.captured.append(bytes.uint64(at: layout.closure + 16 + offset) ?? 0)
    }
    event.closure = closure
  }

  private func readSignal(_ bytes: RawSpan, _ layout: RecordLayout, _ event: inout ProbeEvent) {
    var signal = SignalWords(
      number: UInt32(truncatingIfNeeded: event.registers.argument(0)))
    if !event.missing.contains(.message) {
      let start = layout.signal + 8
      signal.code = bytes.uint32(at: start + 8).map { Int32(bitPattern: $0) }
      signal.address = bytes.uint64(at: start + 16)
    }
    event.missing.remove(.message)
    // The goroutine may be in no system call.
    if event.goroutine?.details?.systemCallSP == 0 { event.missing.remove(.stack) }
    event.signal = signal
  }

  /// Of the callers of a recover only those out to the runtime's function are looked at.
  func hasWholeRecover(_ bytes: RawSpan, _ point: Int, _ layout: RecordLayout) -> Bool {
    guard points[point].kind == .recoverEnter else { return false }
    let bias = programCounter(bytes, layout) &- points[point].address
    return (0..<count(bytes, Header.callerCount, most: layout.kind.callers)).contains { index in
      let caller = bytes.uint64(at: layout.callers + 16 * index + 8) ?? 0
      return runners.contains { $0.contains(caller &- bias) }
    }
  }

  private func readCallers(_ bytes: RawSpan, _ layout: RecordLayout, _ event: inout ProbeEvent) {
    let pairs = count(bytes, Header.callerCount, most: layout.kind.callers)
    let hasTop = layout.kind.frame != .established && !event.missing.contains(.callers)
    event.callers.reserveCapacity(pairs + 1)
    event.framePointers.reserveCapacity(pairs + 1)
    if hasTop, let top = bytes.uint64(at: layout.top) {
      event.callers.append(top)
      event.framePointers.append(event.registers.framePointer)
    }
    for index in 0..<pairs {
      let place = layout.callers + 16 * index
      event.callers.append(bytes.uint64(at: place + 8) ?? 0)
      event.framePointers.append(bytes.uint64(at: place) ?? 0)
    }
  }
}
