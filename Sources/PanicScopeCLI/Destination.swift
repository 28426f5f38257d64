import ArgumentParser
import ByteReading
import PanicScope

/// `FORMAT` or `FORMAT=FILE`: one output of a verb.
struct Destination<Format>: ExpressibleByArgument, Hashable
where Format: RawRepresentable<String> & CaseIterable & Hashable & Sendable {
  var format: Format
  /// nil for standard output.
  var file: String?

  init(_ format: Format, file: String? = nil) {
    self.format = format
    self.file = file
  }

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = parts.first, let format = Format(rawValue: String(name)) else { return nil }
    if parts.count == 2 && parts[1].isEmpty { return nil }
    self.init(format, file: parts.count == 2 ? String(parts[1]) : nil)
  }

  /// As a user types it, for the help.
  var defaultValueDescription: String {
    file.map { "\(format.rawValue)=\($0)" } ?? format.rawValue
  }

  static var allValueStrings: [String] { Format.allCases.map(\.rawValue) }

  /// Writes one output completely. A file is replaced only when all of it has been written.
  func deliver(_ body: (inout OutputBuffer) -> Void) throws(ToolError) {
    try OutputFile.deliver(to: file, body)
  }

  func write(_ text: String) throws(ToolError) { try deliver { $0.append(text) } }
}

typealias OutputDestination = Destination<ReportFormat>

/// Formats of the verbs whose report is no list of findings.
enum DocumentFormat: String, CaseIterable { case text, json }

enum OutputFile {
  /// Throws when `path` is an executable: nobody wants a program replaced by a report on it, which
  /// two arguments in the wrong order would do.
  static func refuseExecutable(_ path: String) throws(ToolError) {
    if Host.isExecutableFormat(path) {
      throw .usage("\(path): is an executable, which no report replaces; name another file")
    }
  }

  /// Whether it will be possible to write `path`; a file that is there stays as it is.
  static func check(_ path: String) throws(ToolError) {
    try refuseExecutable(path)
    // To open a pipe and close it again would be the end of all input to its reader.
    let kind = (try? FileStatus(path: path, followingLinks: true))?.kind
    guard kind == nil || kind == .regular || kind == .directory else { return }
    do throws(HostError) {
      _ = try ReplacedFile(path: path)
    } catch {
      throw ToolError.failure("\(path): cannot be written: \(error.message)")
    }
  }

  /// - Parameter path: nil for standard output.
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
      out.flush()
    }

    guard let path else {
      fill { bytes throws(HostError) in try HostStream.output.write(bytes) }
      if let failure, !failure.isClosedPipe {
        throw ToolError.failure("standard output: \(failure.message)")
      }
      return
    }
    try refuseExecutable(path)
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
    try destination.deliver { out in
      write(as: destination.format, options: options, into: &out)
    }
  }
}
