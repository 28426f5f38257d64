import ByteReading
import GoRuntimeModel
import MachineCode
import ProcessControl

/// Reads from a stopped thread what a BPF program would have put into its record: the same events,
/// whatever the engine.
struct EventReader {
  let process: Int32
  let runtime: RuntimeLayout
  let memory: RemoteMemory
  /// The program is of Go 1.22 or later.
  let hasIterator: Bool

  func event(_ hit: TracedProgram.Hit, _ point: ProbePoint, _ detail: TraceDetail) -> ProbeEvent {
    var event = ProbeEvent(
      probe: point.kind, time: MonotonicClock.nanoseconds, process: process, thread: hit.thread,
      processor: 0,
      registers: ProbeRegisters(
        architecture: hit.registers.architecture, words: hit.registers.numbered))
    event.loadBias = hit.address &- point.address
    event.recovers = point.verdict?.recovers(event.registers)
    let kind = RecordClass(point, detail: detail, hasIterator: hasIterator)
    readGoroutine(kind, &event)
    if kind.panics > 0 { readPanics(most: kind.panics, &event) }
    if kind.defers > 0 { readDefers(most: kind.defers, &event) }
    if kind.hasValue {
      readValue(
        type: event.registers.argument(0), data: event.registers.argument(1), &event)
    }
    if kind.hasValueAddresses { event.value = ValueWords(addressesIn: event.registers) }
    if kind.hasMessage {
      event.message = text(
        at: event.registers.argument(0), count: event.registers.argument(1), .message, &event)
    }
    if let source = kind.closure { readClosure(source, &event) }
    if kind.hasSignal { readSignal(&event) }
    if kind.callers > 0 { readCallers(kind, &event) }
    if kind.stack > 0 { readStack(kind, &event) }
    return event
  }

  private func bytes(_ address: UInt64, _ count: Int) -> [UInt8]? {
    try? memory.bytes(at: address, count: count)
  }

  private func word(_ address: UInt64) -> UInt64? {
    guard let found = bytes(address, 8) else { return nil }
    return found.span.rawBytes.uint64(at: 0)
  }

  private func readGoroutine(_ kind: RecordClass, _ event: inout ProbeEvent) {
    let layout = runtime.goroutine
    let address: UInt64?
    switch kind.goroutine {
    case .register: address = event.registers.goroutine
    case .argument: address = event.registers.argument(0)
    case .currentOfMachine:
      address = word(event.registers.goroutine &+ UInt64(layout.m)).flatMap {
        word($0 &+ UInt64(runtime.machine.curg))
      }
    }
    guard let address, address != 0,
      let found = bytes(address, GoroutineWords.size(layout)),
      let goroutine = GoroutineWords(
        address: address, bytes: found.span.rawBytes, layout: layout)
    else {
      event.missing.insert(.goroutine)
      return
    }
    event.goroutine = goroutine
    if !kind.hasDetails { event.goroutine?.details = nil }
  }

  private func readPanics(most: Int, _ event: inout ProbeEvent) {
    var address = event.goroutine?.panicAddress ?? 0
    while address != 0, event.panics.count < most {
      guard let found = bytes(address, runtime.panic.size),
        let panic = PanicWords(
          address: address, bytes: found.span.rawBytes, layout: runtime.panic)
      else {
        event.missing.insert(.panics)
        return
      }
      event.panics.append(panic)
      address = panic.link
    }
    if address != 0, most > 1 { event.missing.insert(.rest) }
  }

  private func readDefers(most: Int, _ event: inout ProbeEvent) {
    var address = event.goroutine?.deferAddress ?? 0
    while address != 0, event.defers.count < most {
      guard let found = bytes(address, runtime.deferRecord.size),
        var record = DeferWords(
          address: address, bytes: found.span.rawBytes, layout: runtime.deferRecord)
      else {
        event.missing.insert(.defers)
        return
      }
      if record.function != 0 {
        record.functionEntry = word(record.function)
        if record.functionEntry == nil { event.missing.insert(.defers) }
      }
      event.defers.append(record)
      address = record.link
    }
    if address != 0, most > 1 { event.missing.insert(.rest) }
  }

