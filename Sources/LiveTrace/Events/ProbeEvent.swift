public import GoRuntimeModel

/// One hit of a probe: what the thread's registers and the runtime's structures held at that
/// instant. Addresses are those of the running process.
public struct ProbeEvent: Sendable {
  public var probe: ProbeKind
  /// Nanoseconds of CLOCK_MONOTONIC.
  public var time: UInt64
  public var process: Int32
  public var thread: Int32
  public var processor: UInt32
  public var registers: ProbeRegisters
  /// To be taken (wrapping) from an address of the program to get the one in its file; 0 for most.
  public var loadBias: UInt64 = 0
  /// The goroutine that panics; at ``ProbeKind/recoveryEnter`` and ``ProbeKind/recoveryGogo``, which
  /// run on g0, the one that is recovered.
  public var goroutine: GoroutineWords?
  /// `g._panic` and its links, innermost first.
  public var panics: [PanicWords] = []
  /// `g._defer` and its links, innermost first. Open-coded defers have no record from Go 1.22 on.
  public var defers: [DeferWords] = []
  /// At ``ProbeKind/recoverVerdict``: whether this recover stops the panic.
  public var recovers: Bool?
  /// The panic's value at ``ProbeKind/gopanicEnter``.
  public var value: ValueWords?
  /// The function value that is about to be called at the `…Run` probes; nil when there is none left.
  public var closure: ClosureWords?
  /// The text of `throw` and `fatal`, as far as it was read.
  public var message: [UInt8]?
  /// The signal at ``ProbeKind/fatalSignal``.
  public var signal: SignalWords?
  /// Return addresses, innermost first, by the chain of frame pointers.
  public var callers: [UInt64] = []
  /// What the frame pointer is in the function that each of the ``callers`` returns to; 0 in the last.
  public var framePointers: [UInt64] = []
  /// Bytes of the stack from `address` upwards.
  public var stack: MemoryBytes?
  /// At probes where a process is about to end: the deferred calls that wait.
  public var snapshot: LiveSnapshot?
  /// Here ends a panic that is told like all others of this number, if its story is remembered: see
  /// ``TraceSession/remember(_:)``.
  public var story: Int?
  /// What could not be read; never print its part.
  public var missing: MissingParts = []

  public init(
    probe: ProbeKind, time: UInt64, process: Int32, thread: Int32, processor: UInt32,
    registers: ProbeRegisters
  ) {
    self.probe = probe
    self.time = time
    self.process = process
    self.thread = thread
    self.processor = processor
    self.registers = registers
  }

  /// Parts of an event whose memory could not be read, or that were cut short.
  public struct MissingParts: OptionSet, Sendable, Hashable {
    public var rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }
    public static let goroutine = MissingParts(rawValue: 1)
    public static let panics = MissingParts(rawValue: 2)
    public static let defers = MissingParts(rawValue: 4)
    public static let valueType = MissingParts(rawValue: 8)
    public static let valueBytes = MissingParts(rawValue: 16)
    public static let valueText = MissingParts(rawValue: 32)
    public static let closure = MissingParts(rawValue: 64)
    public static let callers = MissingParts(rawValue: 128)
    public static let stack = MissingParts(rawValue: 256)
    public static let message = MissingParts(rawValue: 512)
    /// More panics, defers or callers than an event holds.
    public static let rest = MissingParts(rawValue: 1024)
  }
}

/// `siginfo_t` of the signal that a handler was called with.
public struct SignalWords: Sendable, Hashable {
  public var number: UInt32
  /// `si_code`
  public var code: Int32?
  /// `si_addr`
  public var address: UInt64?
  public init(number: UInt32, code: Int32? = nil, address: UInt64? = nil) {
    self.number = number
    self.code = code
    self.address = address
  }
}

/// Bytes of a process and where they stood.
public struct MemoryBytes: Sendable, Hashable {
  public var address: UInt64
  public var bytes: [UInt8]
  public init(address: UInt64, bytes: [UInt8]) {
    self.address = address
    self.bytes = bytes
  }
}

extension [MemoryBytes] {
  /// The bytes at an address, from the first piece that has all of them.
  func bytes(at address: UInt64, count: Int) -> [UInt8]? {
    for part in self where address >= part.address {
      let offset = address - part.address
      guard offset < UInt64(part.bytes.count), part.bytes.count - Int(offset) >= count else {
        continue
      }
      return [UInt8](part.bytes[Int(offset)..<Int(offset) + count])
    }
    return nil
  }
}

/// An interface value (`runtime.eface`) and what its words point to.
public struct ValueWords: Sendable, Hashable {
  /// Address of its type, `abi.Type`.
  public var type: UInt64
  public var data: UInt64
  /// The first 48 bytes of the type.
  public var typeBytes: [UInt8]?
  /// The first bytes at `data`.
  public var bytes: [UInt8]?
  /// What the first two words at `data` point to if they are a string (for a string, and for a pointer
  /// or struct whose first member may be one), cut at 256 bytes. It says nothing unless the type does.
  public var text: [UInt8]?
  public init(
    type: UInt64, data: UInt64, typeBytes: [UInt8]? = nil, bytes: [UInt8]? = nil,
    text: [UInt8]? = nil
  ) {
    self.type = type
    self.data = data
    self.typeBytes = typeBytes
    self.bytes = bytes
    self.text = text
  }

  /// What a panic's value is, by the arguments of `runtime.gopanic`.
  init(addressesIn registers: ProbeRegisters) {
    self.init(type: registers.argument(0), data: registers.argument(1))
  }
}

/// A function value: `runtime.funcval`.
public struct ClosureWords: Sendable, Hashable {
  public var address: UInt64
  /// Entry of its function.
  public var entry: UInt64
  /// The words after it: captured variables, as many as were read.
  public var captured: [UInt64]
  public init(address: UInt64, entry: UInt64, captured: [UInt64] = []) {
    self.address = address
    self.entry = entry
    self.captured = captured
  }
}
