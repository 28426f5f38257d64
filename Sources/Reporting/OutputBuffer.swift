/// Bytes on their way out. With a sink, what has gathered is handed on in blocks, so that the
/// output's size does not decide the memory needed.
public struct OutputBuffer {
  public typealias Sink = ([UInt8]) -> Void

  /// What no sink has taken yet.
  public private(set) var bytes: [UInt8] = []
  private let sink: Sink?
  private static let blockSize = 1 << 16

  public init(sink: Sink? = nil) { self.sink = sink }

  public mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
    if bytes.count >= Self.blockSize { flush() }
  }

  /// A line, broken where it would exceed `columns`, with what follows 4 columns further in.
  mutating func append(line: String, columns: Int?, indent: Int? = nil) {
    guard let columns else {
      append(line)
      return append("\n")
    }
    let indent = indent ?? line.prefix { $0 == " " }.count + 4
    append(LineWrap.broken(line, columns: columns, indent: indent))
    append("\n")
  }

  public mutating func append(byte: UInt8) { bytes.append(byte) }

  public mutating func append(_ byte: UInt8, count: Int) {
    guard count > 0 else { return }
    bytes.append(contentsOf: repeatElement(byte, count: count))
  }

  /// Hands everything to the sink; without one it all stays in `bytes`.
  public mutating func flush() {
    guard let sink, !bytes.isEmpty else { return }
    sink(bytes)
    bytes.removeAll(keepingCapacity: true)
  }

  /// What is in `bytes` as text.
  public var text: String { String(decoding: bytes, as: UTF8.self) }
}
