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

  private var assembler = BPFAssembler()
  private let registers: ContextRegisters
  private let runtime: RuntimeLayout
  private let ring: Descriptor
  /// Of its own, so that only what is urgent wakes the reader.
  private let urgentRing: Descriptor
  private let counters: Descriptor
  private var record: RecordLayout

  /// The cookie of a probe: its number, and its class above.
  static func cookie(point: Int, kind: Int) -> UInt64 { UInt64(kind) << 16 | UInt64(point) }
  static func point(_ cookie: UInt64) -> Int { Int(cookie & 0xffff) }
  static func kind(_ cookie: UInt64) -> Int { Int(cookie >> 16 & 0xff) }

  /// Nil when the program would be too long.
  static func assemble(
    _ layouts: [RecordLayout], architecture: CodeArchitecture, ring: Descriptor,
    urgentRing: Descriptor, counters: Descriptor
  ) -> [UInt64]? {
    guard let first = layouts.first else { return nil }
    var program = ProbeProgram(
      registers: ContextRegisters(architecture), runtime: first.runtime, ring: ring,
      urgentRing: urgentRing, counters: counters, record: first)
    program.writeDispatch(layouts)
    return program.assembler.assembled()
  }

  private init(
    registers: ContextRegisters, runtime: RuntimeLayout, ring: Descriptor,
    urgentRing: Descriptor, counters: Descriptor, record: RecordLayout
  ) {
    self.registers = registers
    self.runtime = runtime
    self.ring = ring
    self.urgentRing = urgentRing
    self.counters = counters
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
    assembler.move(.r1, .r8)
    assembler.move(.r2, record.kind.isUrgent ? wakeUp : noWakeUp)
    assembler.call(.ringSubmit)
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
  private mutating func read(_ place: Int, count: Int, orMissing part: Missing) {
    copy(place, count: count)
    let isThere = assembler.label()
    assembler.jumpIfEqual(.r0, 0, isThere)
    note(part)
    assembler.place(isThere)
  }

  private mutating func copy(_ place: Int, count: Int) {
    copy(place) { $0.move(.r2, Int32(count)) }
  }

  /// As many bytes at R3 as `setCount` puts into R2; R0 becomes 0 when they could be read.
  ///
  /// What is in memory is read the quick way. The other one waits for pages to be read in, but has
  /// the kernel look up the record's memory at every call (hardened usercopy), which costs more than
  /// the copy.
  private mutating func copy(_ place: Int, setCount: (inout BPFAssembler) -> Void) {
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

  private mutating func note(_ part: Missing) {
    assembler.load32(.r1, .r8, Header.missing)
    assembler.or(.r1, Int32(part.rawValue))
    assembler.store32(.r8, Header.missing, .r1)
  }

  private mutating func writeGoroutine() {
    let layout = runtime.goroutine
    switch record.kind.goroutine {
    case .register: assembler.load64(.r9, .r6, registers.goroutine)
    case .argument: assembler.load64(.r9, .r6, registers.argument(0))
    case .currentOfMachine:
      // Over the words that are written later.
      assembler.load64(.r3, .r6, registers.goroutine)
      assembler.add(.r3, Int32(layout.m))
      read(record.goroutine, count: 8, orMissing: .goroutine)
      assembler.load64(.r3, .r8, record.goroutine)
      assembler.add(.r3, Int32(runtime.machine.curg))
      read(record.goroutine, count: 8, orMissing: .goroutine)
      assembler.load64(.r9, .r8, record.goroutine)
    }
    assembler.store64(.r8, Header.goroutine, .r9)
    assembler.move(.r3, .r9)
    read(record.goroutine, count: record.goroutineSize, orMissing: .goroutine)
    guard record.kind.hasDetails else {
      guard record.kind.hasID else { return }
      assembler.move(.r3, .r9)
      assembler.add(.r3, Int32(layout.goid))
      return read(record.goroutineID, count: 8, orMissing: .goroutine)
    }
    assembler.load64(.r3, .r8, record.goroutine + layout.m)
    assembler.add(.r3, Int32(runtime.machine.curg))
    read(record.currentGoroutine, count: 8, orMissing: .goroutine)
  }

  /// Copies a chain of structs that begins at R7 and gives each's address; `more` reads what
  /// belongs to one.
  private mutating func writeChain(
    _ place: Int, most: Int, stride: Int, header: Int, size: Int, link: Int, count: Int,
    missing: Missing, more: (inout ProbeProgram, Int) -> Void
  ) {
    assembler.store32(.r8, count, value: 0)
    let end = assembler.label()
    for index in 0..<most {
      let start = place + index * stride
      let isThere = assembler.label()
      assembler.jumpIfEqual(.r7, 0, end)
      assembler.store64(.r8, start, .r7)
      assembler.move(.r3, .r7)
      copy(start + header, count: size)
      assembler.jumpIfEqual(.r0, 0, isThere)
      note(missing)
      assembler.jump(end)
      assembler.place(isThere)
      assembler.store32(.r8, count, value: Int32(index + 1))
      more(&self, start)
      assembler.load64(.r7, .r8, start + header + link)
    }
    if most > 1 {
      assembler.jumpIfEqual(.r7, 0, end)
      note(.rest)
    }
    assembler.place(end)
  }

  private mutating func writePanics() {
    assembler.load64(.r7, .r8, record.goroutine + runtime.goroutine._panic)
    writeChain(
      record.panics, most: record.kind.panics, stride: record.panicStride, header: 8,
      size: runtime.panic.size, link: runtime.panic.link, count: Header.panicCount,
      missing: .panics
    ) { _, _ in }
  }

  private mutating func writeDefers() {
    let function = runtime.deferRecord.fn
    assembler.load64(.r7, .r8, record.goroutine + runtime.goroutine._defer)
    writeChain(
      record.defers, most: record.kind.defers, stride: record.deferStride, header: 16,
      size: runtime.deferRecord.size, link: runtime.deferRecord.link, count: Header.deferCount,
      missing: .defers
    ) { program, start in
      let none = program.assembler.label()
      program.assembler.store64(.r8, start + 8, value: 0)
      program.assembler.load64(.r3, .r8, start + 16 + function)
      program.assembler.jumpIfEqual(.r3, 0, none)
      program.read(start + 8, count: 8, orMissing: .defers)
      program.assembler.place(none)
    }
  }

  /// The type and as many bytes of the value as can be read, and its text.
  private mutating func writeValue() {
    let isDone = assembler.label()
    let isRead = assembler.label()
    assembler.store32(.r8, Header.valueCount, value: 0)
    assembler.store64(.r8, record.text, value: 0)
    assembler.load64(.r3, .r6, registers.argument(0))
    assembler.jumpIfEqual(.r3, 0, isDone)
    read(record.type, count: RecordLayout.typeSize, orMissing: .valueType)
    // Small values may stand at the end of what is mapped.
    for count in [RecordLayout.valueSize, 16, 8] {
      let isLess = assembler.label()
      assembler.load64(.r3, .r6, registers.argument(1))
      copy(record.value, count: count)
      assembler.jumpIfNotEqual(.r0, 0, isLess)
      assembler.store32(.r8, Header.valueCount, value: Int32(count))
      assembler.jump(isRead)
      assembler.place(isLess)
    }
    note(.valueBytes)
    assembler.jump(isDone)
    assembler.place(isRead)
    let mayBeText = assembler.label()
    let isString = assembler.label()
    assembler.load8(.r7, .r8, record.type + TypeBytes.kind)
    assembler.and(.r7, TypeBytes.kindMask)
    assembler.jumpIfEqual(.r7, TypeBytes.string, isString)
    assembler.jumpIfEqual(.r7, TypeBytes.pointer, mayBeText)
    assembler.jumpIfEqual(.r7, TypeBytes.structure, mayBeText)
    assembler.jump(isDone)
    assembler.place(mayBeText)
    assembler.load64(.r2, .r8, record.value + 8)
    assembler.jumpIfGreater(.r2, Int32(RecordLayout.textSize), isDone)
    assembler.place(isString)
    assembler.load64(.r3, .r8, record.value)
    assembler.load64(.r2, .r8, record.value + 8)
    writeText(orMissing: .valueText)
    assembler.place(isDone)
  }

  /// The R2 bytes of text at R3, cut where they are too many.
  private mutating func writeText(orMissing part: Missing) {
    let isLong = assembler.label()
    let end = assembler.label()
    let isThere = assembler.label()
    let most = Int32(RecordLayout.textSize)
    assembler.store64(.r8, record.text, value: 0)
    assembler.jumpIfEqual(.r2, 0, end)
    assembler.move(.r7, .r2)
    assembler.jumpIfGreater(.r7, most, isLong)
    assembler.store64(.r8, record.text, .r7)
    copy(record.text + 8) { $0.move(.r2, .r7) }
    assembler.jumpIfEqual(.r0, 0, end)
    assembler.jump(isThere)
    assembler.place(isLong)
    assembler.store64(.r8, record.text, value: most)
    copy(record.text + 8, count: RecordLayout.textSize)
    assembler.jumpIfEqual(.r0, 0, end)
    assembler.place(isThere)
    assembler.store64(.r8, record.text, value: 0)
    note(part)
    assembler.place(end)
  }

  private mutating func writeMessage() {
    assembler.load64(.r3, .r6, registers.argument(0))
    assembler.load64(.r2, .r6, registers.argument(1))
    writeText(orMissing: .message)
  }

  private mutating func writeClosure(_ source: RecordClass.Closure) {
    let end = assembler.label()
    switch source {
    case .argument(let index): assembler.load64(.r7, .r6, registers.argument(index))
    case .deferRecord:
      assembler.store64(.r8, record.closure, value: 0)
      assembler.load32(.r1, .r8, Header.deferCount)
      assembler.jumpIfEqual(.r1, 0, end)
      assembler.load64(.r7, .r8, record.defers + 16 + runtime.deferRecord.fn)
    }
    assembler.store64(.r8, record.closure, .r7)
    assembler.jumpIfEqual(.r7, 0, end)
    for count in [RecordLayout.closureSize, 8] {
      let isLess = assembler.label()
      assembler.move(.r3, .r7)
      copy(record.closure + 16, count: count)
      assembler.jumpIfNotEqual(.r0, 0, isLess)
      assembler.store64(.r8, record.closure + 8, value: Int32(count))
      assembler.jump(end)
      assembler.place(isLess)
    }
    assembler.store64(.r8, record.closure + 8, value: 0)
    note(.closure)
    assembler.place(end)
  }

  /// The stack at R3: as much as the record has room for, or what lies before the stack's end.
  private mutating func writeStack() {
    let end = assembler.label()
    assembler.move(.r7, .r3)
    for count in Set([record.kind.stack, RecordClass.shallowStack]).sorted(by: >) {
      let isLess = assembler.label()
      assembler.move(.r3, .r7)
      copy(record.stack, count: count)
      assembler.jumpIfNotEqual(.r0, 0, isLess)
      assembler.store32(.r8, Header.stackCount, value: Int32(count))
      assembler.jump(end)
      assembler.place(isLess)
    }
    assembler.store32(.r8, Header.stackCount, value: 0)
    note(.stack)
    assembler.place(end)
  }

  /// `fatalsignal(sig uint32, c *sigctxt, …)`; the first member of `c` is the `siginfo_t`.
  private mutating func writeSignal() {
    assembler.load64(.r3, .r6, registers.argument(1))
    read(record.signal, count: 8, orMissing: .message)
    assembler.load64(.r3, .r8, record.signal)
    read(record.signal + 8, count: RecordLayout.signalSize, orMissing: .message)
  }

  private mutating func writeCallers() {
    let end = assembler.label()
    assembler.store32(.r8, Header.callerCount, value: 0)
    switch record.kind.frame {
    case .beforePush:
      assembler.load64(.r3, .r6, registers.stackPointer)
      read(record.top, count: 8, orMissing: .callers)
    case .link:
      assembler.load64(.r1, .r6, registers.offset(.arm64Link))
      assembler.store64(.r8, record.top, .r1)
    case .established: assembler.store64(.r8, record.top, value: 0)
    }
    assembler.load64(.r7, .r6, registers.framePointer)
    for index in 0..<record.kind.callers {
      let place = record.callers + 16 * index
      assembler.jumpIfEqual(.r7, 0, end)
      assembler.move(.r3, .r7)
      copy(place, count: 16)
      assembler.jumpIfNotEqual(.r0, 0, end)
      assembler.store32(.r8, Header.callerCount, value: Int32(index + 1))
      // A caller's frame lies above.
      assembler.load64(.r1, .r8, place)
      assembler.jumpIfAtMost(.r1, .r7, end)
      assembler.move(.r7, .r1)
    }
    note(.rest)
    assembler.place(end)
  }
}

/// `internal/abi.Type`, the same in every version.
enum TypeBytes {
  static let kind = 23
  static let kindMask: Int32 = 31
  static let pointer: Int32 = 22
  static let string: Int32 = 24
  static let structure: Int32 = 25
}
