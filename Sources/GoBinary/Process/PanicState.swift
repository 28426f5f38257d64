/// A `runtime._panic` as it stands in memory. All addresses are the process's.
public struct PanicState: Hashable, Sendable {
  public var address: UInt64
  /// The panic's value: its type and its data word.
  public var valueType: UInt64
  public var valueData: UInt64
  /// `_panic.argp`, up to Go 1.25.
  public var argumentPointer: UInt64?
  public var recovered: Bool
  public var aborted: Bool
  public var repanicked: Bool
  public var isGoexit: Bool
  /// Made by `runtime.deferreturn` to run deferred calls of a function that returns: no panic.
  public var isDeferReturn: Bool
  /// Stack pointer of the call that began it, from Go 1.22.
  public var startSP: UInt64?
  /// The frame whose deferred calls run now.
  public var frameSP: UInt64
}

/// A `runtime._defer` as it stands in memory, or an open-coded deferred call that is pending in a
/// frame.
public struct DeferState: Hashable, Sendable {
  public enum Kind: String, Sendable {
    case openCoded = "open-coded"
    case stack, heap
    case rangeFunc = "rangefunc"
  }
  public var kind: Kind
  /// Of the record, or of the slot in the frame.
  public var address: UInt64
  /// The funcval to be called; 0 for a nil function.
  public var funcval: UInt64
  /// Entry of the deferred function; nil when the funcval cannot be read.
  public var entry: UInt64?
  /// Stack pointer of the frame that registered it.
  public var frameSP: UInt64
  /// In the function that registered it: behind the call of the runtime, or where an open-coded one's
  /// frame stands.
  public var framePC: UInt64
  /// Its call has begun already (up to Go 1.21).
  public var hasStarted: Bool
}
