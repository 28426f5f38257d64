import ByteReading
import PanicScope

/// The outputs of one trace. A file grows as the trace goes on and takes its name at the end.
final class TraceOutput {
  private var writers: [any TraceWriter] = []
  private var files: [(path: String, file: ReplacedFile)] = []
  private var failures: [String: HostError] = [:]

  /// - Parameter stream: where outputs without a file go.
  init(
    _ destinations: [Destination<TraceFormat>], options: TraceReportOptions, stream: HostStream
  ) throws(ToolError) {
    for destination in destinations {
      var shown = options
      guard let path = destination.file else {
        guard stream.isOpen else {
          throw .failure("\(stream.name): it is closed; name a file for the stories by -o")
        }
        writers.append(
          destination.format.writer(options: shown) { [self] bytes in
            write(bytes, stream.name) { bytes throws(HostError) in try stream.write(bytes) }
          })
        continue
      }
      shown.color = false
      shown.columns = nil
      try OutputFile.refuseExecutable(path)
      do throws(HostError) {
        let file = try ReplacedFile(path: path)
        files.append((path, file))
        writers.append(
          destination.format.writer(options: shown) { [self] bytes in
            write(bytes, path) { bytes throws(HostError) in try file.write(bytes) }
          })
      } catch {
        throw .failure("\(path): cannot be written: \(error.message)")
      }
    }
  }

  private func write(
    _ bytes: [UInt8], _ name: String, _ body: ([UInt8]) throws(HostError) -> Void
  ) {
    guard failures[name] == nil else { return }
    do throws(HostError) { try body(bytes) } catch { failures[name] = error }
  }

  func begin(_ header: TraceHeader) {
    for index in writers.indices { writers[index].begin(header) }
  }

  func add(_ traced: TracedEpisode) { for index in writers.indices { writers[index].add(traced) } }

  func repeated(_ traced: TracedEpisode, times: Int) {
    for index in writers.indices { writers[index].repeated(traced, times: times) }
  }

  /// There were outputs, and none of them takes anything any more.
  var isLost: Bool { !writers.isEmpty && failures.count == writers.count }

  /// Ends all outputs; one that failed does not cost the others.
  func end(_ summary: TraceSummary) throws(ToolError) {
    for index in writers.indices { writers[index].end(summary) }
    for (path, file) in files where failures[path] == nil {
      do throws(HostError) { try file.commit(waitsForDisk: false) } catch { failures[path] = error }
    }
    let told = failures.filter { !$0.value.isClosedPipe }.sorted { $0.key < $1.key }
    guard let first = told.first else { return }
    throw .failure("\(first.key): cannot be written: \(first.value.message)")
  }
}
