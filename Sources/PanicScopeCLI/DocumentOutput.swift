import ArgumentParser
import ByteReading
import PanicScope

/// `FORMAT` or `FORMAT=FILE` of a verb that writes one document.
struct DocumentOutput<Format: RawRepresentable<String> & CaseIterable>: ExpressibleByArgument {
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

  static var allValueStrings: [String] { Format.allCases.map(\.rawValue) }

  /// Writes all of it; a file is replaced only when everything has been written.
  func write(_ fill: (inout OutputBuffer) -> Void) throws(ToolError) {
    var failure: HostError?
    guard let path = file else {
      var out = OutputBuffer { bytes in
        guard failure == nil else { return }
        do throws(HostError) { try HostStream.output.write(bytes) } catch { failure = error }
      }
      fill(&out)
      out.flush()
      if let failure, !failure.isClosedStream {
        throw ToolError.failure("standard output: \(failure.message)")
      }
      return
    }
    try OutputDestination.refuseExecutable(path)
    do throws(HostError) {
      let file = try ReplacedFile(path: path)
      var out = OutputBuffer { bytes in
        guard failure == nil else { return }
        do throws(HostError) { try file.write(bytes) } catch { failure = error }
      }
      fill(&out)
      out.flush()
      if let failure { throw failure }
      try file.commit()
    } catch {
      throw ToolError.failure("\(path): cannot be written: \(error.message)")
    }
  }

  func write(_ text: String) throws(ToolError) { try write { $0.append(text) } }
}
