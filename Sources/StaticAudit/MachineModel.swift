internal import GoBinary
internal import MachineCode

/// Go's register ABI of one architecture.
///
/// Source: `src/cmd/compile/abi-internal.md`.
struct MachineModel {
  var decoder: Decoder
  /// Integer arguments and results, in order.
  let arguments: [Register]
  let firstArgument: Register
  var stackPointer: Register
  /// Holds the closure pointer when a closure is called.
  var closureContext: Register
  var registerCount: Int
  /// The number of the register that reads as zero; on amd64 there is none.
  var zeroRegister: UInt8?
  /// Bytes that a direct call instruction has.
  var callLength: UInt64
  /// Registers that write barriers and duff functions change.
  var helperClobbers: UInt64
  /// Where gcWriteBarrier returns the buffer that the following stores fill.
  var barrierBuffer: Register

  init(_ architecture: CodeArchitecture) {
    decoder = Decoder(architecture)
    switch architecture {
    case .amd64:
      arguments = [0, 3, 1, 7, 6, 8, 9, 10, 11].map(Register.init(rawValue:))
      firstArgument = Register(rawValue: 0)
      stackPointer = Register(rawValue: 4)
      closureContext = Register(rawValue: 2)
      registerCount = 16
      zeroRegister = nil
      callLength = 5
      helperClobbers = 1 << 11 | 1 << 7 | 1 << 6
      barrierBuffer = Register(rawValue: 11)
    case .arm64:
      arguments = (0...15).map(Register.init(rawValue:))
      firstArgument = Register(rawValue: 0)
      stackPointer = Register(rawValue: 31)
      closureContext = Register(rawValue: 26)
      registerCount = 31
      zeroRegister = Register.arm64Zero.rawValue
      callLength = 4
      helperClobbers = 1 << 16 | 1 << 17 | 1 << 20 | 1 << 21 | 1 << 25 | 1 << 27 | 1 << 30
      barrierBuffer = Register(rawValue: 25)
    }
  }

  func argumentIndex(of register: Register) -> UInt8? {
    arguments.firstIndex(of: register).map { UInt8(truncatingIfNeeded: $0) }
  }
}
