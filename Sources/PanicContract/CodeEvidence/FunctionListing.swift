/// How instructions are written.
public enum AssemblySyntax: String, Sendable, CaseIterable {
  /// As `go tool objdump` does.
  case go
  /// As GNU objdump does.
  case gnu
  /// As Intel's manuals do; the same as `gnu` on arm64.
  case intel
}

/// The instructions of one function, with what each means to defer, panic and recover.
public struct FunctionListing: Sendable {
  public struct Line: Sendable {
    public var address: UInt64
    public var bytes: [UInt8]
    public var text: String
    /// Where a direct call, jump or branch goes; nil for all others.
    public var target: UInt64?
    /// The function that begins at `target`.
    public var callee: String?
    public var location: SourceLocation?
    /// What the instruction means here, one clause each; empty for most.
    public var notes: [String]
    /// The user asked for this line.
    public var isMarked: Bool
    public var track: StackTrack?
    public init(
      address: UInt64, bytes: [UInt8], text: String, target: UInt64?, callee: String?,
      location: SourceLocation?, notes: [String], isMarked: Bool, track: StackTrack?
    ) {
      self.address = address
      self.bytes = bytes
      self.text = text
      self.target = target
      self.callee = callee
      self.location = location
      self.notes = notes
      self.isMarked = isMarked
      self.track = track
    }
  }

  public var function: String
  public var entry: UInt64
  public var end: UInt64
  public var location: SourceLocation?
  public var scope: CodeScope
  /// What the tables tell of the function as a whole, one clause each.
  public var facts: [String]
  public var lines: [Line]

  public init(
    function: String, entry: UInt64, end: UInt64, location: SourceLocation?, scope: CodeScope,
    facts: [String], lines: [Line]
  ) {
    self.function = function
    self.entry = entry
    self.end = end
    self.location = location
    self.scope = scope
    self.facts = facts
    self.lines = lines
  }
}

/// Where the stack and frame pointers are before an instruction.
public struct StackTrack: Hashable, Sendable {
  public enum FramePointer: Hashable, Sendable {
    /// What the caller had in it.
    case callers
    /// SP at the function's entry plus so many bytes.
    case frame(Int32)
    case unknown
  }
  /// SP at the function's entry minus SP here, by following the instructions; nil where that
  /// cannot be told.
  public var depth: Int32?
  /// The same by the binary's own table (pcsp), by which the runtime unwinds.
  public var tableDepth: Int32?
  public var framePointer: FramePointer
  /// What the first argument or result register holds, at calls and returns.
  public var firstArgument: String?

  public init(
    depth: Int32?, tableDepth: Int32?, framePointer: FramePointer, firstArgument: String?
  ) {
    self.depth = depth
    self.tableDepth = tableDepth
    self.framePointer = framePointer
    self.firstArgument = firstArgument
  }

  public var isMismatch: Bool {
    guard let depth, let tableDepth else { return false }
    return depth != tableDepth
  }
}
