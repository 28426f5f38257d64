/// A logical frame of a goroutine's stack; an inlined call is a frame of its own.
public struct StackFrame: Hashable, Sendable {
  public var place: CodePlace
  /// `funcID == FuncIDWrapper`: made by the compiler, invisible to recover.
  public var isWrapper: Bool
  /// Its code stands in the frame that follows it in the list.
  public var isInlined: Bool
  /// Stack pointer at the frame's call, where it was seen.
  public var stackPointer: UInt64?
  public init(
    place: CodePlace, isWrapper: Bool = false, isInlined: Bool = false,
    stackPointer: UInt64? = nil
  ) {
    self.place = place
    self.isWrapper = isWrapper
    self.isInlined = isInlined
    self.stackPointer = stackPointer
  }
}

extension StackFrame {
  /// Functions of the runtime that call deferred functions because of a panic or a Goexit; up to Go 1.21
  /// open-coded ones have functions of their own. `panic` is what tracebacks call `runtime.gopanic`.
  public static let runningDeferred: Set<String> = [
    "runtime.gopanic", "panic", "runtime.Goexit", "runtime.deferCallSave",
    "runtime.runOpenDeferFrame",
  ]

  public var recoverFrame: RecoverFrame {
    RecoverFrame(isWrapper: isWrapper, isInlined: isInlined)
  }
}

/// The goroutine that an episode happens on.
public struct GoroutineIdentity: Hashable, Sendable {
  /// `g.goid`
  public var id: UInt64?
  /// The function that the goroutine began with.
  public var root: CodePlace?
  /// The `go` statement that made it; nil for goroutines of the runtime and for main.
  public var createdBy: CodePlace?
  /// `g.parentGoid`, Go 1.21 and later.
  public var creatorID: UInt64?
  public init(
    id: UInt64? = nil, root: CodePlace? = nil, createdBy: CodePlace? = nil,
    creatorID: UInt64? = nil
  ) {
    self.id = id
    self.root = root
    self.createdBy = createdBy
    self.creatorID = creatorID
  }
}
