/// Decodes arm64 instructions.
public struct ARM64Decoder: Sendable {
  public init() {}

  /// The instruction at `offset` of `code`, which runs at `address`.
  public func decode(
    _ code: borrowing RawSpan, at offset: Int, address: UInt64
  ) -> Instruction {
    Instruction()
  }
}
