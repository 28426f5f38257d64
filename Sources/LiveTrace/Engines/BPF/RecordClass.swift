import GoRuntimeModel

/// What the records of some probes hold.
struct RecordClass: Hashable {
  enum Goroutine: Hashable {
    /// The register that holds it in Go code.
    case register
    /// The first argument: `runtime.recovery` runs on g0 for another goroutine.
    case argument
    /// `g.m.curg` of the goroutine in the register, which is g0 or gsignal.
    case currentOfMachine
  }
  enum Wait: Hashable {
    case never, always
    /// Most programs leave without a panic.
    case whilePanicking
  }
  enum Closure: Hashable {
    case argument(Int)
    /// `g._defer.fn`
    case deferRecord
  }
  /// Only the registers and words that a light trace needs.
  var isLight = false
  var goroutine = Goroutine.register
  /// All of `runtime.g` up to `startpc`; otherwise stack, panic and defer.
  var hasDetails = false
  /// `g.goid`: a goroutine keeps it, so it is read where a panic begins and remembered.
  var hasID = false
  /// `g.m.curg`, which tells whether the offsets are this program's.
  var hasCurrent = false
  var panics = 0
  var defers = 0
  /// Where the type and the bytes of a panic's value are; the file has the type's name.
  var hasValueAddresses = false
  /// The type of a panic's value.
  var hasValue = false
  /// What the value is, too.
  var hasValueBytes = false
  var closure: Closure?
  var hasMessage = false
  var hasSignal = false
  var callers = 0
  var frame = ProbePoint.FrameState.established
  var stack = 0
  /// The stack of the goroutine where it entered a system call or C, not the thread's own.
  var stackIsOfSystemCall = false
  /// The process is about to end: the reader is woken, to read what it still can.
  var isUrgent = false
  /// When the thread waits until the process was read, which it does for a little while only.
  var waits = Wait.never
}

extension RecordClass {
  /// - Parameters:
  ///   - hasIterator: the program is of Go 1.22 or later, whose `recovery` reads its target from the
  ///     panic, not from the goroutine.
  ///   - readsValues: what the values of panics are, not only their types.
  init(
    _ point: ProbePoint, detail: TraceDetail, hasIterator: Bool, readsValues: Bool = true
  ) {
    frame = point.frame
    isUrgent = ProbeKind.deadly.contains(point.kind)
    switch point.kind {
    case .recoveryEnter: goroutine = point.argumentsAreIntact ? .argument : .currentOfMachine
    case .recoveryGogo, .fatalSignal: goroutine = .currentOfMachine
    default: break
    }
    guard detail == .full || isUrgent else {
      isLight = true
      hasID = point.kind == .gopanicEnter
      hasValueAddresses = hasID && point.argumentsAreIntact
      return
    }
    switch point.kind {
    case .gopanicEnter, .goexitEnter:
      // What deferred calls there are is told where they start, or where none has helped.
      hasDetails = true
      hasCurrent = true
      callers = Self.mostCallers
      // A function that faults without a frame has its caller's address there only.
      if point.kind == .gopanicEnter { stack = Self.shallowStack }
      hasValue = point.kind == .gopanicEnter && point.argumentsAreIntact
      hasValueBytes = hasValue && readsValues
    case .deferNext, .goexitNext, .deferCallSaveNext: panics = 1
    case .deferRun, .goexitRun:
      panics = 1
      if point.instruction == .call {
        closure = .deferRecord
        defers = 1
      } else if point.argumentsAreIntact {
        closure = .argument(0)
      }
    case .deferCallSaveRun:
      panics = 1
      if point.argumentsAreIntact { closure = .argument(1) }
    case .recoverEnter:
      panics = 1
      callers = 16
    case .recoveryEnter:
      hasDetails = !hasIterator
      panics = 4
    case .recoveryGogo: hasDetails = true
    case .fatalPanic, .throwEnter, .fatalEnter, .exit:
      setWholeStory()
      if detail == .full { waits = point.kind == .exit ? .whilePanicking : .always }
      let tellsText = point.kind == .throwEnter || point.kind == .fatalEnter
      hasMessage = tellsText && point.argumentsAreIntact
    case .fatalSignal:
      hasDetails = true
      panics = 4
      defers = 8
      hasSignal = point.argumentsAreIntact
      if detail == .full { waits = .always }
      stack = Self.deepStack
      stackIsOfSystemCall = true
    case .recoverVerdict, .fatalThrow, .dieFromSignal: break
    }
  }

