internal import ByteReading

/// Decodes arm64 instructions: control flow and the effects on general registers and plain memory.
///
/// A total function over any bytes. Within an instruction class that is known here, reserved
/// encodings are mostly given the effects of their neighbours: what may be written is rather
/// overstated.
public struct ARM64Decoder: Sendable {
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
    guard offset >= 0, offset <= code.byteCount &- 4 else { return }
    let word = code.uint32OrZero(at: offset)
    instruction.length = 4
    instruction.flow = .next
    // The main classes by bits 28 to 25 (table C4-1 of the manual).
    switch word >> 25 & 0xF {
    case 0x8, 0x9: describeImmediate(word, address, &instruction)
    case 0xA, 0xB: describeBranch(word, address, &instruction)
    case 0x4, 0x6, 0xC, 0xE: describeMemory(word, address, &instruction)
    case 0x5, 0xD: describeRegister(word, &instruction)
    case 0x7, 0xF: describeVector(word, &instruction)
    case 0x2: describeScalable(word, &instruction)
    case 0x0 where word >> 16 == 0: instruction.flow = .trap  // UDF; zero words pad functions
    default: instruction.refuse()
    }
  }
}
