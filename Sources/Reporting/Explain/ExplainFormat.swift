public import PanicContract

/// The formats of `explain -o`.
public enum ExplainFormat: String, Sendable, CaseIterable {
  case text, json, markdown
}

/// How an explanation is written.
public struct ExplainReportOptions: Sendable {
  /// ANSI colours, in the text format.
  public var color = false
  /// Lines longer than so many columns are broken, in the text format.
  public var columns: Int?
  /// Every frame and every goroutine.
  public var all = false
  /// Values of panics, which may hold secrets.
  public var showValues = true
  public var pathMap = PathMap()
  public init() {}
}

extension ExplainReport {
  /// Writes the report in one format, to the end.
  public func write(
    as format: ExplainFormat, options: ExplainReportOptions, into out: inout OutputBuffer
  ) {
    let report = options.showValues ? self : withoutValues
    let buffer = out
    out = OutputBuffer()
    switch format {
    case .text: out = ExplainText(report, options, buffer).write()
    case .json: out = ExplainJSON(report, options).write(into: buffer)
    case .markdown: out = ExplainMarkdown(report, options, buffer).write()
    }
    out.flush()
  }

  /// Types stay, values go.
  private var withoutValues: ExplainReport {
    var report = self
    for index in report.remains.indices { report.remains[index].hideValues() }
    return report
  }
}

extension Remains {
  /// Also out of the sentences that repeat them.
  fileprivate mutating func hideValues() {
    let hidden = "(value hidden)"
    let values = episode.panics.compactMap(\.valueText).filter { $0.count > 2 }
    func clean(_ text: String) -> String {
      values.reduce(text) { $0.replacing($1, with: hidden) }
    }
    for index in episode.panics.indices where episode.panics[index].valueText != nil {
      episode.panics[index].valueText = hidden
    }
    for index in goroutines.indices {
      for panic in goroutines[index].panics.indices
      where goroutines[index].panics[panic].valueText != nil {
        goroutines[index].panics[panic].valueText = hidden
      }
    }
    explanation.sentence = clean(explanation.sentence)
    explanation.details = explanation.details.map(clean)
  }
}
