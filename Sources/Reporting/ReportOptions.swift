public import PanicContract

/// How much of a report is written and how it looks; the same findings whatever the format.
public struct ReportOptions: Sendable {
  /// Every recover, defer and go site, not only findings.
  public var sites = false
  /// Every finding in full where a format would group or shorten.
  public var all = false
  public var showSuppressed = false
  /// ANSI colours, in the text format.
  public var color = false
  /// Lines longer than so many columns are broken, in the text format.
  public var columns: Int?
  /// Findings only: no summaries, no blind spots.
  public var quiet = false
  public var pathMap = PathMap()
  public init() {}
}

/// The formats of `-o`.
public enum ReportFormat: String, Sendable, CaseIterable {
  case text, json, ndjson, sarif, github
}

extension AuditReport {
  /// Writes the report in one format, to the end.
  public func write(
    as format: ReportFormat, options: ReportOptions, into out: inout OutputBuffer
  ) {
    let buffer = out
    out = OutputBuffer()
    switch format {
    case .text: out = TextReport(self, options, buffer).write()
    case .json: out = JSONReport(self, options).write(into: buffer)
    case .ndjson: out = NDJSONReport(self, options).write(into: buffer)
    case .sarif: out = SARIFReport(self, options).write(into: buffer)
    case .github: out = GitHubReport(self, options).write(into: buffer)
    }
    out.flush()
  }
}
