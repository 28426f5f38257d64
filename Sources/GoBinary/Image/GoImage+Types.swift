import ByteReading
import ObjectFile

extension GoImage {
  /// Where the descriptions of types end.
  public var typesEnd: UInt64 { moduleData.typesEnd }

  /// The name of the type whose descriptor is at `address`, as `%T` prints it: `*errors.errorString`,
  /// `map[string]int`; nil where no descriptor is.
  ///
  /// Source: `Type` and `Name` in `internal/abi/type.go` (`runtime/type.go` before 1.21), the same
  /// from Go 1.18 to 1.27.
  public func typeName(at address: UInt64) -> String? {
    let flagsOffset = 20
    let nameOffset = 40
    let descriptorSize = 48
    let hasExtraStar: UInt8 = 2
    guard address >= moduleData.types, address < moduleData.typesEnd,
      let place = object.addressMap.fileOffset(of: address, count: descriptorSize),
      let flags = bytes.uint8(at: place &+ flagsOffset),
      let offset = bytes.int32(at: place &+ nameOffset), offset > 0,
      let name = moduleData.types.adding(UInt64(offset)), name < moduleData.typesEnd,
      let range = object.addressMap.bytes(from: name), let part = bytes.part(range)
    else { return nil }
    // One byte of flags, the length, the text.
    var cursor = ByteCursor(part)
    do throws(ByteError) {
      _ = try cursor.uint8()
      let length = try cursor.uleb128()
      let longest: UInt64 = 4096
      guard length > 0, length <= longest, let count = Int(exactly: length) else { return nil }
      guard let text = part.part(try cursor.range(count))?.text() else { return nil }
      return flags & hasExtraStar != 0 && text.hasPrefix("*") ? String(text.dropFirst()) : text
    } catch {
      return nil
    }
  }
}
