public import PanicContract

/// The formats of `trace -o`.
public enum TraceFormat: String, Sendable, CaseIterable {
  case text, json, ndjson, mermaid
}

/// How a trace is shown.
public struct TraceReportOptions: Sendable {
  /// ANSI colours, in the text format.
  public var color = false
  /// Lines longer than so many columns are broken, in the text format.
  public var columns: Int?
  /// Every episode in full where the text format would count those that repeat.
  public var all = false
  /// Registers at each event.
  public var registers = false
  /// Episodes only: no header, no summary.
  public var quiet = false
  public var pathMap = PathMap()
  public init() {}
}

/// Writes a trace while it goes on.
public protocol TraceWriter {
  mutating func begin(_ header: TraceHeader)
  mutating func add(_ traced: TracedEpisode)
  /// An episode that was added and came so many times again.
  mutating func repeated(_ traced: TracedEpisode, times: Int)
  /// Called once, at the end.
  mutating func end(_ summary: TraceSummary)
}

extension TraceFormat {
  /// It has every episode, also those that are told alike.
  public var needsEveryEpisode: Bool { self != .text }

  /// A writer of this format; what it has to say goes to `out` as soon as it is known.
  public func writer(
    options: TraceReportOptions, sink: @escaping OutputBuffer.Sink
  ) -> any TraceWriter {
    let buffer = OutputBuffer(sink: sink)
    return switch self {
    case .text: TraceText(options, buffer)
    case .json: TraceJSON(options, buffer)
    case .ndjson: TraceNDJSON(options, buffer)
    case .mermaid: TraceMermaid(options, buffer)
    }
  }
}
