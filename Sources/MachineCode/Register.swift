/// A general-purpose register.
///
/// On amd64 the hardware number: 0 AX, 1 CX, 2 DX, 3 BX, 4 SP, 5 BP, 6 SI, 7 DI, 8 to 15 R8 to R15.
/// On arm64 0 to 30 are X0 to X30 and 31 is the stack pointer; the zero register is 32.
public struct Register: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt8

  @inlinable
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// No register: the operand is absent, absolute, or not a general-purpose register.
  public static let none = Register(rawValue: 255)

  @inlinable
  public var isNone: Bool { rawValue == 255 }

  /// The register's bit in ``Instruction/writes``; 0 for ``none``.
  @inlinable
  public var mask: UInt64 {
    rawValue < 64 ? 1 &<< UInt64(rawValue) : 0
  }
}

extension Register {
  /// The stack pointer of amd64.
  public static let amd64StackPointer = Register(rawValue: 4)
  /// The frame pointer of amd64 (BP).
  public static let amd64FramePointer = Register(rawValue: 5)
  /// The closure context of a Go call on amd64 (DX).
  public static let amd64ClosureContext = Register(rawValue: 2)
  /// The current goroutine in Go's ABIInternal on amd64 (R14).
  public static let amd64Goroutine = Register(rawValue: 14)

  /// The closure context of a Go call on arm64 (R26).
  public static let arm64ClosureContext = Register(rawValue: 26)
  /// The current goroutine on arm64 (R28).
  public static let arm64Goroutine = Register(rawValue: 28)
  /// The frame pointer of arm64 (R29).
  public static let arm64FramePointer = Register(rawValue: 29)
  /// The link register of arm64 (R30).
  public static let arm64Link = Register(rawValue: 30)
  /// The stack pointer of arm64.
  public static let arm64StackPointer = Register(rawValue: 31)
  /// The register of arm64 that reads as zero.
  public static let arm64Zero = Register(rawValue: 32)
}

/// The instruction sets that are decoded here.
public enum CodeArchitecture: Sendable {
  case amd64, arm64

  /// The stack pointer's number.
  public var stackPointer: Register {
    switch self {
    case .amd64: .amd64StackPointer
    case .arm64: .arm64StackPointer
    }
  }
}
