import GoRuntimeModel
import MachineCode
import ProcessControl

/// The parts of a record: each is written by a function of its own.
extension ProbeProgram {
  mutating func writeGoroutine() {
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
    if record.kind.hasID {
      assembler.move(.r3, .r9)
      assembler.add(.r3, Int32(layout.goid))
      read(record.goroutineID, count: 8, orMissing: .goroutine)
    }
    guard record.kind.hasCurrent else { return }
    assembler.load64(.r3, .r8, record.goroutine + layout.m)
    assembler.add(.r3, Int32(runtime.machine.curg))
    read(record.currentGoroutine, count: 8, orMissing: .goroutine)
  }

  /// Copies a chain of structs that begins at R7 and gives each's address; `more` reads what
  /// belongs to one.
  mutating func writeChain(
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

  mutating func writePanics() {
    assembler.load64(.r7, .r8, record.goroutine + runtime.goroutine._panic)
    writeChain(
      record.panics, most: record.kind.panics, stride: record.panicStride, header: 8,
      size: runtime.panic.size, link: runtime.panic.link, count: Header.panicCount,
      missing: .panics
    ) { _, _ in }
  }

  mutating func writeDefers() {
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

  /// The type; as many bytes of the value as can be read, and its text.
  mutating func writeValue() {
    let isDone = assembler.label()
    assembler.store32(.r8, Header.valueCount, value: 0)
    if record.kind.hasValueBytes { assembler.store64(.r8, record.text, value: 0) }
    assembler.load64(.r3, .r6, registers.argument(0))
    assembler.jumpIfEqual(.r3, 0, isDone)
    read(record.type, count: RecordLayout.typeSize, orMissing: .valueType)
    if record.kind.hasValueBytes { writeValueBytes(isDone) }
    assembler.place(isDone)
  }

  private mutating func writeValueBytes(_ isDone: BPFAssembler.Label) {
    let isRead = assembler.label()
    // A nil pointer is the word itself.
    assembler.load64(.r3, .r6, registers.argument(1))
    assembler.jumpIfEqual(.r3, 0, isDone)
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
  }

  /// The R2 bytes of text at R3, cut where they are too many.
  mutating func writeText(orMissing part: Missing) {
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

  mutating func writeMessage() {
    assembler.load64(.r3, .r6, registers.argument(0))
    assembler.load64(.r2, .r6, registers.argument(1))
    writeText(orMissing: .message)
  }

  mutating func writeClosure(_ source: RecordClass.Closure) {
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
  mutating func writeStack() {
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
  mutating func writeSignal() {
    assembler.load64(.r3, .r6, registers.argument(1))
    read(record.signal, count: 8, orMissing: .message)
    assembler.load64(.r3, .r8, record.signal)
    read(record.signal + 8, count: RecordLayout.signalSize, orMissing: .message)
  }

  mutating func writeCallers() {
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
