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
  /// Bytes of the buffer between the kernel and this tool: a power of two.
  public var bufferSize = 16 << 20

  /// Step through panics, which only the ptrace engine can.
  public var steps: StepLimits?

  public init(target: Target, path: String, image: GoImage) {
    self.target = target
    self.path = path
    self.image = image
  }
}
