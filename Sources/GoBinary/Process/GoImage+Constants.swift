import ByteReading
import ObjectFile

extension GoImage {
  /// Bytes of the file that a running process cannot have changed: those of segments that are not
  /// writable, and the descriptions of types. Pointers in the latter are as before relocation.
  public func constantBytes(at address: UInt64, count: Int) -> [UInt8]? {
    guard count > 0, let length = UInt64(exactly: count), let end = address.adding(length) else {
      return nil
    }
    let isType = address >= moduleData.types && end <= moduleData.typesEnd
    let isConstant =
      isType
      || object.segments.contains { segment in
        !segment.isWritable && address >= segment.address
          && end <= segment.address &+ UInt64(segment.range.count)
      }
    guard isConstant, let range = object.addressMap.bytes(at: address, count: length) else {
      return nil
    }
    guard let part = bytes.part(range) else { return nil }
    return (0..<part.byteCount).map { part.byteOrZero(at: $0) }
  }
}
