/// The way of one panic through the runtime, instruction by instruction. Deferred functions ran
/// meanwhile, but were not stepped beyond their calls of recover.
public struct SteppedPath: Sendable {
  /// Consecutive instructions in one function on one stack.
  public struct Segment: Sendable, Hashable {
    public var function: String?
    /// Of its first instruction, in the file's addresses.
    public var address: UInt64
    public var stack: RegisterReading.Stack
    public var instructions: Int
    /// At its first instruction.
    public var stackPointer: UInt64
    public var framePointer: UInt64
    public init(
      function: String?, address: UInt64, stack: RegisterReading.Stack, instructions: Int,
      stackPointer: UInt64, framePointer: UInt64
    ) {
      self.function = function
      self.address = address
      self.stack = stack
      self.instructions = instructions
      self.stackPointer = stackPointer
      self.framePointer = framePointer
    }
  }

  /// Why stepping ended.
  public enum End: String, Sendable, CaseIterable {
    /// Execution resumed where a recovery leads.
    case resumed
    /// Nobody recovered: the runtime begins to print the panic.
    case unrecovered
    /// An instruction waited for a thread that stood still.
    case blocked
    /// So many instructions were enough.
    case budget
    /// The process ended.
    case processEnded = "process-ended"
    /// It still ran when the trace ended.
    case open
  }

  /// Where a recovery resumed execution, before the first instruction there.
  public struct Landing: Sendable, Hashable {
    /// In the file's addresses.
    public var address: UInt64
    public var stackPointer: UInt64
    public var framePointer: UInt64
    /// The first result register (AX, R0).
    public var result: UInt64
    /// SP there minus SP at the beginning of the panic.
    public var height: Int64
    public init(
      address: UInt64, stackPointer: UInt64, framePointer: UInt64, result: UInt64, height: Int64
    ) {
      self.address = address
      self.stackPointer = stackPointer
      self.framePointer = framePointer
      self.result = result
      self.height = height
    }
  }

  public var goroutine: UInt64?
  public var segments: [Segment]
  public var instructions: Int
  /// Deferred functions that ran on the way.
  public var deferredCalls: Int
  /// How often the runtime took the goroutine off its thread; what it did from there to the next
  /// probe was not stepped.
  public var gaps = 0
  /// Bytes between the stack pointer at the beginning of the panic and the lowest on that stack.
  public var depth: UInt64
  public var end: End
  /// Instructions before which SP was no multiple of 16.
  public var unalignedInstructions = 0
  public var landing: Landing?

  public init(
    goroutine: UInt64?, segments: [Segment] = [], instructions: Int = 0, deferredCalls: Int = 0,
    depth: UInt64 = 0, end: End = .open
  ) {
    self.goroutine = goroutine
    self.segments = segments
    self.instructions = instructions
    self.deferredCalls = deferredCalls
    self.depth = depth
    self.end = end
  }
}

extension SteppedPath {
  /// How often execution went from one stack to another.
  public var stackSwitches: Int {
    zip(segments, segments.dropFirst()).count { $0.stack != $1.stack }
  }
}
