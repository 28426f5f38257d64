public import GoRuntimeModel
public import MachineCode

/// An instruction of a Go program at which a trace looks.
///
/// Kernels execute what they replace by a breakpoint out of line, a single step that costs many times
/// a hit, except for pushes, direct calls, jumps and branches, which they emulate. Only such
/// instructions are probed.
public struct ProbePoint: Sendable, Hashable {
  public var kind: ProbeKind
  /// `runtime.gopanic`
  public var function: String
  /// In the file's addresses.
  public var address: UInt64
  public var fileOffset: UInt64
  public var instruction: EmulatedInstruction
  public var frame: FrameState
  /// The function's arguments (after a call: its results) are still in their registers.
  public var argumentsAreIntact: Bool
  /// The register that holds `g._panic`, where the code has just loaded it.
  public var panicRegister: Register = .none
  /// For ``ProbeKind/recoverVerdict``: how the branch decides.
  public var verdict: VerdictBranch?

  /// What the kernel emulates.
  public enum EmulatedInstruction: String, Sendable, Hashable {
    case push, branch, call, jump
  }

  /// Where the function's return address is.
  public enum FrameState: String, Sendable, Hashable {
    /// At the stack pointer; the frame pointer is still the caller's (amd64).
    case beforePush
    /// Above the saved frame pointer, which the frame pointer points to.
    case established
    /// In the link register; the function has no frame (arm64).
    case link
  }

  /// The branch in `gorecover` that skips, or leads to, the store of `recovered`.
  public struct VerdictBranch: Sendable, Hashable {
    /// As in ``MachineCode/Instruction/condition``.
    var condition: UInt8
    /// The register that the branch itself tests (arm64); none when it tests the flags.
    var register: Register
    /// Width in bytes of what is tested of the register.
    var width: UInt8
    var takenMeansRecovers: Bool
  }
}

extension ProbePoint.VerdictBranch {
  /// Whether this recover stops the panic, by the registers before the branch; nil for a condition
  /// that is not known here.
  public func recovers(_ registers: ProbeRegisters) -> Bool? {
    guard let isTaken = isTaken(registers) else { return nil }
    return isTaken == takenMeansRecovers
  }

  private func isTaken(_ registers: ProbeRegisters) -> Bool? {
    let equal: Bool
    if register.isNone {
      let zeroFlag: UInt64 = registers.architecture == .amd64 ? 1 << 6 : 1 << 30
      equal = registers.flags & zeroFlag != 0
    } else {
      let mask: UInt64 = width >= 8 ? .max : (1 << (8 * UInt64(width))) - 1
      equal = registers[register] & mask == 0
    }
    switch condition {
    case 4: return equal
    case 5: return !equal
    // TBZ and TBNZ test one bit of a bool.
    case 14 where !register.isNone: return registers[register] & 1 == 0
    case 15 where !register.isNone: return registers[register] & 1 != 0
    default: return nil
    }
  }
}
