import ByteReading

/// Beginnings of lines that are the Go runtime's own, so that nothing before them is taken for a
/// prefix.
enum RuntimeLine {
  /// Whether one stands at `offset`, up to `end`.
  static func isBeginning(_ line: RawSpan, at offset: Int, before end: Int = Int.max) -> Bool {
    guard offset < end, let first = line.uint8(at: offset) else { return false }
    func begins(_ words: StaticString) -> Bool {
      end - offset >= words.utf8CodeUnitCount && line.matches(words, at: offset)
    }
    switch first {
    case UInt8(ascii: "\t"):
      return begins("\t/") || begins("\tpanic: ") || begins("\tfatal error: ")
    case UInt8(ascii: "p"): return begins("panic: ") || begins("panic(")
    case UInt8(ascii: "f"): return begins("fatal error: ") || begins("fatal: ")
    case UInt8(ascii: "g"): return begins("goroutine ")
    case UInt8(ascii: "c"): return begins("created by ")
    case UInt8(ascii: "m"): return begins("main.")
    case UInt8(ascii: "r"):
      return begins("runtime.") || begins("runtime: ") || begins("runtime stack:")
    case UInt8(ascii: "["): return begins("[signal ")
    case UInt8(ascii: "e"): return begins("exit status ")
    case UInt8(ascii: "S"): return begins("SIG")
    case UInt8(ascii: "P"): return begins("PC=")
    case UInt8(ascii: "u"): return begins("unexpected fault address ")
    case UInt8(ascii: "s"): return begins("signal arrived ")
    case UInt8(ascii: "E"): return begins("Exception 0x")
    default: return false
    }
  }
}
