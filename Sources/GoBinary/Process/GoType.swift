/// A Go type as `internal/abi.Type` (before Go 1.21 `runtime._type`) describes it in memory.
public struct GoType: Hashable, Sendable {
  /// `reflect.Kind`; a number that no version uses is `invalid`.
  public enum Kind: UInt8, Sendable {
    case invalid, bool, int, int8, int16, int32, int64
    case uint, uint8, uint16, uint32, uint64, uintptr
    case float32, float64, complex64, complex128
    case array, channel, function, interface, map, pointer, slice, string, structure, unsafePointer
  }
  public var address: UInt64
  /// As `%T` prints it: `*errors.errorString`.
  public var name: String
  public var kind: Kind
  public var size: UInt64
  /// The type has a name of its own, or is predeclared.
  public var isNamed: Bool
}

extension GoProcess {
  /// Offsets in `abi.Type`, the same in every version read (`internal/abi/type.go`).
  private enum Shape {
    static let size = 48
    static let typeFlags = 20
    static let kind = 23
    static let name = 40
    static let kindMask: UInt8 = 31
    /// The name has a `*` in front that is not the type's.
    static let extraStar: UInt8 = 2
    static let named: UInt8 = 4
    /// Behind the type of a pointer: its element.
    static let element: UInt64 = 48
  }
  private static let longestTypeName = 4096

  /// The type described at `address`; nil when there is none.
  public func type(at address: UInt64) -> GoType? {
    guard address & 7 == 0, let block = memory.block(at: address, count: Shape.size),
      let kind = GoType.Kind(rawValue: block.uint8(Shape.kind) & Shape.kindMask), kind != .invalid,
      var name = typeName(atOffset: block.uint32(Shape.name), of: address)
    else { return nil }
    let flags = block.uint8(Shape.typeFlags)
    if flags & Shape.extraStar != 0 {
      guard name.hasPrefix("*") else { return nil }
      name.removeFirst()
    }
    return GoType(
      address: address, name: name, kind: kind, size: block.word(0),
      isNamed: flags & Shape.named != 0)
  }

  /// The type that a pointer type points to.
  func element(of type: GoType) -> GoType? {
    guard type.kind == .pointer, let element = memory.word(at: type.address &+ Shape.element) else {
      return nil
    }
    return self.type(at: element)
  }

  /// `resolveNameOff`: offsets count from `moduledata.types`; types that `reflect` made have their
  /// names elsewhere and none here. Source: `abi.Name` in `internal/abi/type.go`.
  private func typeName(atOffset offset: UInt32, of type: UInt64) -> String? {
    let start = processAddress(image.moduleData.types)
    let end = processAddress(image.moduleData.typesEnd)
    guard type >= start, type < end, UInt64(offset) < end &- start,
      let head = memory.bytes(at: start &+ UInt64(offset) &+ 1, count: 2)
    else { return nil }
    let isLong = head[0] & 0x80 != 0
    let length = Int(head[0] & 0x7F) | (isLong ? Int(head[1]) << 7 : 0)
    guard length <= Self.longestTypeName, !isLong || head[1] & 0x80 == 0,
      let bytes = memory.bytes(
        at: start &+ UInt64(offset) &+ (isLong ? 3 : 2), count: length)
    else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}
