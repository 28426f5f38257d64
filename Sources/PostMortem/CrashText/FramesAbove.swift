/// The frames that stand directly above the line that is read next, outside a crash: a stack whose header is
/// missing is known by what ends it.
struct FramesAbove: Sendable {
  private static let most = 128

  private var frames: [CrashFrame] = []
  private var first = 0
  private var last = 0
  /// The last function has no place yet.
  private var isOpen = false

  /// Where they stand; nil when there are none.
  var lines: ClosedRange<Int>? { frames.isEmpty ? nil : first...last }

  mutating func take(_ line: LineText, number: Int) {
    if isOpen, let location = CrashLocation(line.trimmed), let index = frames.indices.last {
      frames[index].place(at: location)
      isOpen = false
      last = number
    } else if let frame = CrashFrame(functionLine: line), !isOpen {
      if frames.count == Self.most { frames = [] }
      if frames.isEmpty { first = number }
      frames.append(frame)
      isOpen = true
      last = number
    } else if !frames.isEmpty {
      frames = []
      isOpen = false
    }
  }

  mutating func takeFrames() -> [CrashFrame] {
    defer {
      frames = []
      isOpen = false
    }
    return frames
  }
}
