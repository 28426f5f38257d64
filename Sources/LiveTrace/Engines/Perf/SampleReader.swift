import ByteReading
import GoBinary
import GoRuntimeModel
import MachineCode
import ObjectFile
import ProcessControl

/// Makes an event of a sample, and of what the process still holds.
struct SampleReader {
  let point: ProbePoint
  let image: GoImage
  let sample: PerfSample
  let registers: ProbeRegisters
  let isFull: Bool
  private var runtime: RuntimeLayout { image.layout }

  /// What cannot change is read from the program's file, all else from the process.
  private func memory(_ address: UInt64, _ count: Int) -> [UInt8]? {
    let inFile = address &- (registers.programCounter &- point.address)
    let map = image.object.addressMap
    if let segment = map.segment(containing: inFile), !segment.isWritable,
      let range = map.bytes(at: inFile, count: UInt64(count))
    {
      let file = image.file
      return file.bytes.clampedPart(range).array()
    }
    return try? RemoteMemory(process: sample.process).bytes(at: address, count: count)
  }

  func event() -> ProbeEvent {
    var event = ProbeEvent(
      probe: point.kind, time: sample.time, process: sample.process, thread: sample.thread,
      processor: sample.processor, registers: registers)
    event.loadBias = registers.programCounter &- point.address
    // arm64 samples have no flags.
    let hasFlags = registers.architecture == .amd64
    if hasFlags || point.verdict.map({ !$0.register.isNone }) == true {
      event.recovers = point.verdict?.recovers(registers)
    }
    readGoroutine(&event)
    guard isFull else { return event }
    if !sample.stack.isEmpty {
      event.stack = MemoryBytes(address: registers.stackPointer, bytes: sample.stack)
      readPanic(&event)
    }
    if !sample.callers.isEmpty { readCallers(&event) }
    switch point.kind {
    case .gopanicEnter: readValue(&event)
    case .deferRun, .goexitRun, .deferCallSaveRun: readClosure(&event)
    case .throwEnter, .fatalEnter: readMessage(&event)
    default: break
    }
    return event
  }

  private func word(_ address: UInt64) -> UInt64? {
    guard let bytes = memory(address, 8) else { return nil }
    return bytes.span.rawBytes.uint64(at: 0)
  }

  /// The goroutine that the event is about; 0 when it was to be read and could not be.
  var goroutineAddress: UInt64 {
    switch point.kind {
    case .recoveryEnter where point.argumentsAreIntact: return registers.argument(0)
    // The argument of `gogo`, `&gp.sched`: what the thread runs may be another goroutine by now.
    case .recoveryGogo: return registers.argument(0) &- UInt64(runtime.goroutine.sched)
    case .recoveryEnter, .fatalSignal, .dieFromSignal:
      let machine = word(registers.goroutine &+ UInt64(runtime.goroutine.m))
      return machine.flatMap { word($0 &+ UInt64(runtime.machine.curg)) } ?? 0
    default: return registers.goroutine
    }
  }

  private func readGoroutine(_ event: inout ProbeEvent) {
    let address = goroutineAddress
    let size = GoroutineWords.size(runtime.goroutine)
    event.missing.formUnion([.panics, .defers])
    guard let bytes = memory(address, size),
      var goroutine = GoroutineWords(
        address: address, bytes: bytes.span.rawBytes, layout: runtime.goroutine)
    else {
      event.missing.insert(.goroutine)
      return
    }
    // The panics may be over, and the deferred calls; where it resumes may be another place by now.
    goroutine.deferAddress = 0
    goroutine.details?.resumePC = 0
    goroutine.details?.resumeSP = 0
    event.goroutine = goroutine
  }

  /// `g._panic`, where a register holds it.
  var panicAddress: UInt64? {
    point.panicRegister.isNone ? nil : registers[point.panicRegister]
  }

  /// The panic whose address a register holds lies on the stack that was sampled.
  private func readPanic(_ event: inout ProbeEvent) {
    guard let address = panicAddress, address >= registers.stackPointer,
      let offset = Int(exactly: address &- registers.stackPointer)
    else { return }
    let bytes = sample.stack.span.rawBytes
    guard let part = bytes.part(offset: offset, count: runtime.panic.size),
      let panic = PanicWords(address: address, bytes: part, layout: runtime.panic)
    else { return }
    event.panics = [panic]
    event.missing.remove(.panics)
  }

  /// The saved frame pointers in the sampled stack, then what the kernel found beyond it.
  private func readCallers(_ event: inout ProbeEvent) {
    let bytes = sample.stack.span.rawBytes
    let low = registers.stackPointer
    func word(_ address: UInt64) -> UInt64? {
      address >= low ? Int(exactly: address &- low).flatMap { bytes.uint64(at: $0) } : nil
    }
    var frame = registers.framePointer
    switch point.frame {
    case .beforePush:
      if let top = word(low) {
        event.callers.append(top)
        event.framePointers.append(frame)
      }
    case .link:
      event.callers.append(registers[.arm64Link])
      event.framePointers.append(frame)
    case .established: break
    }
    while let caller = word(frame &+ 8), let outer = word(frame), event.callers.count < 64 {
      event.callers.append(caller)
      event.framePointers.append(outer)
      guard outer > frame else { return }
      frame = outer
    }
    guard let last = event.callers.last, let place = sample.callers.lastIndex(of: last) else {
      event.missing.insert(.rest)
      return
    }
    event.callers += sample.callers[(place + 1)...]
    event.framePointers += sample.callers[(place + 1)...].map { _ in 0 }
  }

  private func readValue(_ event: inout ProbeEvent) {
    guard point.argumentsAreIntact else { return }
    var value = ValueWords(type: registers.argument(0), data: registers.argument(1))
    value.typeBytes = memory(value.type, RecordLayout.typeSize)
    if value.typeBytes == nil { event.missing.insert(.valueType) }
    for count in [RecordLayout.valueSize, 16, 8] where value.bytes == nil {
      value.bytes = memory(value.data, count)
    }
    if value.bytes == nil { event.missing.insert(.valueBytes) }
    let kind = value.typeBytes.map { Int32($0[TypeBytes.kind]) & TypeBytes.kindMask }
    if let kind, [TypeBytes.string, TypeBytes.pointer, TypeBytes.structure].contains(kind) {
      value.text = text(at: value.data, isCut: kind == TypeBytes.string)
    }
    event.value = value
  }

  /// The string whose header is at `address`.
  private func text(at address: UInt64, isCut: Bool) -> [UInt8]? {
    guard let start = word(address), let length = word(address &+ 8), length > 0,
      isCut || length <= UInt64(RecordLayout.textSize)
    else { return nil }
    return memory(start, Int(min(length, UInt64(RecordLayout.textSize))))
  }

  private func readClosure(_ event: inout ProbeEvent) {
    guard point.argumentsAreIntact, point.instruction != .call else {
      event.missing.insert(.closure)
      return
    }
    let isFirst = point.kind != .deferCallSaveRun
    if isFirst, registers.argument(1) & 0xff == 0 { return }
    let address = registers.argument(isFirst ? 0 : 1)
    guard let entry = word(address) else {
      event.missing.insert(.closure)
      return
    }
    event.closure = ClosureWords(address: address, entry: entry)
  }

  private func readMessage(_ event: inout ProbeEvent) {
    guard point.argumentsAreIntact else { return }
    let length = min(registers.argument(1), UInt64(RecordLayout.textSize))
    event.message = memory(registers.argument(0), Int(length))
    if event.message == nil { event.missing.insert(.message) }
  }
}
