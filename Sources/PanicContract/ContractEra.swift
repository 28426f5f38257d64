public import GoRuntimeModel

/// The rules of defer, panic and recover of a range of Go versions.
///
/// Sources: `src/runtime/panic.go` and `src/cmd/compile/internal/ssagen` of the versions named.
public struct ContractEra: Hashable, Sendable {
  /// How `runtime.gorecover` decides.
  public enum RecoverRule: String, Sendable {
    /// The caller's argument pointer equals `_panic.argp`; wrappers move `_panic.argp` to their own frame.
    case argumentPointer = "argp"
    /// Exactly one frame between gopanic and gorecover is no wrapper; inlined frames count.
    case frameCount = "frame-count"
  }
  /// How the runtime finds open-coded deferred calls.
  public enum OpenCodedEncoding: String, Sendable {
    /// deferBits offset, number of closures, one offset each, last defer first.
    case closureOffsets
    /// deferBits offset, offset of a contiguous array of slots in source order.
    case slotArray
  }
  public var name: String
  public var firstVersion: GoVersion
  public var recoverRule: RecoverRule
  public var openCoded: OpenCodedEncoding
  /// `deferproc` and friends return 1 in AX/R0 on recovery, tested at the call site.
  public var deferprocReturns: Bool
  /// A recovery that passes a Goexit comes back to it only when that stands right below the recovered panic:
  /// aborted panics between them take it along (`runtime/panic.go`: gopanic, up to Go 1.21).
  public var losesGoexitBehindAborted: Bool
  /// Which compiler-made wrappers the compiler inlines the function that they call into.
  public var wrapperInlining: WrapperInlining

  public enum WrapperInlining: String, Sendable {
    /// Value methods called through an interface, Go 1.18 to 1.20.
    case interfaces
    /// Also method values, Go 1.21.
    case methods
    /// Also `deferwrapN`, Go 1.22 and later.
    case all
  }

  /// The wrappers that make a recover() in the inlined function's callee work against the
  /// specification (golang/go#73916): they move `_panic.argp` as if the inlined frame were not there.
  public var accidental: WrapperInlining? {
    recoverRule == .argumentPointer ? wrapperInlining : nil
  }
}

extension ContractEra {
  /// Oldest first; a version belongs to the last era that begins at or before it.
  public static let all: [ContractEra] = [
    ContractEra(
      name: "1.18-1.20", firstVersion: GoVersion(1, 18), recoverRule: .argumentPointer,
      openCoded: .closureOffsets, deferprocReturns: true, losesGoexitBehindAborted: true,
      wrapperInlining: .interfaces),
    ContractEra(
      name: "1.21", firstVersion: GoVersion(1, 21), recoverRule: .argumentPointer,
      openCoded: .closureOffsets, deferprocReturns: true, losesGoexitBehindAborted: true,
      wrapperInlining: .methods),
    ContractEra(
      name: "1.22-1.24", firstVersion: GoVersion(1, 22), recoverRule: .argumentPointer,
      openCoded: .slotArray, deferprocReturns: true, losesGoexitBehindAborted: false,
      wrapperInlining: .all),
    ContractEra(
      name: "1.25", firstVersion: GoVersion(1, 25), recoverRule: .argumentPointer,
      openCoded: .slotArray, deferprocReturns: false, losesGoexitBehindAborted: false,
      wrapperInlining: .all),
    ContractEra(
      name: "1.26+", firstVersion: GoVersion(1, 26), recoverRule: .frameCount,
      openCoded: .slotArray, deferprocReturns: false, losesGoexitBehindAborted: false,
      wrapperInlining: .all),
  ]

  /// The era of a version; nil before Go 1.18.
  public static func of(_ version: GoVersion) -> ContractEra? {
    all.last { $0.firstVersion <= version }
  }
}
