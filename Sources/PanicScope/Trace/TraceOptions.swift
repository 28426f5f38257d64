/// What is asked of a trace.
public struct TraceOptions: Sendable {
  public enum Target: Sendable, Hashable {
    /// A program to be started, with its arguments.
    case command([String])
    case process(Int32)
    /// Every process that runs this file, also those that begin later.
    case executable(String)
  }

  public enum Engine: String, Sendable, CaseIterable { case auto, bpf, perf, ptrace }

  public var target: Target
  public var engine = Engine.auto
  /// Only that panics begin, what recovers decide and that panics are recovered.
  public var light = false
  /// Read the values of panics; without it their types only.
  public var showValues = false
  public var registers = false
  /// Deliver every episode, also those that are told like one before; otherwise these are counted,
  /// which keeps up with far more panics.
  public var everyEpisode = true
  /// Bytes of kernel memory in which events wait for panicscope: a power of two.
  public var bufferSize = 32 << 20
  /// Nanoseconds without a step after which a panic counts as stuck.
  public var stuckAfter: UInt64 = 10_000_000_000

  /// Step through so many panics, instruction by instruction; nil for none.
  public var steppedPanics: Int?
  /// Step through the beginning of this function when it is first reached.
  public var window: String?

  public init(target: Target) { self.target = target }
}

/// Why a program could not be traced.
public struct TraceFailure: Error, Hashable, Sendable {
  /// One line: what, where.
  public var message: String
  /// What to do next, such as a command that grants what is lacking.
  public var advice: String?
  public init(_ message: String, advice: String? = nil) {
    self.message = message
    self.advice = advice
  }
}
