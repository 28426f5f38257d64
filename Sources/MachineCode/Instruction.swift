/// Where control goes after an instruction.
public enum Flow: UInt8, Sendable {
  /// To the instruction that follows.
  case next
  /// To ``Instruction/target``, and later back to the instruction that follows.
  case call
  /// To a computed address and later back: the address is in ``Instruction/source``, or in memory
  /// at ``Instruction/base`` + ``Instruction/value``.
  case indirectCall
  /// To ``Instruction/target``.
  case jump
  /// To a computed address, given as for ``indirectCall``.
  case indirectJump
  /// To ``Instruction/target`` or to the instruction that follows.
  case branch
  case `return`
  /// Nowhere: UD2, INT3 and HLT on amd64; BRK, HLT and UDF on arm64.
  case trap
  /// The bytes are no instruction that the decoder knows.
  case undecoded
}

/// What an instruction does to registers and memory, as far as it is told.
///
/// "Memory" is `[base + value]`; without a base `value` is an absolute address. Where
/// ``Instruction/hasIndex`` is set the place in memory is not known (an index register, a segment
/// base, a 32-bit address).
public enum Operation: UInt8, Sendable {
  /// Only ``Instruction/writes``, ``Instruction/writesMemory``, ``Instruction/stackDelta`` count.
  case other
  /// `destination = source`, whole registers; ``Instruction/width`` 4 clears the upper half.
  case copy
  /// `destination` = `source` or `source2`, as the flags say; whole registers.
  case select
  /// `destination = value`, all 64 bits; PC-relative addresses are already absolute.
  case constant
  /// `destination = base + value`, 64 bits.
  case address
  /// `destination = memory`, zero-extended from ``Instruction/width`` bytes.
  case load
  /// `memory = source`; a ``Register/none`` source means unknown content (a vector register).
  case store
  /// `memory = constantValue`.
  case storeConstant
  /// `destination` and `destination2` from memory and memory + width (arm64).
  case loadPair
  /// `source` and `source2` to memory and memory + width (arm64).
  case storePair
  /// `destination = source | value`; on amd64 the source is the destination.
  case orConstant
  /// `memory |= constantValue`.
  case orMemory
  /// Flags (or the branch itself) from `source` compared with 0; only the low
  /// ``Instruction/width`` bytes of it.
  case compareZero
  /// Flags from memory compared with `constantValue`.
  case compareMemoryConstant
  /// Flags from any other comparison or bit test; nothing else changes.
  case compare
  /// Onto the stack: `source`; without one memory when ``Instruction/width`` is not 0, else
  /// `constantValue`. ``Instruction/stackDelta`` tells the size (amd64).
  case push
  /// `destination` off the stack (amd64).
  case pop
}

/// One decoded instruction: a plain value of 64 bytes.
public struct Instruction: Sendable {
  /// Bytes; 0 exactly when ``flow`` is ``Flow/undecoded``.
  public var length: UInt8 = 0
  public var flow: Flow = .undecoded
  public var operation: Operation = .other
  /// The condition of a ``Flow/branch``. amd64: the condition nibble (4 equal, 5 not equal); 32 to
  /// 35 for LOOPNE, LOOPE, LOOP and JRCXZ; 36 for XBEGIN. arm64: 4 for EQ and CBZ, 5 for NE and
  /// CBNZ, 14 for TBZ and 15 for TBNZ, 16 + the architecture's number for the others.
  public var condition: UInt8 = 0
  public var destination: Register = .none
  public var destination2: Register = .none
  public var base: Register = .none
  public var source: Register = .none
  public var source2: Register = .none
  /// Bytes of the memory access, of each of the two in a pair; for register operations the bytes
  /// that take part (4 or 8). 0 when it is not known.
  public var width: UInt8 = 0
  /// The memory operand has an index register, a segment base or a truncated address: it names no
  /// precise place.
  public var hasIndex = false
  /// Writes memory in a way that ``operation`` does not describe. The place is `[base + value]`,
  /// ``width`` bytes, when ``width`` is not 0 and ``hasIndex`` is not set; otherwise it is unknown.
  public var writesMemory = false
  /// The change of SP in bytes; ``unknownStackDelta`` when SP gets a value that is not SP plus a
  /// constant.
  public var stackDelta: Int32 = 0
  /// The absolute target of a direct call, jump or branch; 0 for all others.
  public var target: UInt64 = 0
  /// Displacement, immediate, or the bit pattern of an absolute address.
  public var value: Int64 = 0
  /// The constant that goes to memory or is compared with; only the low ``width`` bytes of it
  /// are ever set.
  public var constantValue: Int64 = 0
  /// The general registers whose value changes in any way, as ``Register/mask`` bits. Empty for
  /// calls: what a call clobbers depends on the calling convention. SP is among them when it is an
  /// operand or a base with writeback; PUSH and POP only have a ``stackDelta``.
  public var writes: UInt64 = 0

  /// The ``stackDelta`` of an instruction after which SP is not known.
  public static let unknownStackDelta = Int32.min

  @inlinable
  public init() {}
}
