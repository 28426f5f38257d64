internal import ByteReading

/// Decodes amd64 instructions of 64-bit mode: lengths, control flow and the effects on general
/// registers and plain memory.
///
/// A total function over any bytes. It knows the encodings up to AVX-512 and BMI; it does not
/// validate operands, so some encodings that a processor refuses are given a length.
public struct X86Decoder: Sendable {
  public init() {}

  /// The instruction at `offset` of `code`, which runs at `address`.
  public func decode(
    _ code: borrowing RawSpan, at offset: Int, address: UInt64
  ) -> Instruction {
    var instruction = Instruction()
    decode(code, at: offset, address: address, into: &instruction)
    return instruction
  }

  /// As ``decode(_:at:address:)``, without a copy; `instruction` must be a fresh value.
  func decode(
    _ code: borrowing RawSpan, at offset: Int, address: UInt64,
    into instruction: inout Instruction
  ) {
    let encoding = X86Encoding(code, at: offset)
    guard encoding.length != 0 else { return }
    instruction.length = UInt8(truncatingIfNeeded: encoding.length)
    instruction.flow = .next
    let next = address &+ UInt64(truncatingIfNeeded: encoding.length)
    if encoding.hasMemory {
      instruction.base = encoding.base
      instruction.hasIndex = encoding.hasIndex
      instruction.value = Int64(encoding.displacement)
      if encoding.isPCRelative { instruction.value &+= Int64(bitPattern: next) }
    }
    switch encoding.map {
    case 0: describePrimary(encoding, code, next: next, &instruction)
    case 1: describeSecondary(encoding, code, next: next, &instruction)
    default: describeVector(encoding, &instruction)
    }
  }

  /// The length in bytes of the instruction at `offset`; 0 when the bytes are none.
  ///
  /// Looks at the shape only: an undefined operation of a group still has a length here.
  public func length(_ code: borrowing RawSpan, at offset: Int) -> Int {
    X86Encoding(code, at: offset).length
  }
}

extension Instruction {
  /// Records that the register with hardware number `number` changes.
  @inline(__always)
  mutating func write(_ number: UInt8) {
    writes |= 1 &<< UInt64(number)
    if number == Register.amd64StackPointer.rawValue { stackDelta = Self.unknownStackDelta }
  }

  /// Records that `count` bytes at the memory operand change in a way that is not described.
  @inline(__always)
  mutating func writeMemory(width count: UInt8) {
    width = count
    writesMemory = true
  }

  /// Turns the instruction into bytes that are none.
  mutating func refuse() {
    self = Instruction()
  }

  @inline(__always)
  mutating func setConstant(_ number: UInt8, _ constant: Int64, width count: UInt8) {
    write(number)
    operation = .constant
    destination = Register(rawValue: number)
    base = .none
    value = constant
    width = count
  }

  /// `destination = from + distance`, which for SP from SP is a known change of the stack.
  @inline(__always)
  mutating func setAddress(_ number: UInt8, from register: Register, _ distance: Int64) {
    write(number)
    operation = .address
    destination = Register(rawValue: number)
    base = register
    value = distance
    width = 8
    if register == .amd64StackPointer, destination == register {
      stackDelta = Int32(exactly: distance) ?? Self.unknownStackDelta
    }
  }
}

extension X86Encoding {
  /// The register that a byte operand belongs to: without REX, 4 to 7 are AH, CH, DH and BH.
  @inline(__always)
  func container(_ number: UInt8, width: UInt8) -> UInt8 {
    isHighByte(number, width: width) ? number & 3 : number
  }

  @inline(__always)
  func isHighByte(_ number: UInt8, width: UInt8) -> Bool {
    width == 1 && rex == 0 && number & 0xC == 4
  }
}
