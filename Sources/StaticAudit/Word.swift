internal import GoBinary

/// A ``Value`` in eight bytes, as the interpreter's tables keep it: the kind in the top four bits,
/// its payload below. A constant that needs more than 60 bits is unknown: it is no address.
struct Word: Hashable {
  private(set) var bits: UInt64

  static var unknown: Word { Word(bits: 0) }
  static var context: Word { Word(Kind.context, 0) }

  /// Numbers instead of an enumeration's cases, so that a kind is one shift away.
  enum Kind {
    static var unknown: UInt64 { 0 }
    static var constant: UInt64 { 1 }
    static var frame: UInt64 { 2 }
    static var heap: UInt64 { 3 }
    static var parameter: UInt64 { 4 }
    static var context: UInt64 { 5 }
    static var contextField: UInt64 { 6 }
    static var global: UInt64 { 7 }
    static var result: UInt64 { 8 }
    static var join: UInt64 { 9 }
  }

  private static let payloadBits: UInt64 = 60
  private static let payloadMask: UInt64 = 1 << payloadBits - 1

  private init(bits: UInt64) { self.bits = bits }

  private init(_ kind: UInt64, _ payload: UInt64) {
    bits = kind << Self.payloadBits | payload & Self.payloadMask
  }

  static func constant(_ value: UInt64) -> Word {
    let word = Word(Kind.constant, value)
    return word.constant == value ? word : .unknown
  }

  static func frame(_ offset: Int32) -> Word {
    Word(Kind.frame, UInt64(UInt32(bitPattern: offset)))
  }

  /// - Parameter call: number of the allocating call among the function's calls.
  static func heap(call: Int) -> Word { Word(Kind.heap, UInt64(UInt32(truncatingIfNeeded: call))) }

  static func parameter(_ index: UInt8) -> Word { Word(Kind.parameter, UInt64(index)) }

  static func contextField(_ offset: Int32) -> Word {
    Word(Kind.contextField, UInt64(UInt32(bitPattern: offset)))
  }

  static func global(_ address: UInt64) -> Word {
    address <= payloadMask ? Word(Kind.global, address) : .unknown
  }

  /// - Parameter call: number of the call among the function's calls.
  static func result(call: Int, _ index: UInt8) -> Word {
    Word(Kind.result, UInt64(UInt32(truncatingIfNeeded: call)) | UInt64(index) << 32)
  }

  /// - Parameter number: of the join among the function's joins.
  static func join(_ number: Int) -> Word {
    Word(Kind.join, UInt64(UInt32(truncatingIfNeeded: number)))
  }

  var kind: UInt64 { bits >> Self.payloadBits }

  /// The value of a constant: its payload, sign-extended.
  var constant: UInt64 { UInt64(bitPattern: Int64(bitPattern: bits << 4) >> 4) }
  /// The address of a global.
  var address: UInt64 { bits & Self.payloadMask }
  /// The offset of a frame address or a field.
  var offset: Int32 { Int32(truncatingIfNeeded: Int64(bitPattern: bits)) }
  /// The call of an allocation or a result; the number of a join.
  var call: Int { Int(UInt32(truncatingIfNeeded: bits)) }
  /// The number of a parameter.
  var parameter: UInt8 { UInt8(truncatingIfNeeded: bits) }
  /// The register of a result.
  var resultIndex: UInt8 { UInt8(truncatingIfNeeded: bits >> 32) }
}

extension Word {
  /// Neither unknown nor the closure pointer itself, which are no function values.
  var mayBeFunction: Bool { kind != Kind.unknown && kind != Kind.context }
}
