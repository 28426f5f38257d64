import ByteReading
import ObjectFile

extension BuildInfo {
  /// 14 bytes, at an address that is a multiple of 16.
  private static let magicBytes: [UInt8] = [0xff] + Array(" Go buildinf:".utf8)
  private static let headerSize = 32
  /// More text than this is not build information.
  private static let longestText = 1 << 22

  /// Finds and reads the build information; nil when there is none or it cannot be understood.
  /// Source: `debug/buildinfo/buildinfo.go`.
  static func read(_ object: ObjectFile) -> BuildInfo? {
    if let section = object.section(named: ".go.buildinfo"),
      let info = read(section.range.offset, object.file.bytes)
    {
      return info
    }
    let writable = object.segments.filter { $0.isWritable }
    let others = object.segments.filter { !$0.isWritable && !$0.isExecutable }
    var info: BuildInfo?
    for segment in writable + others where info == nil {
      object.forEachAddress(ofWord: firstWord, in: segment) { address in
        if address & 15 == 0, let offset = object.addressMap.fileOffset(of: address) {
          info = read(offset, object.file.bytes)
        }
        return info == nil
      }
    }
    return info
  }

  /// The first 8 bytes of the magic.
  private static var firstWord: UInt64 {
    var word: UInt64 = 0
    for byte in magicBytes.prefix(8).reversed() { word = word << 8 | UInt64(byte) }
    return word
  }

  private static func read(_ offset: Int, _ bytes: RawSpan) -> BuildInfo? {
    guard bytes.matches(magicBytes, at: offset), let flags = bytes.uint8(at: offset &+ 15),
      flags & 2 != 0
    else { return nil }
    var cursor = ByteCursor(bytes, at: offset &+ headerSize)
    guard let version = text(&cursor, bytes), let framed = text(&cursor, bytes) else { return nil }
    // The module text stands between two marks of 16 bytes.
    let mark = 16
    guard framed.byteCount >= 2 &* mark &+ 1,
      let inner = framed.part(offset: mark, count: framed.byteCount &- 2 &* mark)
    else { return BuildInfo(goVersion: version.text(), moduleText: "") }
    return BuildInfo(goVersion: version.text(), moduleText: inner.text())
  }

  /// The bytes of a text that follows its length.
  @_lifetime(copy bytes)
  private static func text(_ cursor: inout ByteCursor, _ bytes: RawSpan) -> RawSpan? {
    do throws(ByteError) {
      let length = try cursor.uleb128()
      guard length <= UInt64(longestText) else { return nil }
      return bytes.part(try cursor.range(Int(length)))
    } catch {
      return nil
    }
  }
}
