public import GoBinary

/// What to trace and how.
public struct TraceRequest {
  public enum Target: Sendable, Hashable {
    /// A program to be started, with its arguments; the first is its name.
    case launch(arguments: [String])
    case process(Int32)
    /// Every process that runs the program, also those that begin later.
    case everyProcess
  }
  public var target: Target
  /// The program's file.
  public var path: String
  public var image: GoImage
  public var detail = TraceDetail.full
  /// Bytes of the buffer between the kernel and this tool: a power of two. It holds what a program that
  /// panics 100,000 times a second writes in a tenth of a second, in full detail.
  public var bufferSize = Self.defaultBufferSize
  public static let defaultBufferSize = 32 << 20

  /// Read what the values of panics are, not only their types.
  public var readsValues = true
  /// Hand over a panic that is told like an earlier one as a count: see ``TraceSession/remember(_:)``.
  public var foldsStories = false

  /// Step through panics, which only the ptrace engine can.
  public var steps: StepLimits?

  public init(target: Target, path: String, image: GoImage) {
    self.target = target
    self.path = path
    self.image = image
  }
}
