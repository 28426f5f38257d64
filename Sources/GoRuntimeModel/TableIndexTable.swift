// Numbers that are the same in every version read (Go 1.18 to 1.27): `internal/abi/symtab.go`.

/// Which funcdata a function's offset stands for (`FUNCDATA_…`).
public enum FuncDataIndex {
  public static let argsPointerMaps = 0
  public static let localsPointerMaps = 1
  public static let stackObjects = 2
  public static let inlineTree = 3
  public static let openCodedDeferInfo = 4
  public static let argInfo = 5
  public static let argLiveInfo = 6
  /// The function that a wrapper wraps.
  public static let wrapInfo = 7
}

/// Bytes with a meaning of their own in the list of a function's parameters (`TraceArgs…`); all others
/// are offsets, each before a size.
public enum ParameterListMark {
  public static let end: UInt8 = 0xff
  public static let startAggregate: UInt8 = 0xfe
  public static let endAggregate: UInt8 = 0xfd
  public static let more: UInt8 = 0xfc
  public static let offsetTooLarge: UInt8 = 0xfb
  /// The first byte that is no offset.
  public static let first: UInt8 = 0xf0
  /// No list is longer.
  public static let longest = 171
}

/// Which table of values by program counter (`PCDATA_…`).
public enum PCDataIndex {
  public static let unsafePoint = 0
  public static let stackMapIndex = 1
  public static let inlineTreeIndex = 2
  public static let argLiveIndex = 3
  /// From Go 1.26 on.
  public static let panicBounds = 4
}

/// Bits of `_func.flag`.
public struct FunctionFlags: OptionSet, Sendable, Hashable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  /// The outermost frame of a stack.
  public static let topFrame = FunctionFlags(rawValue: 1)
  /// Writes an arbitrary value to the stack pointer.
  public static let writesStackPointer = FunctionFlags(rawValue: 2)
  /// Written in assembly.
  public static let assembly = FunctionFlags(rawValue: 4)
}

/// First words of a pclntab (`runtime/symtab.go`, `debug/gosym/pclntab.go`).
public enum LineTableMagic {
  /// Go 1.18 and 1.19.
  public static let go118: UInt32 = 0xffff_fff0
  /// Go 1.20 and later.
  public static let go120: UInt32 = 0xffff_fff1
  /// Go 1.16 and 1.17, which are not read.
  public static let go116: UInt32 = 0xffff_fffa
  /// Go 1.2 to 1.15, which are not read.
  public static let go12: UInt32 = 0xffff_fffb
}
