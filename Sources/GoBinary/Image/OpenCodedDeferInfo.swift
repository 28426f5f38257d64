/// What the runtime is told of a function's open-coded defers, so that a panic can run them.
///
/// Offsets are in bytes below varp, which is SP + stack delta - 8 on amd64 and arm64.
public struct OpenCodedDeferInfo: Hashable, Sendable {
  public enum Slots: Hashable, Sendable {
    /// Go 1.21 and before: one offset of a closure for each defer, the last defer first.
    case closures([UInt32])
    /// Go 1.22 and later: slot `i`, in source order, stands at `offset - 8 * i`.
    case array(offset: UInt32)
  }

  /// Where the byte stands whose bit `i` says that defer `i` is registered and has not run.
  public var deferBitsOffset: UInt32
  public var slots: Slots
}
