/// The decoder of one instruction set.
public struct Decoder: Sendable {
  public let architecture: CodeArchitecture
  private let x86 = X86Decoder()
  private let arm64 = ARM64Decoder()

  public init(_ architecture: CodeArchitecture) {
    self.architecture = architecture
  }

  /// The instruction at `offset` of `code`, which runs at `address`; undecoded outside of `code`.
  public func decode(
    _ code: borrowing RawSpan, at offset: Int, address: UInt64
  ) -> Instruction {
    switch architecture {
    case .amd64: x86.decode(code, at: offset, address: address)
    case .arm64: arm64.decode(code, at: offset, address: address)
    }
  }

  /// As ``decode(_:at:address:)``, without a copy; `instruction` must be a fresh value.
  @inline(__always)
  func decode(
    _ code: borrowing RawSpan, at offset: Int, address: UInt64,
    into instruction: inout Instruction
  ) {
    switch architecture {
    case .amd64: x86.decode(code, at: offset, address: address, into: &instruction)
    case .arm64: arm64.decode(code, at: offset, address: address, into: &instruction)
    }
  }

  /// The number of bytes to skip after bytes that are no instruction.
  var undecodedStep: Int {
    architecture == .amd64 ? 1 : 4
  }
}
