public import MachineCode

/// Where a general register stands in the kernel's register set `NT_PRSTATUS` (in words), and its
/// name in Go's assembler.
///
/// Sources: `struct user_regs_struct` (amd64) and `struct user_pt_regs` (arm64) of the kernel.
public struct RegisterTable: Sendable {
  /// By the number of `MachineCode.Register`.
  public var slots: [Int]
  public var names: [String]
  public var programCounter: Int
  public var flags: Int
  /// Words of the whole set.
  public var count: Int
  /// The word that tells which system call a thread is in; nil where the set has none.
  var systemCall: Int?
  var threadPointer: Int?

  public static func of(_ architecture: CodeArchitecture) -> RegisterTable {
    switch architecture {
    case .amd64: amd64
    case .arm64: arm64
    }
  }

  static let amd64 = RegisterTable(
    slots: [10, 11, 12, 5, 19, 4, 13, 14, 9, 8, 7, 6, 3, 2, 1, 0],
    names: [
      "AX", "CX", "DX", "BX", "SP", "BP", "SI", "DI", "R8", "R9", "R10", "R11", "R12", "R13",
      "R14", "R15",
    ],
    programCounter: 16, flags: 18, count: 27, systemCall: 15, threadPointer: 21)

  static let arm64 = RegisterTable(
    slots: Array(0...31), names: (0...30).map { "R\($0)" } + ["SP"], programCounter: 32,
    flags: 33, count: 34, systemCall: nil, threadPointer: nil)
}
