public import GoRuntimeModel
import ByteReading

/// `runtime._panic`; a member is nil where the Go version has no such field.
public struct PanicWords: Sendable, Hashable {
  public var address: UInt64
  public var valueType: UInt64
  public var valueData: UInt64
  public var link: UInt64
  public var argp: UInt64?
  public var startPC: UInt64?
  public var startSP: UInt64?
  public var pc: UInt64?
  public var sp: UInt64
  public var lr: UInt64?
  public var fp: UInt64?
  public var retpc: UInt64?
  public var deferBitsPtr: UInt64?
  public var slotsPtr: UInt64?
  public var gopanicFP: UInt64?
  public var recovered: Bool
  public var goexit: Bool
  public var aborted: Bool?
  public var repanicked: Bool?
  public var deferreturn: Bool?

  /// Reads the struct from its bytes; nil when they are too few.
  public init?(address: UInt64, bytes: RawSpan, layout: PanicLayout) {
    func word(_ offset: Int?) -> UInt64? { offset.flatMap { bytes.uint64(at: $0) } }
    func flag(_ offset: Int?) -> Bool? { offset.flatMap { bytes.uint8(at: $0) }.map { $0 != 0 } }
    guard let type = word(layout.arg), let data = word(layout.arg + 8),
      let link = word(layout.link), let sp = word(layout.sp),
      let recovered = flag(layout.recovered), let goexit = flag(layout.goexit)
    else { return nil }
    self.address = address
    valueType = type
    valueData = data
    self.link = link
    argp = word(layout.argp)
    startPC = word(layout.startPC)
    startSP = word(layout.startSP)
    pc = word(layout.pc)
    self.sp = sp
    lr = word(layout.lr)
    fp = word(layout.fp)
    retpc = word(layout.retpc)
    deferBitsPtr = word(layout.deferBitsPtr)
    slotsPtr = word(layout.slotsPtr)
    gopanicFP = word(layout.gopanicFP)
    self.recovered = recovered
    self.goexit = goexit
    aborted = flag(layout.aborted)
    repanicked = flag(layout.repanicked)
    deferreturn = flag(layout.deferreturn)
  }
}

/// `runtime._defer`; a member is nil where the Go version has no such field.
public struct DeferWords: Sendable, Hashable {
  public var address: UInt64
  /// The function value; 0 for a record of open-coded defers (Go 1.21 and before).
  public var function: UInt64
  /// Entry of its function, where it was read.
  public var functionEntry: UInt64?
  /// Stack pointer and program counter at the `defer` statement.
  public var sp: UInt64
  public var pc: UInt64
  public var link: UInt64
  public var heap: Bool
  public var rangefunc: Bool?
  public var started: Bool?
  public var openDefer: Bool?

  /// Reads the struct from its bytes; nil when they are too few.
  public init?(address: UInt64, bytes: RawSpan, layout: DeferLayout) {
    func flag(_ offset: Int?) -> Bool? { offset.flatMap { bytes.uint8(at: $0) }.map { $0 != 0 } }
    guard let function = bytes.uint64(at: layout.fn), let sp = bytes.uint64(at: layout.sp),
      let pc = bytes.uint64(at: layout.pc), let link = bytes.uint64(at: layout.link),
      let heap = flag(layout.heap)
    else { return nil }
    self.address = address
    self.function = function
    self.sp = sp
    self.pc = pc
    self.link = link
    self.heap = heap
    rangefunc = flag(layout.rangefunc)
    started = flag(layout.started)
    openDefer = flag(layout.openDefer)
  }
}
