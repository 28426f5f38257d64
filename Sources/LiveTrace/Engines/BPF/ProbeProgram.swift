import GoRuntimeModel
import MachineCode
import ProcessControl

/// Writes the BPF program that runs at every hit: it takes a record from the ring and fills it with
/// registers and with the runtime's structures, whose offsets are constants in it.
///
/// R6 holds the context, R8 the record, R9 the goroutine; R7 walks along chains.
struct ProbeProgram {
  typealias Header = RecordLayout.Header
  typealias Missing = ProbeEvent.MissingParts

  var assembler = BPFAssembler()
  let registers: ContextRegisters
  let runtime: RuntimeLayout
  private let ring: Descriptor
  /// Of its own, so that only what is urgent wakes the reader.
  private let urgentRing: Descriptor
  private let counters: Descriptor
  /// Where the reader tells what it has read; nil where nothing waits for it.
  let releases: Descriptor?
  var record: RecordLayout

  /// The cookie of a probe: its number, and its class above.
  static func cookie(point: Int, kind: Int) -> UInt64 { UInt64(kind) << 16 | UInt64(point) }
  static func point(_ cookie: UInt64) -> Int { Int(cookie & 0xffff) }
  static func kind(_ cookie: UInt64) -> Int { Int(cookie >> 16 & 0xff) }

  /// Nil when the program would be too long.
  static func assemble(
    _ layouts: [RecordLayout], architecture: CodeArchitecture, ring: Descriptor,
    urgentRing: Descriptor, counters: Descriptor, releases: Descriptor?
  ) -> [UInt64]? {
    guard let first = layouts.first else { return nil }
    var program = ProbeProgram(
      registers: ContextRegisters(architecture), runtime: first.runtime, ring: ring,
      urgentRing: urgentRing, counters: counters, releases: releases, record: first)
    program.writeDispatch(layouts)
    return program.assembler.assembled()
  }

  private init(
    registers: ContextRegisters, runtime: RuntimeLayout, ring: Descriptor,
    urgentRing: Descriptor, counters: Descriptor, releases: Descriptor?, record: RecordLayout
  ) {
    self.registers = registers
    self.runtime = runtime
    self.ring = ring
    self.urgentRing = urgentRing
    self.counters = counters
    self.releases = releases
    self.record = record
  }

  private mutating func writeDispatch(_ layouts: [RecordLayout]) {
    assembler.move(.r6, .r1)
    assembler.call(.getAttachCookie)
    assembler.move(.r7, .r0)
    assembler.move(.r1, .r0)
    assembler.shiftRight(.r1, 16)
    assembler.and(.r1, 0xff)
    let lost = assembler.label()
    let labels = layouts.map { _ in assembler.label() }
    for (number, label) in labels.enumerated() {
      assembler.jumpIfEqual(.r1, Int32(number), label)
    }
    writeEnd()
    for (layout, label) in zip(layouts, labels) {
      assembler.place(label)
      record = layout
      writeRecord(lost)
    }
    assembler.place(lost)
    assembler.loadMapValue(.r1, counters)
    assembler.move(.r2, 1)
    assembler.atomicAdd64(.r1, 0, .r2)
    writeEnd()
  }

  private mutating func writeEnd() {
    assembler.move(.r0, 0)
    assembler.exit()
  }

  private mutating func writeRecord(_ lost: BPFAssembler.Label) {
    assembler.loadMap(.r1, record.kind.isUrgent ? urgentRing : ring)
    assembler.move(.r2, Int32(record.size))
    assembler.move(.r3, 0)
    assembler.call(.ringReserve)
    assembler.jumpIfEqual(.r0, 0, lost)
    assembler.move(.r8, .r0)
    assembler.store64(.r8, Header.cookie, .r7)
    assembler.call(.ktimeGetNanoseconds)
    assembler.store64(.r8, Header.time, .r0)
    assembler.call(.getProcessAndThread)
    assembler.store64(.r8, Header.task, .r0)
    assembler.call(.getProcessor)
    // The processor and, as the upper half, no part missing.
    assembler.store64(.r8, Header.processor, .r0)
    writeRegisters()
    writeGoroutine()
    if record.kind.panics > 0 { writePanics() }
    if record.kind.defers > 0 { writeDefers() }
    if record.kind.hasValue { writeValue() }
    if record.kind.hasMessage { writeMessage() }
    if let closure = record.kind.closure { writeClosure(closure) }
    if record.kind.hasSignal { writeSignal() }
    if record.kind.callers > 0 { writeCallers() }
    if record.kind.stack > 0 {
      if record.kind.stackIsOfSystemCall {
        assembler.load64(.r3, .r8, record.goroutine + runtime.goroutine.syscallsp)
      } else {
        assembler.load64(.r3, .r6, registers.stackPointer)
      }
      writeStack()
    }
    let noWakeUp: Int32 = 1
    let wakeUp: Int32 = 2
    let waits = releases != nil && record.kind.waits != .never
    if waits { writeWhetherToWait() }
    assembler.move(.r1, .r8)
    assembler.move(.r2, record.kind.isUrgent ? wakeUp : noWakeUp)
    assembler.call(.ringSubmit)
    if waits { writeWait() }
    writeEnd()
  }

  private mutating func writeRegisters() {
    let offsets =
      record.kind.isLight
      ? [
        registers.programCounter, registers.stackPointer, registers.argument(0),
        registers.argument(1), registers.flags,
      ] : registers.offsets.map { $0 ?? 0 }
    for (index, offset) in offsets.enumerated() {
      assembler.load64(.r1, .r6, offset)
      assembler.store64(.r8, record.registers + 8 * index, .r1)
    }
  }

  // MARK: Reading the process's memory

  /// Reads `count` bytes at R3 to `place`, and notes in the record when they cannot be read.
  mutating func read(_ place: Int, count: Int, orMissing part: Missing) {
    copy(place, count: count)
    let isThere = assembler.label()
    assembler.jumpIfEqual(.r0, 0, isThere)
    note(part)
    assembler.place(isThere)
  }

  mutating func copy(_ place: Int, count: Int) {
    copy(place) { $0.move(.r2, Int32(count)) }
  }

  /// As many bytes at R3 as `setCount` puts into R2; R0 becomes 0 when they could be read.
  ///
  /// What is in memory is read the quick way. The other one waits for pages to be read in, but has
  /// the kernel look up the record's memory at every call (hardened usercopy), which costs more than
  /// the copy.
  mutating func copy(_ place: Int, setCount: (inout BPFAssembler) -> Void) {
    let isDone = assembler.label()
    assembler.store64(.r10, -8, .r3)
    for helper in [BPFAssembler.Helper.probeReadUser, .copyFromUser] {
      if helper == .copyFromUser {
        assembler.jumpIfEqual(.r0, 0, isDone)
        assembler.load64(.r3, .r10, -8)
      }
      assembler.move(.r1, .r8)
      assembler.add(.r1, Int32(place))
      setCount(&assembler)
      assembler.call(helper)
    }
    assembler.place(isDone)
  }

  mutating func note(_ part: Missing) {
    assembler.load32(.r1, .r8, Header.missing)
    assembler.or(.r1, Int32(part.rawValue))
    assembler.store32(.r8, Header.missing, .r1)
  }
}