  /// The type and as many bytes of the value as can be read, and its text.
  func readValue(type: UInt64, data: UInt64, _ event: inout ProbeEvent) {
    var value = ValueWords(type: type, data: data)
    defer { event.value = value }
    guard value.type != 0 else { return }
    value.typeBytes = bytes(value.type, RecordLayout.typeSize)
    if value.typeBytes == nil { event.missing.insert(.valueType) }
    // Small values may stand at the end of what is mapped.
    value.bytes = [RecordLayout.valueSize, 16, 8].lazy.compactMap { bytes(value.data, $0) }.first
    guard let found = value.bytes else {
      event.missing.insert(.valueBytes)
      return
    }
    guard found.count >= 16, let type = value.typeBytes else { return }
    let start = found.span.rawBytes.uint64(at: 0) ?? 0
    let count = found.span.rawBytes.uint64(at: 8) ?? 0
    switch Int32(type[TypeBytes.kind]) & TypeBytes.kindMask {
    case TypeBytes.string: value.text = text(at: start, count: count, .valueText, &event)
    // The words need not be a string at all.
    case TypeBytes.pointer, TypeBytes.structure:
      guard count <= UInt64(RecordLayout.textSize) else { return }
      value.text = text(at: start, count: count, [], &event)
    default: break
    }
  }

  private func text(
    at address: UInt64, count: UInt64, _ part: ProbeEvent.MissingParts,
    _ event: inout ProbeEvent
  ) -> [UInt8]? {
    guard count > 0 else { return nil }
    let found = bytes(address, Int(min(count, UInt64(RecordLayout.textSize))))
    if found == nil { event.missing.formUnion(part) }
    return found
  }

  private func readClosure(_ source: RecordClass.Closure, _ event: inout ProbeEvent) {
    let address: UInt64
    switch source {
    case .argument(0) where event.registers.argument(1) & 0xFF == 0:
      // `nextDefer` gives back a function and whether there is one.
      return
    case .argument(let index): address = event.registers.argument(index)
    case .deferRecord: address = event.defers.first?.function ?? 0
    }
    guard address != 0 else { return }
    let sizes = [RecordLayout.closureSize, 8]
    guard let found = sizes.lazy.compactMap({ bytes(address, $0) }).first,
      let entry = found.span.rawBytes.uint64(at: 0)
    else {
      event.missing.insert(.closure)
      return
    }
    let captured = stride(from: 8, to: found.count, by: 8).map {
      found.span.rawBytes.uint64(at: $0) ?? 0
    }
    event.closure = ClosureWords(address: address, entry: entry, captured: captured)
  }

  /// `fatalsignal(sig uint32, c *sigctxt, …)`; the first member of `c` is the `siginfo_t`.
  private func readSignal(_ event: inout ProbeEvent) {
    var signal = SignalWords(number: UInt32(truncatingIfNeeded: event.registers.argument(0)))
    if let place = word(event.registers.argument(1)),
      let found = bytes(place, RecordLayout.signalSize)
    {
      signal.code = found.span.rawBytes.uint32(at: 8).map { Int32(bitPattern: $0) }
      signal.address = found.span.rawBytes.uint64(at: 16)
    }
    event.signal = signal
  }

  private func readCallers(_ kind: RecordClass, _ event: inout ProbeEvent) {
    if kind.frame == .beforePush {
      if let top = word(event.registers.stackPointer) {
        event.callers.append(top)
        event.framePointers.append(event.registers.framePointer)
      } else {
        event.missing.insert(.callers)
      }
    }
    var frame = event.registers.framePointer
    for _ in 0..<kind.callers {
      guard frame != 0, let pair = bytes(frame, 16),
        let next = pair.span.rawBytes.uint64(at: 0),
        let address = pair.span.rawBytes.uint64(at: 8)
      else { return }
      event.callers.append(address)
      event.framePointers.append(next)
      // A caller's frame lies above.
      guard next > frame else { return }
      frame = next
    }
    event.missing.insert(.rest)
  }

  private func readStack(_ kind: RecordClass, _ event: inout ProbeEvent) {
    let address =
      kind.stackIsOfSystemCall
      ? event.goroutine?.details?.systemCallSP ?? 0 : event.registers.stackPointer
    guard address != 0 else { return }
    let sizes = [kind.stack, RecordClass.shallowStack]
    if let found = sizes.lazy.compactMap({ bytes(address, $0) }).first {
      event.stack = MemoryBytes(address: address, bytes: found)
    } else {
      event.missing.insert(.stack)
    }
  }
}
