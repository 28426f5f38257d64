import ArgumentParser
import ByteReading
import PanicScope

/// `FORMAT` or `FORMAT=FILE`.
struct OutputDestination: ExpressibleByArgument, Hashable {
  var format: ReportFormat
  /// nil for standard output.
  var file: String?

  static let standard = OutputDestination(format: .text, file: nil)

  init(format: ReportFormat, file: String?) {
    self.format = format
    self.file = file
  }

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = parts.first, let format = ReportFormat(rawValue: String(name)) else {
      return nil
    }
    if parts.count == 2 && parts[1].isEmpty { return nil }
    self.init(format: format, file: parts.count == 2 ? String(parts[1]) : nil)
  }

  /// Throws when `path` is an executable: nobody wants a program replaced by a report on it, which
  /// two arguments in the wrong order would do.
  static func refuseExecutable(_ path: String) throws(ToolError) {
    if Host.isExecutableFormat(path) {
      throw .usage("\(path): is an executable, which no report replaces; name another file")
    }
  }

  static var allValueStrings: [String] { ReportFormat.allCases.map(\.rawValue) }
}

extension OutputDestination {
  /// Writes one output completely. A file is replaced only when all of it has been written.
  static func deliver(
    to path: String?, _ body: (inout OutputBuffer) -> Void
  ) throws(ToolError) {
    var failure: HostError?
    func fill(_ write: @escaping ([UInt8]) throws(HostError) -> Void) {
      var out = OutputBuffer { bytes in
        guard failure == nil else { return }
        do throws(HostError) { try write(bytes) } catch { failure = error }
      }
      body(&out)
    }

    guard let path else {
      fill { bytes throws(HostError) in try HostStream.output.write(bytes) }
      if let failure, !failure.isClosedStream {
        throw ToolError.failure("standard output: \(failure.message)")
      }
      return
    }
    try OutputDestination.refuseExecutable(path)
    do throws(HostError) {
      let file = try ReplacedFile(path: path)
      fill { bytes throws(HostError) in try file.write(bytes) }
      if let failure { throw failure }
      try file.commit()
    } catch {
      throw ToolError.failure("\(path): cannot be written: \(error.message)")
    }
  }
}

extension AuditReport {
  func deliver(to destination: OutputDestination, options: ReportOptions) throws(ToolError) {
    try Delivery.deliver(to: destination.file) { out in
      write(as: destination.format, options: options, into: &out)
    }
  }
}

/// One output on its way to a file or to standard output.
enum Delivery {
  /// Writes one output completely. A file is replaced only when all of it has been written.
  static func deliver(
    to path: String?, _ report: (inout OutputBuffer) -> Void
  ) throws(ToolError) {
    var failure: HostError?
    func fill(_ write: @escaping ([UInt8]) throws(HostError) -> Void) {
      var out = OutputBuffer { bytes in
        guard failure == nil else { return }
        do throws(HostError) { try write(bytes) } catch { failure = error }
      }
      report(&out)
    }

    guard let path else {
      fill { bytes throws(HostError) in try HostStream.output.write(bytes) }
      if let failure, !failure.isClosedStream {
        throw ToolError.failure("standard output: \(failure.message)")
      }
      return
    }
    try OutputDestination.refuseExecutable(path)
    do throws(HostError) {
      let file = try ReplacedFile(path: path)
      fill { bytes throws(HostError) in try file.write(bytes) }
      if let failure { throw failure }
      try file.commit()
    } catch {
      throw ToolError.failure("\(path): cannot be written: \(error.message)")
    }
  }
}
