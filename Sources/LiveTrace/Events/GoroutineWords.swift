public import GoRuntimeModel
import ByteReading

/// `runtime.g`, as far as a trace looks at it.
public struct GoroutineWords: Sendable, Hashable {
  public var address: UInt64
  /// Its number; `address` where the number could not be read.
  public var id: UInt64
  public var stackLow: UInt64
  public var stackHigh: UInt64
  /// `g._panic`, 0 when none runs.
  public var panicAddress: UInt64
  /// `g._defer`
  public var deferAddress: UInt64
  /// What a light trace does not read.
  public var details: Details?

  /// Its number, where it was read.
  public var number: UInt64? { id == address ? nil : id }

  public struct Details: Sendable, Hashable {
    public var machine: UInt64
    /// `g.sched`: where the goroutine resumes, at ``ProbeKind/recoveryGogo``.
    public var resumeSP: UInt64
    public var resumePC: UInt64
    /// Where it entered a system call or C code; 0 outside.
    public var systemCallSP: UInt64
    public var systemCallPC: UInt64
    public var signal: UInt32
    public var signalCode0: UInt64
    public var signalCode1: UInt64
    public var signalPC: UInt64
    /// The `go` statement that made it.
    public var creatorPC: UInt64
    public var startPC: UInt64
    /// Go 1.21 and later.
    public var parentID: UInt64?
  }

  public init(
    address: UInt64, id: UInt64, stackLow: UInt64, stackHigh: UInt64, panicAddress: UInt64,
    deferAddress: UInt64, details: Details? = nil
  ) {
    self.address = address
    self.id = id
    self.stackLow = stackLow
    self.stackHigh = stackHigh
    self.panicAddress = panicAddress
    self.deferAddress = deferAddress
    self.details = details
  }

  /// Reads the struct from its first bytes; nil when they are too few.
  public init?(address: UInt64, bytes: RawSpan, layout: GoroutineLayout) {
    guard let id = bytes.uint64(at: layout.goid), let low = bytes.uint64(at: layout.stack),
      let high = bytes.uint64(at: layout.stack + 8), let panic = bytes.uint64(at: layout._panic),
      let deferred = bytes.uint64(at: layout._defer)
    else { return nil }
    self.init(
      address: address, id: id, stackLow: low, stackHigh: high, panicAddress: panic,
      deferAddress: deferred, details: Details(bytes, layout))
  }

  /// Bytes from its beginning that hold all that is read here.
  public static func size(_ layout: GoroutineLayout) -> Int { layout.startpc + 8 }
}

extension GoroutineWords.Details {
  init?(_ bytes: RawSpan, _ layout: GoroutineLayout) {
    guard let machine = bytes.uint64(at: layout.m), let sp = bytes.uint64(at: layout.sched),
      let pc = bytes.uint64(at: layout.sched + 8),
      let callSP = bytes.uint64(at: layout.syscallsp),
      let callPC = bytes.uint64(at: layout.syscallpc), let signal = bytes.uint32(at: layout.sig),
      let code0 = bytes.uint64(at: layout.sigcode0), let code1 = bytes.uint64(at: layout.sigcode1),
      let signalPC = bytes.uint64(at: layout.sigpc), let creator = bytes.uint64(at: layout.gopc),
      let start = bytes.uint64(at: layout.startpc)
    else { return nil }
    self.machine = machine
    resumeSP = sp
    resumePC = pc
    systemCallSP = callSP
    systemCallPC = callPC
    self.signal = signal
    signalCode0 = code0
    signalCode1 = code1
    self.signalPC = signalPC
    creatorPC = creator
    startPC = start
    parentID = layout.parentGoid.flatMap { bytes.uint64(at: $0) }
  }
}
