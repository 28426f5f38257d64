/// `siginfo_t` of a signal that is about to be delivered.
public struct SignalInformation: Sendable, Hashable {
  public var number: Int32
  /// `si_code`: 0 and below for signals sent by processes.
  public var code: Int32
  /// `si_addr` of faults; sender and user of sent signals lie in the same bytes.
  public var address: UInt64

  public init(number: Int32, code: Int32, address: UInt64) {
    self.number = number
    self.code = code
    self.address = address
  }

  static let size = 128

  init(bytes: [UInt8]) {
    func word(_ offset: Int) -> UInt32 {
      bytes[offset..<offset + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
    number = Int32(bitPattern: word(0))
    code = Int32(bitPattern: word(8))
    address = UInt64(word(20)) << 32 | UInt64(word(16))
  }

  var bytes: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Self.size)
    func put(_ value: UInt64, _ count: Int, at offset: Int) {
      for index in 0..<count {
        bytes[offset + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index))
      }
    }
    put(UInt64(UInt32(bitPattern: number)), 4, at: 0)
    put(UInt64(UInt32(bitPattern: code)), 4, at: 8)
    put(address, 8, at: 16)
    return bytes
  }

  /// `SI_KERNEL`: how an amd64 breakpoint instruction announces itself.
  static let kernelCode: Int32 = 0x80
  /// `TRAP_BRKPT` (arm64 breakpoints, left-over steps) and `TRAP_TRACE`.
  static let breakpointCode: Int32 = 1
  static let stepCode: Int32 = 2

  /// What the processor raises for a read of address 0.
  public static let nilDereference = SignalInformation(number: 11, code: 1, address: 0)
}
