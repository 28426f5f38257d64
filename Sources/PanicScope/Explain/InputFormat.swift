import ByteReading
import ObjectFile

/// What a log can be mistaken for, by its first bytes.
enum InputFormat {
  private static let compressions: [(magic: [UInt8], name: String, reader: String)] = [
    ([0x1F, 0x8B], "gzip", "zcat"),
    ([0x28, 0xB5, 0x2F, 0xFD], "zstd", "zstdcat"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "xz", "xzcat"),
    (Array("BZh".utf8), "bzip2", "bzcat"),
  ]

  /// Why this is no text, and what to do; nil when it may be one.
  static func refusal(_ first: [UInt8], subject: String, isFile: Bool) -> String? {
    if CoreFile.isCore(first.span.rawBytes) {
      return "is a core dump; write it to a file and name that by --core"
    }
    for (magic, name, reader) in compressions where first.starts(with: magic) {
      return isFile
        ? "is compressed by \(name); explain it by `\(reader) \(subject) | panicscope explain -`"
        : "is compressed by \(name); put \(reader) before panicscope"
    }
    return nil
  }
}
