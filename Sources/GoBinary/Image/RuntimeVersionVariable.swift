import ByteReading
import GoRuntimeModel
import ObjectFile

/// Finds `runtime.buildVersion`, a string variable that the linker sets, in a program without
/// build information.
///
/// Without symbols it is known by its contents only: a pointer to a text that is a Go release's
/// name, followed by the text's length, in the initialised data.
enum RuntimeVersionVariable {
  private static let lengths: ClosedRange<UInt64> = 6...64

  /// The text, when all such strings whose version `isPossible` agree.
  static func find(
    _ object: ObjectFile, data: Range<UInt64>, isPossible: (GoVersion) -> Bool
  ) -> String? {
    guard
      let range = object.addressMap.bytes(
        at: data.lowerBound, count: data.upperBound &- data.lowerBound)
    else { return nil }
    let bytes = object.file.bytes.clampedPart(range)
    var found: Set<String> = []
    var offset = 0
    while let length = bytes.uint64(at: offset &+ 8) {
      if lengths.contains(length),
        let text = text(at: data.lowerBound &+ UInt64(offset), length: length, object),
        let version = GoVersion(parsing: text), isPossible(version)
      {
        found.insert(text)
        if found.count > 1 { return nil }
      }
      offset &+= 8
    }
    return found.first
  }

  private static func text(at address: UInt64, length: UInt64, _ object: ObjectFile) -> String? {
    guard let pointer = object.word(at: address),
      let range = object.addressMap.bytes(at: pointer, count: length),
      object.file.bytes.matches("go1.", at: range.offset),
      // The linker ends the variable's own text with a zero byte; constants share their bytes.
      object.file.bytes.uint8(at: range.end) == 0, let bytes = object.file.bytes.part(range)
    else { return nil }
    let text = bytes.text()
    let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f }
    return isPlain ? text : nil
  }
}
