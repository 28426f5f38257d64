/// Where code names functions and other addresses, as found by ``ReferenceScan``.
///
/// A structure of arrays: the n-th site goes with the n-th target. Sites are offsets from the start
/// of the text, ascending.
public struct CodeReferences: Sendable {
  /// Direct calls: CALL rel32 on amd64, BL on arm64. The first byte of the instruction.
  public internal(set) var callSites: [UInt32] = []
  /// What they call: offsets from the start of the text of exact entries.
  public var callTargets: [UInt32] = []
  /// Direct jumps to the entry of another function (tail calls): JMP rel32, B.
  public internal(set) var jumpSites: [UInt32] = []
  /// Where they go: offsets from the start of the text of exact entries.
  public var jumpTargets: [UInt32] = []
  /// Instructions that form an address: LEA with a PC-relative operand (the REX prefix), or the
  /// ADRP of a pair ADRP and ADD.
  public internal(set) var addressSites: [UInt32] = []
  /// The addresses formed, absolute.
  public internal(set) var addressTargets: [UInt64] = []

  public init() {}
}

/// A word of a data section that holds a looked-for value.
public struct WordReference: Sendable, Equatable {
  /// Bytes from the start of the section.
  public var offset: Int
  public var value: UInt64

  public init(offset: Int, value: UInt64) {
    self.offset = offset
    self.value = value
  }
}
