import ByteReading

/// What ends the lines of a log, told by its first ones: line feeds, or the carriage returns alone of
/// old systems and of terminals' records.
struct LineEnds: Sendable {
  private enum Form: Sendable { case unknown, lineFeeds, carriageReturns }

  private static let lineFeed: UInt8 = 0x0A
  private static let carriageReturn: UInt8 = 0x0D
  /// A first line longer than this that has carriage returns is many.
  private static let longestFirstLine = 64 << 10

  private var form = Form.unknown
  /// The first line, before it is known whether it is one.
  private var held: [UInt8] = []

  /// The bytes with a line feed behind each line.
  mutating func normalize(_ block: [UInt8]) -> [UInt8] {
    switch form {
    case .lineFeeds: return block
    case .carriageReturns: return Self.translated(block)
    case .unknown: break
    }
    held += block
    if block.span.rawBytes.firstIndex(of: Self.lineFeed, from: 0) != nil {
      form = .lineFeeds
      return takeHeld()
    }
    return held.count > Self.longestFirstLine ? decide() : []
  }

  /// What no further block decides about.
  mutating func finish() -> [UInt8] { decide() }

  private mutating func decide() -> [UInt8] {
    let text = takeHeld()
    guard text.contains(Self.carriageReturn) else {
      form = .lineFeeds
      return text
    }
    form = .carriageReturns
    return Self.translated(text)
  }

  private mutating func takeHeld() -> [UInt8] {
    defer { held = [] }
    return held
  }

  private static func translated(_ text: [UInt8]) -> [UInt8] {
    text.map { $0 == carriageReturn ? lineFeed : $0 }
  }
}
