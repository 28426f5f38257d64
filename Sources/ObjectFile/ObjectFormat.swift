import ByteReading

/// What kind of file the first bytes announce.
public enum ObjectFormat: String, Sendable {
  case elf
  case machO = "mach-o"
  case pe
  case other
}

/// A file's kind with the words to say it: `a Mach-O universal binary`.
public struct RecognisedFormat: Sendable, Hashable {
  public var format: ObjectFormat
  public var words: String

  public init(_ format: ObjectFormat, _ words: String) {
    self.format = format
    self.words = words
  }

  /// Reads the magic number; never fails, since anything is at least `other`.
  init(recognising bytes: RawSpan) {
    if bytes.byteCount == 0 {
      self.init(.other, "an empty file")
    } else if bytes.matches("\u{7f}ELF", at: 0) {
      self.init(.elf, "an ELF file")
    } else if bytes.matches("MZ", at: 0) {
      let header = bytes.uint32(at: 0x3c).flatMap { Int(exactly: $0) }
      if let header, bytes.matches("PE\0\0", at: header) {
        self.init(.pe, "a PE executable (Windows)")
      } else {
        self.init(.other, "a DOS executable")
      }
    } else if let words = Self.machOWords(bytes) {
      self.init(.machO, words)
    } else {
      self.init(.other, Self.otherWords(bytes))
    }
  }

  /// `mach-o/loader.h` and `mach-o/fat.h`.
  private static func machOWords(_ bytes: RawSpan) -> String? {
    switch bytes.uint32(at: 0) {
    case 0xfeed_facf: return "a 64-bit Mach-O file (macOS)"
    case 0xfeed_face: return "a 32-bit Mach-O file (macOS)"
    case 0xcffa_edfe, 0xcefa_edfe: return "a big-endian Mach-O file (macOS)"
    case 0xbfba_feca: return "a Mach-O universal binary (macOS)"
    case 0xbeba_feca:
      // A Java class has the same magic; its next word holds a version number, which is larger
      // than any count of architectures.
      let architectures = bytes.uint32(at: 4).map(\.byteSwapped) ?? 0
      return architectures < 40 ? "a Mach-O universal binary (macOS)" : nil
    default: return nil
    }
  }

  private static func otherWords(_ bytes: RawSpan) -> String {
    if bytes.matches("!<arch>\n__.PKGDEF", at: 0) { return "an archive of Go object files" }
    if bytes.matches("!<arch>\n", at: 0) { return "an ar archive" }
    if bytes.matches("!<thin>\n", at: 0) { return "a thin ar archive" }
    if bytes.matches("#!", at: 0) { return "a script" }
    if bytes.matches("\0asm", at: 0) { return "a WebAssembly module" }
    if bytes.matches("PK\u{3}\u{4}", at: 0) { return "a zip archive" }
    if bytes.uint16(at: 0) == 0x8b1f { return "a gzip file" }
    if bytes.uint32(at: 0) == 0xbeba_feca { return "a Java class file" }
    return "not an executable"
  }
}
