public import ArgumentParser
public import PanicScope

/// `FORMAT` or `FORMAT=FILE` of a trace.
struct TraceDestination: ExpressibleByArgument, Hashable {
  var format: TraceFormat
  /// nil for a standard stream.
  var file: String?

  init(format: TraceFormat, file: String?) {
    self.format = format
    self.file = file
  }

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = parts.first, let format = TraceFormat(rawValue: String(name)) else {
      return nil
    }
    if parts.count == 2 && parts[1].isEmpty { return nil }
    self.init(format: format, file: parts.count == 2 ? String(parts[1]) : nil)
  }

  static var allValueStrings: [String] { TraceFormat.allCases.map(\.rawValue) }
}

extension TraceOptions.Engine: ExpressibleByArgument {}