  private mutating func setWholeStory() {
    hasDetails = true
    panics = 4
    defers = 8
    callers = Self.mostCallers
    stack = Self.deepStack
  }

  private static let mostCallers = 32

  static let shallowStack = 512
  /// Holds the frames whose deferred calls wait, mostly all of them.
  static let deepStack = 8192
}

/// Where the parts of a record stand, in bytes from its beginning.
///
/// A class, since every record that is read refers to it and it is large.
final class RecordLayout {
  /// Time, process and thread, cookie, processor, missing parts, counts, goroutine: in every record.
  enum Header {
    static let time = 0
    static let task = 8
    static let cookie = 16
    static let processor = 24
    static let missing = 28
    static let panicCount = 32
    static let deferCount = 36
    static let callerCount = 40
    static let valueCount = 44
    static let goroutine = 48
    /// Bytes of the stack.
    static let stackCount = 56
    static let size = 64
  }
  /// Program counter, stack pointer, two arguments, flags.
  static let lightRegisters = 5
  static let typeSize = 48
  static let valueSize = 128
  static let textSize = 256
  static let closureSize = 64
  static let signalSize = 32

  let kind: RecordClass
  let runtime: RuntimeLayout
  private(set) var registers = Header.size
  private(set) var goroutine = 0
  private(set) var goroutineID = 0
  private(set) var currentGoroutine = 0
  private(set) var panics = 0
  private(set) var defers = 0
  private(set) var type = 0
  private(set) var value = 0
  /// Length, then bytes; the message of a fatal error likewise.
  private(set) var text = 0
  /// Address, count of bytes, bytes.
  private(set) var closure = 0
  /// `sigctxt.info`, then `siginfo_t`.
  private(set) var signal = 0
  /// The word at the stack pointer.
  private(set) var top = 0
  /// Pairs of a saved frame pointer and a return address.
  private(set) var callers = 0
  private(set) var stack = 0
  private(set) var size = 0
  /// Address, then the struct.
  let panicStride: Int
  /// Address, entry of its function, then the struct.
  let deferStride: Int
  /// Bytes of `runtime.g`: all that is looked at, or only up to `_defer`.
  let goroutineSize: Int

  init(_ kind: RecordClass, _ runtime: RuntimeLayout, registers registerCount: Int) {
    self.kind = kind
    self.runtime = runtime
    panicStride = 8 + (runtime.panic.size + 7) & ~7
    deferStride = 16 + (runtime.deferRecord.size + 7) & ~7
    goroutineSize =
      kind.hasDetails ? GoroutineWords.size(runtime.goroutine) : runtime.goroutine._defer + 8
    var end = Header.size
    func take(_ count: Int) -> Int {
      defer { end += (count + 7) & ~7 }
      return end
    }
    registers = take(8 * (kind.isLight ? Self.lightRegisters : registerCount))
    goroutine = take(goroutineSize)
    if kind.hasCurrent { currentGoroutine = take(8) }
    if kind.hasID { goroutineID = take(8) }
    panics = take(kind.panics * panicStride)
    defers = take(kind.defers * deferStride)
    if kind.hasValue { type = take(Self.typeSize) }
    if kind.hasValueBytes { value = take(Self.valueSize) }
    if kind.hasValueBytes || kind.hasMessage { text = take(8 + Self.textSize) }
    if kind.closure != nil { closure = take(16 + Self.closureSize) }
    if kind.hasSignal { signal = take(8 + Self.signalSize) }
    if kind.callers > 0 {
      top = take(8)
      callers = take(16 * kind.callers)
    }
    stack = take(kind.stack)
    size = end
  }
}
