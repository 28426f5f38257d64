import ByteReading
import GoRuntimeModel
import ObjectFile

extension GoImage {
  /// Address of the type descriptor (`abi.Type`) of the predeclared type `string`.
  ///
  /// Source: `Type` in `internal/abi/type.go`; the members read here stand where they do since 1.18.
  public var stringType: UInt64? {
    let types = moduleData.types
    let size = moduleData.typesEnd &- types
    guard let range = object.addressMap.bytes(at: types, count: size),
      let bytes = self.bytes.part(range)
    else { return nil }
    let wordSize: UInt64 = 8
    let stringSize: UInt64 = 16
    let descriptorSize = 48
    for offset in stride(from: 0, to: bytes.byteCount - descriptorSize + 1, by: 8)
    where bytes.uint64(at: offset) == stringSize && bytes.uint64(at: offset + 8) == wordSize {
      let kindMask: UInt8 = 0x1F
      let stringKind: UInt8 = 24
      guard let kind = bytes.uint8(at: offset + 23), kind & kindMask == stringKind,
        bytes.uint8(at: offset + 21) == 8, bytes.uint8(at: offset + 22) == 8,
        let flags = bytes.uint8(at: offset + 20),
        let nameOffset = bytes.int32(at: offset + 40), nameOffset > 0
      else { continue }
      let extraStar: UInt8 = 2
      let name = flags & extraStar != 0 ? "*string" : "string"
      // A byte of flags and the length go before the name.
      let place = Int(nameOffset)
      if bytes.uint8(at: place + 1) == UInt8(name.utf8.count),
        bytes.matches(Array(name.utf8), at: place + 2)
      {
        return types &+ UInt64(offset)
      }
    }
    return nil
  }
}
