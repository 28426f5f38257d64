import ByteReading
import GoRuntimeModel

/// The value of a panic: what `any` held, as far as memory tells it without running code.
public struct PanicValue: Hashable, Sendable {
  /// Nil when the type cannot be read.
  public var typeName: String?
  /// As the runtime prints it; nil for values whose `Error` or `String` method would have to run.
  public var text: String?
  public init(typeName: String? = nil, text: String? = nil) {
    self.typeName = typeName
    self.text = text
  }
}

extension GoProcess {
  /// Bytes of a text that are kept.
  static let longestValueText = 64 << 10

  /// The value of an `any`: its type word and data word.
  ///
  /// Sources: `printpanicval` in `runtime/panic.go`, `runtime/error.go`, `errors`, `fmt`.
  public func panicValue(type address: UInt64, data: UInt64) -> PanicValue {
    guard address != 0 else { return PanicValue(typeName: "nil", text: "nil") }
    guard let type = type(at: address) else { return PanicValue() }
    return PanicValue(typeName: type.name, text: text(of: type, data: data, depth: 0))
  }

  private func text(of type: GoType, data: UInt64, depth: Int) -> String? {
    if let special = errorText(of: type, data: data, depth: depth) { return special }
    guard let plain = basicText(of: type.kind, data: data) else { return nil }
    guard type.name != "string", type.kind == .string else {
      return isPredeclared(type) ? plain : "\(type.name)(\(plain))"
    }
    return "\(type.name)(\"\(plain)\")"
  }

  /// Values of the basic kinds; nil for others.
  private func basicText(of kind: GoType.Kind, data: UInt64) -> String? {
    func bits(_ count: Int) -> UInt64? {
      guard let bytes = memory.bytes(at: data, count: count) else { return nil }
      return bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    switch kind {
    case .bool: return bits(1).map { $0 == 0 ? "false" : "true" }
    case .int, .int64: return bits(8).map { String(Int64(bitPattern: $0)) }
    case .int32: return bits(4).map { String(Int32(truncatingIfNeeded: $0)) }
    case .int16: return bits(2).map { String(Int16(truncatingIfNeeded: $0)) }
    case .int8: return bits(1).map { String(Int8(truncatingIfNeeded: $0)) }
    case .uint, .uint64, .uintptr: return bits(8).map { String($0) }
    case .uint32: return bits(4).map { String($0) }
    case .uint16: return bits(2).map { String($0) }
    case .uint8: return bits(1).map { String($0) }
    case .float64: return bits(8).map { Double(bitPattern: $0).description }
    case .float32: return bits(4).map { Float(bitPattern: UInt32($0)).description }
    case .string: return string(at: data)
    default: return nil
    }
  }

  private func isPredeclared(_ type: GoType) -> Bool { !type.name.contains(".") }

  /// Errors whose text follows from their fields.
  private func errorText(of type: GoType, data: UInt64, depth: Int) -> String? {
    // A wrapped error's text is part of its wrapper's already; nothing nests deeper.
    guard depth < 4 else { return nil }
    switch type.name {
    case "runtime.errorString": return string(at: data).map { "runtime error: " + $0 }
    case "runtime.plainError": return string(at: data)
    case "runtime.boundsError": return memory.block(at: data, count: 24).map(boundsText)
    case "runtime.errorAddressString": return string(at: data).map { "runtime error: " + $0 }
    case "*runtime.PanicNilError": return panicNilText
    case "*errors.errorString", "*fmt.wrapError", "*fmt.wrapErrors": return string(at: data)
    case "*runtime.TypeAssertionError": return assertionText(at: data)
    default: return nil
    }
  }

  private var panicNilText: String {
    let isRuntimeError = image.version.map { $0 >= RuntimeFeature.panicNilIsRuntimeError } ?? false
    return (isRuntimeError ? "runtime error: " : "") + "panic called with nil argument"
  }

  /// The `string` whose header is at `address`.
  func string(at address: UInt64) -> String? {
    guard let header = memory.block(at: address, count: 16) else { return nil }
    let length = header.word(8)
    if length == 0 { return "" }
    guard length < 1 << 32,
      let bytes = memory.bytes(
        at: header.word(0), count: Int(min(length, UInt64(Self.longestValueText))))
    else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// `runtime.boundsError`: x, y, signed and code. Source: `boundsErrorFmts` in `runtime/error.go`.
  private func boundsText(_ block: MemoryBlock) -> String {
    let isSigned = block.uint8(16) != 0
    let x = isSigned ? String(Int64(bitPattern: block.word(0))) : String(block.word(0))
    let y = String(Int64(bitPattern: block.word(8)))
    let isNegative = isSigned && Int64(bitPattern: block.word(0)) < 0
    let code = Int(block.uint8(17))
    guard code < Self.boundsFormats.count else { return "runtime error: bounds out of range" }
    let format = Self.boundsFormats[code]
    let text = isNegative ? format.negative : format.usual
    return "runtime error: " + text.replacing("%x", with: x).replacing("%y", with: y)
  }

  private static let boundsFormats: [(usual: String, negative: String)] = [
    ("index out of range [%x] with length %y", "index out of range [%x]"),
    ("slice bounds out of range [:%x] with length %y", "slice bounds out of range [:%x]"),
    ("slice bounds out of range [:%x] with capacity %y", "slice bounds out of range [:%x]"),
    ("slice bounds out of range [%x:%y]", "slice bounds out of range [%x:]"),
    ("slice bounds out of range [::%x] with length %y", "slice bounds out of range [::%x]"),
    ("slice bounds out of range [::%x] with capacity %y", "slice bounds out of range [::%x]"),
    ("slice bounds out of range [:%x:%y]", "slice bounds out of range [:%x:]"),
    ("slice bounds out of range [%x:%y:]", "slice bounds out of range [%x::]"),
    (
      "cannot convert slice with length %x to array or pointer to array with length %y",
      "cannot convert slice with length %x to array or pointer to array with length %y"
    ),
  ]

  /// `runtime.TypeAssertionError`: interface, concrete and asserted type, missing method.
  private func assertionText(at address: UInt64) -> String? {
    guard let block = memory.block(at: address, count: 40) else { return nil }
    let interface = type(at: block.word(0))?.name ?? "interface"
    guard let asserted = type(at: block.word(16))?.name else { return nil }
    guard block.word(8) != 0 else {
      return "interface conversion: \(interface) is nil, not \(asserted)"
    }
    guard let concrete = type(at: block.word(8))?.name else { return nil }
    guard let missing = string(at: address &+ 24), !missing.isEmpty else {
      return "interface conversion: \(interface) is \(concrete), not \(asserted)"
    }
    return
      "interface conversion: \(concrete) is not \(asserted): missing method \(missing)"
  }
}
