/// A line of a source file, as pclntab names it.
public struct SourcePosition: Hashable, Sendable {
  public var file: String
  public var line: Int

  public init(file: String, line: Int) {
    self.file = file
    self.line = line
  }
}

/// A frame as the source sees it: a function's own, or that of a call inlined into it.
public struct LogicalFrame: Hashable, Sendable {
  public var name: String
  /// Offset of the name in the table of function names: equal names have equal offsets.
  public var nameOffset: Int32
  /// `abi.FuncID`.
  public var funcID: UInt8
  public var isWrapper: Bool
  public var isInlined: Bool
  /// Where in this frame execution stands: for an outer frame the place of the inlined call.
  public var location: SourcePosition?
}
