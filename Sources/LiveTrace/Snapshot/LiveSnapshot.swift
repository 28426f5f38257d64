public import GoBinary

/// The deferred calls that were registered on a program's goroutines when a panic or something worse
/// was about to end it.
public struct LiveSnapshot: Sendable, Hashable {
  /// A deferred call that has not begun. Addresses are those of the running process.
  public struct PendingCall: Sendable, Hashable {
    /// Entry of its function.
    public var entry: UInt64
    /// In the function that registered it.
    public var framePC: UInt64
    /// Stack pointer of that function.
    public var frameSP: UInt64
    public var kind: DeferState.Kind
    public init(entry: UInt64, framePC: UInt64, frameSP: UInt64, kind: DeferState.Kind) {
      self.entry = entry
      self.framePC = framePC
      self.frameSP = frameSP
      self.kind = kind
    }
  }

  /// A goroutine with such calls.
  public struct Goroutine: Sendable, Hashable {
    public var id: UInt64
    public var parentID: UInt64?
    public var startPC: UInt64
    public var creatorPC: UInt64
    /// The next to run first.
    public var pending: [PendingCall]
    public init(
      id: UInt64, parentID: UInt64?, startPC: UInt64, creatorPC: UInt64, pending: [PendingCall]
    ) {
      self.id = id
      self.parentID = parentID
      self.startPC = startPC
      self.creatorPC = creatorPC
      self.pending = pending
    }
  }

  /// The open-coded ones of the goroutine itself, which have no record.
  public var openCoded: [PendingCall] = []
  /// The goroutine's own stack was read to its first frame.
  public var isOwnComplete = false
  /// Other goroutines, the one first that made this one.
  public var others: [Goroutine] = []
  /// The goroutine that made this one ran on another thread, so that its frames, and the open-coded deferred calls in
  /// them, could not be read.
  public var runningCreator: UInt64?
  /// The goroutine that made this one, where the process was gone before it was read.
  public var unreadCreator: UInt64?
  /// Every other goroutine was read. One that ran meanwhile is read without its frames.
  public var isComplete = false
  public init() {}
}
